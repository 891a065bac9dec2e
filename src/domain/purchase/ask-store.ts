import type { StoreName, StoreTraits } from '../../stores/contract.ts'
import type { VerifyOutcome } from '../../stores/sale-contract.ts'
import type { Context } from '../context.ts'
import { createProblem, type Problem } from '../problem.ts'
import { explainStoreError } from '../store-connection/explain-store-error.ts'

export type StoreAnswer = {
  readonly store: StoreName
  readonly traits: StoreTraits
  readonly outcome: VerifyOutcome
}

/** What the store says about a receipt. A store that cannot be asked has said nothing: that is never "invalid". */
export async function askStore(
  ctx: Context,
  store: StoreName | null,
  receipt: unknown,
): Promise<StoreAnswer | { readonly problem: Problem }> {
  if (store === null) return { problem: notConnected('this store') }
  try {
    const adapter = await ctx.stores.find(ctx.app.appId, store)
    if (adapter === null) return { problem: notConnected(store) }
    return { store, traits: adapter.traits, outcome: await adapter.verifyReceipt(receipt) }
  } catch (error) {
    return { problem: explainStoreError(ctx, store, error) }
  }
}

function notConnected(store: string): Problem {
  return createProblem('STORE_NOT_CONNECTED', `The AppKey has no connection to ${store}.`, ['receipt'])
}

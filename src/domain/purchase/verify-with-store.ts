import type { StoreName, StoreTraits } from '../../stores/contract/store-adapter.ts'
import type { VerifyOutcome } from '../../stores/contract/sale.ts'
import type { Context } from '../context.ts'
import { createProblem, type Problem } from '../problem.ts'
import { toStoreProblem } from '../store-connection/to-store-problem.ts'

export type StoreVerification = {
  readonly store: StoreName
  readonly traits: StoreTraits
  readonly outcome: VerifyOutcome
}

/** What the store says about a receipt. A store that cannot be asked has said nothing: that is never "invalid". */
export async function verifyWithStore(
  ctx: Context,
  store: StoreName | null,
  receipt: unknown,
): Promise<StoreVerification | { readonly problem: Problem }> {
  if (store === null) return { problem: storeNotConnected('this store') }
  try {
    const adapter = await ctx.stores.find(ctx.app.appId, store)
    if (adapter === null) return { problem: storeNotConnected(store) }
    return { store, traits: adapter.traits, outcome: await adapter.verifyReceipt(receipt) }
  } catch (error) {
    return { problem: toStoreProblem(ctx, store, error) }
  }
}

function storeNotConnected(store: string): Problem {
  return createProblem('STORE_NOT_CONNECTED', `No ${store} connection is configured for this app.`, [
    'receipt',
  ])
}

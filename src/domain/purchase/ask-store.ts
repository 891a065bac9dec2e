import {
  StoreMisconfigured,
  StoreUnavailable,
  type StoreName,
  type VerifyOutcome,
} from '../../stores/contract.ts'
import type { Context } from '../context.ts'
import { createProblem, type Problem } from '../problem.ts'

export type StoreAnswer = {
  readonly store: StoreName
  readonly sandboxOnly: boolean
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
    return { store, sandboxOnly: adapter.sandboxOnly, outcome: await adapter.verifyReceipt(receipt) }
  } catch (error) {
    if (error instanceof StoreUnavailable) {
      ctx.log.warn({ error, appId: ctx.app.appId, store }, 'the store could not be asked')
      const message = 'The store could not be asked; nothing is decided. Try again.'
      return { problem: createProblem('STORE_UNAVAILABLE', message, [], error.retryAfterMs ?? 2_000) }
    }
    if (error instanceof StoreMisconfigured) {
      ctx.log.error({ error, appId: ctx.app.appId, store }, 'the store refuses our connection')
      return {
        problem: createProblem('STORE_MISCONFIGURED', 'The store refuses the connection of this AppKey.'),
      }
    }
    throw error
  }
}

function notConnected(store: string): Problem {
  return createProblem('STORE_NOT_CONNECTED', `The AppKey has no connection to ${store}.`, ['receipt'])
}

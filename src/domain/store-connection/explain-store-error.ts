import { StoreMisconfigured, StoreUnavailable, type StoreName } from '../../stores/contract.ts'
import type { AppContext } from '../context.ts'
import { createProblem, type Problem } from '../problem.ts'

/**
 * What the caller hears when a store could not be asked.
 * @throws the error itself if it is a fault of ours
 */
export function explainStoreError(ctx: AppContext, store: StoreName, error: unknown): Problem {
  const { appId } = ctx.app
  if (error instanceof StoreUnavailable) {
    ctx.log.warn({ error, appId, store }, 'the store could not be asked')
    const message = 'The store could not be asked; nothing is decided. Try again.'
    return createProblem('STORE_UNAVAILABLE', message, [], error.retryAfterMs ?? 2_000)
  }
  if (error instanceof StoreMisconfigured) {
    ctx.log.error({ error, appId, store }, 'the store refuses our connection')
    return createProblem('STORE_MISCONFIGURED', 'The store refuses the connection of this AppKey.')
  }
  throw error
}

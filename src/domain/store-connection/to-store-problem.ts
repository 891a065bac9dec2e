import {
  StoreMisconfiguredError,
  StoreUnavailableError,
  type StoreName,
} from '../../stores/contract/store-adapter.ts'
import type { AppContext } from '../context.ts'
import { createProblem, type Problem } from '../problem.ts'

/**
 * The problem that a caller gets when a store could not be called.
 * @throws the error itself if it is an internal error
 */
export function toStoreProblem(ctx: AppContext, store: StoreName, error: unknown): Problem {
  const { appId } = ctx.app
  if (error instanceof StoreUnavailableError) {
    ctx.log.warn({ error, appId, store }, 'store unavailable')
    const message = 'The store is unavailable. Retry later.'
    return createProblem('STORE_UNAVAILABLE', message, [], error.retryAfterMs ?? 2_000)
  }
  if (error instanceof StoreMisconfiguredError) {
    ctx.log.error({ error, appId, store }, 'store rejected the connection credentials')
    return createProblem(
      'STORE_MISCONFIGURED',
      'The store rejected the credentials or settings of this AppKey.',
    )
  }
  throw error
}

import { createAccessTokenSource } from '../../platform/access-token.ts'
import { createCircuitBreaker } from '../../platform/circuit-breaker.ts'
import { HttpFailure } from '../../platform/http-client.ts'
import { jitteredDelayMs, retryWithin } from '../../platform/retry.ts'
import type { TimeBudget } from '../../platform/retry.ts'
import { StoreUnavailable } from '../contract.ts'
import type { GooglePlayCredentials } from './connection.ts'
import { NotThere, TokenRefused, assertSuccess, toStoreError } from './failures.ts'
import type { GooglePlayConfig } from './google-play-config.ts'
import { callPublisher } from './publisher-api.ts'
import type { PublisherCall } from './publisher-api.ts'
import { createServiceAccountGrant } from './service-account-grant.ts'

/**
 * One call with everything around it: access token, circuit, retries within the budget. What `read` cannot
 * read it throws as StoreUnavailable, and the call is repeated.
 * @throws NotThere, StoreUnavailable, StoreMisconfigured
 */
export type Send = <T>(call: PublisherCall, read: (body: string) => T, budget: TimeBudget) => Promise<T>

export type SenderOptions = {
  readonly credentials: GooglePlayCredentials
  readonly config: Omit<GooglePlayConfig, 'production'>
}

const maxRetries = 2
const firstRetryDelayMs = 200

export function createSender({ credentials, config }: SenderOptions): Send {
  const breaker = createCircuitBreaker({
    failuresToOpen: config.failuresToOpen,
    openMs: config.openMs,
    isFailure: (error) => error instanceof HttpFailure || error instanceof StoreUnavailable,
    holdMs: (error) => (error instanceof StoreUnavailable ? error.retryAfterMs : null),
  })
  const grant = createServiceAccountGrant(credentials, config.tokenUrl, config.timeoutMs)
  const tokens = createAccessTokenSource({
    issue: () => breaker.run(grant),
    refreshEarlyMs: config.refreshEarlyMs,
  })

  async function attempt<T>(call: PublisherCall, read: (body: string) => T, budget: TimeBudget): Promise<T> {
    const accessToken = await tokens.get()
    const timeoutMs = Math.min(config.timeoutMs, budget.timeLeftMs())
    try {
      return await breaker.run(async () => {
        const answer = await callPublisher({ apiUrl: config.apiUrl, accessToken, timeoutMs }, call)
        assertSuccess(answer)
        return read(answer.body)
      })
    } catch (error) {
      if (error instanceof TokenRefused) tokens.drop(accessToken)
      throw error
    }
  }

  return (call, read, budget) =>
    retryWithin(() => withFreshToken(() => attempt(call, read, budget)), {
      retries: maxRetries,
      budget,
      delayMs: retryDelayMs,
    })
}

/** A refused access token is replaced once; that the new one is refused too is an operator's matter. */
async function withFreshToken<T>(attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt()
  } catch (error) {
    if (!(error instanceof TokenRefused)) throw toStoreError(error)
  }
  try {
    return await attempt()
  } catch (error) {
    throw error instanceof TokenRefused ? error.misconfigured : toStoreError(error)
  }
}

function retryDelayMs(error: unknown, attempt: number): number | null {
  if (error instanceof StoreUnavailable)
    return error.retryAfterMs ?? jitteredDelayMs(attempt, firstRetryDelayMs)
  return error instanceof NotThere && error.mayAppear ? jitteredDelayMs(attempt, firstRetryDelayMs) : null
}

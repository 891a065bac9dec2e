import { createAccessTokenSource } from '../../platform/access-token.ts'
import { createCircuitBreaker } from '../../platform/circuit-breaker.ts'
import { HttpError } from '../../platform/http-client.ts'
import { jitteredDelayMs, retry } from '../../platform/retry.ts'
import type { Deadline } from '../../platform/retry.ts'
import { StoreUnavailableError } from '../contract/store-adapter.ts'
import type { GooglePlayCredentials } from './connection.ts'
import { NotFoundError, UnauthorizedError, assertSuccess, toStoreError } from './errors.ts'
import type { GooglePlayConfig } from './config.ts'
import { callPublisher } from './publisher-api.ts'
import type { PublisherCall } from './publisher-api.ts'
import { createServiceAccountGrant } from './token-grant.ts'

/**
 * One call with everything around it: access token, circuit, retries within the budget. What `read` cannot
 * read it throws as StoreUnavailable, and the call is repeated.
 * @throws NotThere, StoreUnavailable, StoreMisconfigured
 */
export type SendToGooglePlay = <T>(
  call: PublisherCall,
  read: (body: string) => T,
  budget: Deadline,
) => Promise<T>

export type GooglePlayTransportOptions = {
  readonly credentials: GooglePlayCredentials
  readonly config: Omit<GooglePlayConfig, 'production'>
}

const maxRetries = 2
const initialRetryDelayMs = 200

export function createGooglePlayTransport({
  credentials,
  config,
}: GooglePlayTransportOptions): SendToGooglePlay {
  const breaker = createCircuitBreaker({
    failureThreshold: config.failureThreshold,
    resetTimeoutMs: config.resetTimeoutMs,
    isFailure: (error) => error instanceof HttpError || error instanceof StoreUnavailableError,
    readRetryAfterMs: (error) => (error instanceof StoreUnavailableError ? error.retryAfterMs : null),
  })
  const requestToken = createServiceAccountGrant(credentials, config.tokenUrl, config.timeoutMs)
  const tokens = createAccessTokenSource({
    issue: () => breaker.run(requestToken),
    refreshEarlyMs: config.refreshEarlyMs,
  })

  async function attempt<T>(call: PublisherCall, read: (body: string) => T, budget: Deadline): Promise<T> {
    const accessToken = await tokens.get()
    const timeoutMs = Math.min(config.timeoutMs, budget.remainingMs())
    try {
      return await breaker.run(async () => {
        const answer = await callPublisher({ apiUrl: config.apiUrl, accessToken, timeoutMs }, call)
        assertSuccess(answer)
        return read(answer.body)
      })
    } catch (error) {
      if (error instanceof UnauthorizedError) tokens.invalidate(accessToken)
      throw error
    }
  }

  return (call, read, budget) =>
    retry(() => retryWithNewToken(() => attempt(call, read, budget)), {
      maxRetries: maxRetries,
      deadline: budget,
      delayMs: retryDelayMs,
    })
}

/** A refused access token is replaced once; that the new one is refused too is an operator's matter. */
async function retryWithNewToken<T>(attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt()
  } catch (error) {
    if (!(error instanceof UnauthorizedError)) throw toStoreError(error)
  }
  try {
    return await attempt()
  } catch (error) {
    throw error instanceof UnauthorizedError ? error.storeError : toStoreError(error)
  }
}

function retryDelayMs(error: unknown, attempt: number): number | null {
  if (error instanceof StoreUnavailableError)
    return error.retryAfterMs ?? jitteredDelayMs(attempt, initialRetryDelayMs)
  return error instanceof NotFoundError && error.isRetryable
    ? jitteredDelayMs(attempt, initialRetryDelayMs)
    : null
}

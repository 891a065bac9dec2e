import { createAuthorizedHttpClient } from '../../platform/authorized-http-client.ts'
import { jitteredDelayMs, type Deadline } from '../../platform/retry.ts'
import { isStoreFailure, readRetryAfterMs, storeRetryDelayMs, toStoreError } from '../shared/store-errors.ts'
import type { GooglePlayConfig } from './config.ts'
import type { GooglePlayCredentials } from './connection.ts'
import { NotFoundError, assertSuccess } from './errors.ts'
import { callPublisher } from './publisher-api.ts'
import type { PublisherCall } from './publisher-api.ts'
import { createServiceAccountGrant } from './token-grant.ts'

/**
 * Sends one API call with access token, circuit breaker and retries within the deadline. `parse` throws StoreUnavailableError for a
 * body that it cannot read, and the call is repeated.
 * @throws NotFoundError, BadRequestError, StoreUnavailableError, StoreMisconfiguredError
 */
export type SendToGooglePlay = <T>(
  call: PublisherCall,
  parse: (body: string) => T,
  deadline: Deadline,
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
  const { apiUrl, tokenUrl, timeoutMs, refreshEarlyMs, failureThreshold, resetTimeoutMs } = config
  const client = createAuthorizedHttpClient({
    service: 'GOOGLE_PLAY',
    requestToken: createServiceAccountGrant(credentials, tokenUrl, timeoutMs),
    refreshEarlyMs,
    timeoutMs,
    failureThreshold,
    resetTimeoutMs,
    maxRetries,
    isFailure: isStoreFailure,
    readRetryAfterMs,
    toError: (error) => toStoreError(error, 'Google Play'),
    retryDelayMs,
  })
  return (call, parse, deadline) =>
    client.send(
      (accessToken, requestTimeoutMs) =>
        callPublisher({ apiUrl, accessToken, timeoutMs: requestTimeoutMs }, call),
      (response) => {
        assertSuccess(response)
        return parse(response.body)
      },
      deadline,
    )
}

function retryDelayMs(error: unknown, attempt: number): number | null {
  if (!(error instanceof NotFoundError)) return storeRetryDelayMs(error, attempt, initialRetryDelayMs)
  return error.isRetryable ? jitteredDelayMs(attempt, initialRetryDelayMs) : null
}

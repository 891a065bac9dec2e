import { createAuthorizedHttpClient } from '../../platform/authorized-http-client.ts'
import { requestHttp } from '../../platform/http-client.ts'
import type { Deadline } from '../../platform/retry.ts'
import type { StoreEnvironment } from '../contract/sale.ts'
import { isStoreFailure, readRetryAfterMs, storeRetryDelayMs, toStoreError } from '../shared/store-errors.ts'
import type { OneStoreConfig, OneStoreMarket } from './config.ts'
import { assertSuccess } from './errors.ts'
import { classifyOneStoreEndpoint } from './endpoints.ts'
import { createClientCredentialsGrant } from './token-grant.ts'

export type OneStoreRequest = {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly marketCode: OneStoreMarket
  /** Of a POST; an empty object if left out. */
  readonly body?: Readonly<Record<string, unknown>>
}

/** What names a purchase in the calls about it. */
export type PurchaseKey = {
  readonly productId: string
  readonly purchaseToken: string
  readonly marketCode: OneStoreMarket
}

/** One host of ONE store, with its own access token, circuit breaker and retries. */
export type OneStoreTransport = {
  /**
   * `parse` throws StoreUnavailableError for a body that it cannot read, and the request is repeated.
   * @throws NotFoundError, StateConflictError, StoreUnavailableError, StoreMisconfiguredError
   */
  send: <T>(request: OneStoreRequest, parse: (body: string) => T, deadline: Deadline) => Promise<T>
}

export type OneStoreTransportOptions = {
  readonly environment: StoreEnvironment
  readonly url: string
  readonly clientId: string
  readonly clientSecret: string
  readonly marketCode: OneStoreMarket
  readonly config: OneStoreConfig
}

const maxBodyBytes = 256 * 1024

export function createOneStoreTransport(options: OneStoreTransportOptions): OneStoreTransport {
  const { url, environment, config } = options
  const client = createAuthorizedHttpClient({
    service: 'ONE_STORE',
    requestToken: createClientCredentialsGrant(options),
    refreshEarlyMs: config.refreshEarlyMs,
    timeoutMs: config.timeoutMs,
    failureThreshold: config.failureThreshold,
    resetTimeoutMs: config.resetTimeoutMs,
    maxRetries: config.maxRetries,
    isFailure: isStoreFailure,
    readRetryAfterMs,
    toError: (error) => toStoreError(error, 'ONE store'),
    retryDelayMs: (error, attempt) => storeRetryDelayMs(error, attempt, config.initialRetryDelayMs),
  })
  return {
    send: (request, parse, deadline) =>
      client.send(
        (accessToken, timeoutMs) =>
          requestHttp({
            peer: { service: 'ONE_STORE', endpoint: classifyOneStoreEndpoint(request.path) },
            url: url + request.path,
            method: request.method,
            headers: toHeaders(request, accessToken),
            ...(request.method === 'POST' ? { body: JSON.stringify(request.body ?? {}) } : {}),
            timeoutMs,
            maxBodyBytes,
          }),
        (response) => {
          assertSuccess(response, { method: request.method, environment }, config)
          return parse(response.body)
        },
        deadline,
      ),
  }
}

/** ONE store requires "Bearer" with a capital B, although its grant calls the token type "bearer". */
function toHeaders(request: OneStoreRequest, accessToken: string): Record<string, string> {
  return {
    authorization: `Bearer ${accessToken}`,
    'content-type': 'application/json',
    accept: 'application/json',
    'x-market-code': request.marketCode,
  }
}

/** @param segments what replaces the placeholders of the path */
export function toRequest(
  method: OneStoreRequest['method'],
  path: string,
  marketCode: OneStoreMarket,
  segments: Readonly<Record<string, string>>,
): OneStoreRequest {
  const filledPath = path.replace(/\{(\w+)\}/g, (_match, name: string) =>
    encodeURIComponent(segments[name] ?? ''),
  )
  return { method, path: filledPath, marketCode }
}

import { createAccessTokenSource } from '../../platform/access-token.ts'
import { createCircuitBreaker } from '../../platform/circuit-breaker.ts'
import { HttpError, requestHttp } from '../../platform/http-client.ts'
import { jitteredDelayMs, retry } from '../../platform/retry.ts'
import type { Deadline } from '../../platform/retry.ts'
import { StoreMisconfiguredError, StoreUnavailableError } from '../contract/store-adapter.ts'
import type { StoreEnvironment } from '../contract/sale.ts'
import { createClientCredentialsGrant } from './token-grant.ts'
import { UnauthorizedError, assertSuccess, toStoreError } from './errors.ts'
import type { OneStoreConfig, OneStoreMarket } from './config.ts'

export type OneStoreRequest = {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly marketCode: OneStoreMarket
}

/**
 * One of ONE store's hosts: its access token, its circuit, retries within the budget. What `read` cannot
 * read it throws as StoreUnavailable, and the call is repeated.
 */
export type OneStoreTransport = {
  /** @throws NotThere, NotSettled, StoreUnavailable, StoreMisconfigured */
  send: <T>(call: OneStoreRequest, read: (body: string) => T, budget: Deadline) => Promise<T>
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
  const { url, config } = options
  const breaker = createCircuitBreaker({
    failureThreshold: config.failureThreshold,
    resetTimeoutMs: config.resetTimeoutMs,
    isFailure: (error) => error instanceof HttpError || error instanceof StoreUnavailableError,
    readRetryAfterMs: (error) => (error instanceof StoreUnavailableError ? error.retryAfterMs : null),
  })
  const requestToken = createClientCredentialsGrant(options)
  const tokens = createAccessTokenSource({
    issue: () => breaker.run(requestToken),
    refreshEarlyMs: config.refreshEarlyMs,
  })

  async function attempt<T>(call: OneStoreRequest, read: (body: string) => T, budget: Deadline): Promise<T> {
    const accessToken = await tokens.get()
    try {
      return await breaker.run(async () => {
        const answer = await requestHttp({
          url: url + call.path,
          method: call.method,
          headers: toHeaders(call, accessToken),
          ...(call.method === 'POST' ? { body: '{}' } : {}),
          timeoutMs: Math.min(config.timeoutMs, budget.remainingMs()),
          maxBodyBytes,
        })
        assertSuccess(answer, call.method, config)
        return read(answer.body)
      })
    } catch (error) {
      if (error instanceof UnauthorizedError) tokens.invalidate(accessToken)
      throw error
    }
  }

  return {
    send: (call, read, budget) =>
      retry(() => retryWithNewToken(options.environment, () => attempt(call, read, budget)), {
        maxRetries: config.maxRetries,
        deadline: budget,
        delayMs: (error, count) =>
          error instanceof StoreUnavailableError
            ? (error.retryAfterMs ?? jitteredDelayMs(count, config.initialRetryDelayMs))
            : null,
      }),
  }
}

/** "Bearer" is case-sensitive there, although the grant calls its token type "bearer". */
function toHeaders(call: OneStoreRequest, accessToken: string): Record<string, string> {
  return {
    authorization: `Bearer ${accessToken}`,
    'content-type': 'application/json',
    accept: 'application/json',
    'x-market-code': call.marketCode,
  }
}

/** A refused access token is replaced once; that the new one is refused too is an operator's matter. */
async function retryWithNewToken<T>(environment: StoreEnvironment, attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt()
  } catch (error) {
    if (!(error instanceof UnauthorizedError)) throw toStoreError(error)
  }
  try {
    return await attempt()
  } catch (error) {
    if (!(error instanceof UnauthorizedError)) throw toStoreError(error)
    throw new StoreMisconfiguredError(`ONE store rejects the app's access token (${environment})`)
  }
}

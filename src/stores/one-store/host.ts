import { createAccessTokenSource } from '../../platform/access-token.ts'
import { createCircuitBreaker } from '../../platform/circuit-breaker.ts'
import { HttpFailure, requestHttp } from '../../platform/http-client.ts'
import { jitteredDelayMs, retryWithin } from '../../platform/retry.ts'
import type { TimeBudget } from '../../platform/retry.ts'
import { StoreMisconfigured, StoreUnavailable } from '../contract.ts'
import type { Environment } from '../sale-contract.ts'
import { createClientCredentialsGrant } from './client-credentials-grant.ts'
import { TokenRefused, assertSuccess, toStoreError } from './failures.ts'
import type { OneStoreConfig, OneStoreMarket } from './one-store-config.ts'

export type OneStoreCall = {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly marketCode: OneStoreMarket
}

/**
 * One of ONE store's hosts: its access token, its circuit, retries within the budget. What `read` cannot
 * read it throws as StoreUnavailable, and the call is repeated.
 */
export type OneStoreHost = {
  /** @throws NotThere, NotSettled, StoreUnavailable, StoreMisconfigured */
  send: <T>(call: OneStoreCall, read: (body: string) => T, budget: TimeBudget) => Promise<T>
}

export type HostOptions = {
  readonly environment: Environment
  readonly url: string
  readonly clientId: string
  readonly clientSecret: string
  readonly marketCode: OneStoreMarket
  readonly config: OneStoreConfig
}

const maxBodyBytes = 256 * 1024

export function createOneStoreHost(options: HostOptions): OneStoreHost {
  const { url, config } = options
  const breaker = createCircuitBreaker({
    failuresToOpen: config.failuresToOpen,
    openMs: config.openMs,
    isFailure: (error) => error instanceof HttpFailure || error instanceof StoreUnavailable,
    holdMs: (error) => (error instanceof StoreUnavailable ? error.retryAfterMs : null),
  })
  const grant = createClientCredentialsGrant(options)
  const tokens = createAccessTokenSource({
    issue: () => breaker.run(grant),
    refreshEarlyMs: config.refreshEarlyMs,
  })

  async function attempt<T>(call: OneStoreCall, read: (body: string) => T, budget: TimeBudget): Promise<T> {
    const accessToken = await tokens.get()
    try {
      return await breaker.run(async () => {
        const answer = await requestHttp({
          url: url + call.path,
          method: call.method,
          headers: toHeaders(call, accessToken),
          ...(call.method === 'POST' ? { body: '{}' } : {}),
          timeoutMs: Math.min(config.timeoutMs, budget.timeLeftMs()),
          maxBodyBytes,
        })
        assertSuccess(answer, call.method, config)
        return read(answer.body)
      })
    } catch (error) {
      if (error instanceof TokenRefused) tokens.drop(accessToken)
      throw error
    }
  }

  return {
    send: (call, read, budget) =>
      retryWithin(() => withFreshToken(options.environment, () => attempt(call, read, budget)), {
        retries: config.retries,
        budget,
        delayMs: (error, count) =>
          error instanceof StoreUnavailable
            ? (error.retryAfterMs ?? jitteredDelayMs(count, config.firstRetryDelayMs))
            : null,
      }),
  }
}

/** "Bearer" is case-sensitive there, although the grant calls its token type "bearer". */
function toHeaders(call: OneStoreCall, accessToken: string): Record<string, string> {
  return {
    authorization: `Bearer ${accessToken}`,
    'content-type': 'application/json',
    accept: 'application/json',
    'x-market-code': call.marketCode,
  }
}

/** A refused access token is replaced once; that the new one is refused too is an operator's matter. */
async function withFreshToken<T>(environment: Environment, attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt()
  } catch (error) {
    if (!(error instanceof TokenRefused)) throw toStoreError(error)
  }
  try {
    return await attempt()
  } catch (error) {
    if (!(error instanceof TokenRefused)) throw toStoreError(error)
    throw new StoreMisconfigured(`ONE store refuses the app's access token (${environment})`)
  }
}

import type { AppStoreServerAPIClient } from '@apple/app-store-server-library'

import { HttpError, requestHttp } from '../../platform/http-client.ts'
import type { HttpResponse } from '../../platform/http-client.ts'
import { retry, startDeadline } from '../../platform/retry.ts'
import type { Deadline } from '../../platform/retry.ts'
import type { StoreEnvironment } from '../contract/sale.ts'
import { StoreMisconfiguredError, StoreUnavailableError } from '../contract/store-adapter.ts'
import { storeRetryDelayMs, toStoreError } from '../shared/store-errors.ts'
import type { AppStoreCredentials } from './connection.ts'
import { signApiToken } from './api-token.ts'
import { toRejectionOrThrow } from './errors.ts'
import type { AppleRejection } from './errors.ts'

export type AppStoreTransportOptions = {
  readonly bundleId: string
  readonly credentials: AppStoreCredentials
  readonly urls: Readonly<Record<StoreEnvironment, string>>
  readonly timeoutMs: number
}

export type AppleCall<T> = {
  readonly environment: StoreEnvironment
  /** Apple's error codes that are a clear rejection of this call: it is not repeated, and the caller interprets the code. */
  readonly expectedErrorCodes: ReadonlySet<number>
  readonly maxBodyBytes: number
  /** False for a call that must not be made twice; true if left out. */
  readonly isIdempotent?: boolean
  /** Calls Apple's client once. If it throws for a response, the response is interpreted as an error response. */
  readonly run: (api: AppStoreServerAPIClient) => Promise<T>
}

export type AppleResult<T> = { readonly kind: 'ok'; readonly value: T } | AppleRejection

export type AppStoreTransport = {
  /** The time for one call with its retries, and for further calls that share the deadline. */
  startDeadline: () => Deadline
  /** @throws StoreUnavailableError and StoreMisconfiguredError */
  send: <T>(call: AppleCall<T>, deadline: Deadline) => Promise<AppleResult<T>>
}

const maxRetries = 2
const initialRetryDelayMs = 200

/** A call that is not idempotent is not repeated after a failure, because the App Store may have made it. */
export function createAppStoreTransport(options: AppStoreTransportOptions): AppStoreTransport {
  return {
    startDeadline: () => startDeadline(2 * options.timeoutMs),
    send: (call, deadline) =>
      retry(() => sendWithNewToken(options, call, deadline), {
        maxRetries: call.isIdempotent === false ? 0 : maxRetries,
        deadline,
        delayMs: (error, attempt) => storeRetryDelayMs(error, attempt, initialRetryDelayMs),
      }),
  }
}

/**
 * Apple rejects a valid token now and then, and every token that is dated in its future. So a rejected call is repeated once, with a
 * token that is dated by Apple's clock.
 */
async function sendWithNewToken<T>(
  options: AppStoreTransportOptions,
  call: AppleCall<T>,
  deadline: Deadline,
): Promise<AppleResult<T>> {
  const send = (clockSkewMs: number) =>
    sendOnce(options, call, { timeoutMs: Math.min(options.timeoutMs, deadline.remainingMs()), clockSkewMs })
  const result = await send(0)
  if (result.kind !== 'unauthorized' || !result.isTokenRejected || deadline.remainingMs() <= 0) return result
  return await send(result.clockSkewMs ?? 0)
}

async function sendOnce<T>(
  options: AppStoreTransportOptions,
  call: AppleCall<T>,
  { timeoutMs, clockSkewMs }: { readonly timeoutMs: number; readonly clockSkewMs: number },
): Promise<AppleResult<T>> {
  const responses: HttpResponse[] = []
  const { maxBodyBytes } = call
  // Apple's library takes 30 MiB, and a process that calls no App Store never loads it.
  const { AppleClient } = await import('./apple-client.ts')
  const api = new AppleClient(options, call.environment, async (request) => {
    const headers = {
      ...request.headers,
      Authorization: `Bearer ${await signApiToken(options, clockSkewMs)}`,
    }
    const response = await requestHttp({ ...request, headers, timeoutMs, maxBodyBytes })
    responses.push(response)
    return response
  })
  try {
    return { kind: 'ok', value: await call.run(api) }
  } catch (error) {
    if (error instanceof StoreUnavailableError) throw error
    const [response] = responses
    if (response !== undefined) return toRejectionOrThrow(response, call.expectedErrorCodes, error)
    if (error instanceof HttpError) throw toStoreError(error, 'The App Store')
    throw new StoreMisconfiguredError('The private key of the App Store connection cannot sign', {
      cause: error,
    })
  }
}

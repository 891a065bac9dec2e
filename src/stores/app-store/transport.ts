import { AppStoreServerAPIClient, Environment } from '@apple/app-store-server-library'

import { HttpError, requestHttp } from '../../platform/http-client.ts'
import type { HttpRequest, HttpResponse } from '../../platform/http-client.ts'
import { parseJson } from '../../platform/json.ts'
import { retry, startDeadline } from '../../platform/retry.ts'
import type { Deadline } from '../../platform/retry.ts'
import type { StoreEnvironment } from '../contract/sale.ts'
import { StoreMisconfiguredError, StoreUnavailableError } from '../contract/store-adapter.ts'
import { storeRetryDelayMs, toStoreError } from '../shared/store-errors.ts'
import type { AppStoreCredentials } from './connection.ts'
import { signApiToken } from './api-token.ts'
import { classifyAppStoreEndpoint } from './endpoints.ts'
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

/** Every call can be repeated: all of them are idempotent. */
export function createAppStoreTransport(options: AppStoreTransportOptions): AppStoreTransport {
  return {
    startDeadline: () => startDeadline(2 * options.timeoutMs),
    send: (call, deadline) =>
      retry(() => sendWithNewToken(options, call, deadline), {
        maxRetries,
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

type Send = (
  request: Pick<HttpRequest, 'peer' | 'url' | 'method' | 'headers' | 'body'>,
) => Promise<HttpResponse>

/**
 * Apple's client with another transport: its own has no timeout and no configurable base URL, and discards the response headers.
 */
class AppleClient extends AppStoreServerAPIClient {
  readonly #baseUrl: string
  readonly #send: Send

  constructor(options: AppStoreTransportOptions, environment: StoreEnvironment, send: Send) {
    const { privateKey, keyId, issuerId } = options.credentials
    const { PRODUCTION, SANDBOX } = Environment
    super(privateKey, keyId, issuerId, options.bundleId, environment === 'PRODUCTION' ? PRODUCTION : SANDBOX)
    this.#baseUrl = options.urls[environment]
    this.#send = send
  }

  // eslint-disable-next-line max-params -- the library's signature
  protected override async makeFetchRequest(
    path: string,
    query: URLSearchParams,
    method: string,
    body: string | Buffer | undefined,
    headers: Record<string, string>,
  ): Promise<never> {
    const url = this.#baseUrl + path + (query.size === 0 ? '' : `?${query.toString()}`)
    const response = await this.#send({
      peer: { service: 'APP_STORE', endpoint: classifyAppStoreEndpoint(path) },
      url,
      method: toHttpMethod(method),
      headers,
      // The library sends only images as bytes, and no call here sends one.
      ...(typeof body === 'string' ? { body } : {}),
    })
    return asLibraryResponse({
      ok: isSuccessResponse(response),
      status: response.status,
      json: () => Promise.resolve().then((): unknown => JSON.parse(response.body)),
    })
  }
}

/** Where no content is expected, the library accepts every 2xx; a page of a proxy must not count as success. */
function isSuccessResponse({ status, body }: HttpResponse): boolean {
  return status >= 200 && status < 300 && (body.trim() === '' || parseJson(body) !== undefined)
}

function toHttpMethod(method: string): HttpRequest['method'] {
  if (method === 'GET' || method === 'POST' || method === 'PUT') return method
  throw new Error(`unexpected method of an App Store call: ${method}`)
}

/** The library reads only these three members; its type is node-fetch's `Response`, which is not used here. */
function asLibraryResponse(response: { ok: boolean; status: number; json: () => Promise<unknown> }): never {
  return response as never
}

async function sendOnce<T>(
  options: AppStoreTransportOptions,
  call: AppleCall<T>,
  { timeoutMs, clockSkewMs }: { readonly timeoutMs: number; readonly clockSkewMs: number },
): Promise<AppleResult<T>> {
  const responses: HttpResponse[] = []
  const { maxBodyBytes } = call
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

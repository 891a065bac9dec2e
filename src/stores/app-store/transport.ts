import { AppStoreServerAPIClient, Environment as AppleEnvironment } from '@apple/app-store-server-library'
import { z } from 'zod'

import { HttpError, parseRetryAfter, requestHttp } from '../../platform/http-client.ts'
import type { HttpResponse, HttpRequest } from '../../platform/http-client.ts'
import { jitteredDelayMs, retry, startDeadline } from '../../platform/retry.ts'
import type { Deadline } from '../../platform/retry.ts'
import { StoreMisconfiguredError, StoreUnavailableError } from '../contract/store-adapter.ts'
import type { StoreEnvironment } from '../contract/sale.ts'
import type { AppStoreCredentials } from './connection.ts'

export type AppStoreTransportOptions = {
  readonly bundleId: string
  readonly credentials: AppStoreCredentials
  readonly urls: Readonly<Record<StoreEnvironment, string>>
  readonly timeoutMs: number
}

export type AppleCall<T> = {
  readonly environment: StoreEnvironment
  /** Apple's codes that are a plain "no" to this call: it is not repeated, and the caller reads the code. */
  readonly expectedErrorCodes: ReadonlySet<number>
  readonly maxBodyBytes: number
  /** Calls Apple's client once. What it throws over an answer makes the answer count as none. */
  readonly run: (api: AppStoreServerAPIClient) => Promise<T>
}

export type AppleResult<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'rejected'; readonly errorCode: number }
  | Unauthorized

/** How far this machine's clock is ahead of the App Store's, when its answer tells: tokens are dated. */
export type Unauthorized = { readonly kind: 'unauthorized'; readonly clockSkewMs: number | null }

export type AppStoreTransport = {
  /** Time for one question, its retries and whatever else is asked with the same budget. */
  startDeadline: () => Deadline
  /** @throws StoreUnavailable and StoreMisconfigured */
  send: <T>(call: AppleCall<T>, budget: Deadline) => Promise<AppleResult<T>>
}

const maxRetries = 2
const initialRetryDelayMs = 200

export function createAppStoreTransport(options: AppStoreTransportOptions): AppStoreTransport {
  return {
    startDeadline: () => startDeadline(2 * options.timeoutMs),
    send: (call, budget) =>
      retry((timeLeftMs) => sendOnce(options, call, Math.min(options.timeoutMs, timeLeftMs)), {
        maxRetries: maxRetries,
        deadline: budget,
        delayMs: retryDelayMs,
      }),
  }
}

/** Every call may be repeated: it reads, or says what stays true when it is said twice. */
function retryDelayMs(error: unknown, attempt: number): number | null {
  if (!(error instanceof StoreUnavailableError)) return null
  return error.retryAfterMs ?? jitteredDelayMs(attempt, initialRetryDelayMs)
}

type Send = (request: Pick<HttpRequest, 'url' | 'method' | 'headers' | 'body'>) => Promise<HttpResponse>

/**
 * Apple's client, with its transport replaced: the library's own knows no time limit and no other base URL,
 * and drops the headers of an answer.
 */
class AppleClient extends AppStoreServerAPIClient {
  readonly #baseUrl: string
  readonly #send: Send

  constructor(options: AppStoreTransportOptions, environment: StoreEnvironment, send: Send) {
    const { privateKey, keyId, issuerId } = options.credentials
    const { PRODUCTION, SANDBOX } = AppleEnvironment
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
    const answer = await this.#send({
      url,
      method: toHttpMethod(method),
      headers,
      // Only images go out as bytes, and none is sent here.
      ...(typeof body === 'string' ? { body } : {}),
    })
    return asLibraryResponse({
      ok: isSuccessResponse(answer),
      status: answer.status,
      json: () => Promise.resolve().then((): unknown => JSON.parse(answer.body)),
    })
  }
}

/** The library takes every 2xx for "done" where no content is due; a page in between says it as easily. */
function isSuccessResponse({ status, body }: HttpResponse): boolean {
  return status >= 200 && status < 300 && (body.trim() === '' || parseJson(body) !== undefined)
}

function toHttpMethod(method: string): HttpRequest['method'] {
  if (method === 'GET' || method === 'POST' || method === 'PUT') return method
  throw new Error(`no call of the App Store is made by ${method}`)
}

/** The library reads these three members only; its type names node-fetch's `Response`, which is not used here. */
function asLibraryResponse(response: { ok: boolean; status: number; json: () => Promise<unknown> }): never {
  return response as never
}

async function sendOnce<T>(
  options: AppStoreTransportOptions,
  call: AppleCall<T>,
  timeoutMs: number,
): Promise<AppleResult<T>> {
  const responses: HttpResponse[] = []
  const { maxBodyBytes } = call
  const api = new AppleClient(options, call.environment, async (request) => {
    const response = await requestHttp({ ...request, timeoutMs, maxBodyBytes })
    responses.push(response)
    return response
  })
  try {
    return { kind: 'ok', value: await call.run(api) }
  } catch (error) {
    if (error instanceof StoreUnavailableError) throw error
    const [response] = responses
    if (response !== undefined) return toResultOrThrow(response, call.expectedErrorCodes, error)
    if (error instanceof HttpError)
      throw new StoreUnavailableError(`The App Store: ${error.message}`, { cause: error })
    throw new StoreMisconfiguredError('The private key of the App Store connection cannot sign', {
      cause: error,
    })
  }
}

const errorBodySchema = z.object({ errorCode: z.number() })

/** Apple's codes for "there is no such app". */
const wrongAppCodes = new Set([4000002, 4040003])

/** Everything that is not a plain "no" counts as not asked: a sale must never be lost to a bad hour of the store. */
function toResultOrThrow(
  { status, headers, body }: HttpResponse,
  expectedErrorCodes: ReadonlySet<number>,
  cause: unknown,
): Exclude<AppleResult<never>, { kind: 'ok' }> {
  const errorCode = errorBodySchema.safeParse(parseJson(body)).data?.errorCode ?? null
  if (status === 401 || status === 403) return { kind: 'unauthorized', clockSkewMs: readClockSkewMs(headers) }
  if (errorCode !== null && (status === 404 || status === 400)) {
    if (expectedErrorCodes.has(errorCode)) return { kind: 'rejected', errorCode }
    if (wrongAppCodes.has(errorCode)) {
      throw new StoreMisconfiguredError(
        `The App Store does not know the app of this bundle id (${errorCode})`,
        {
          cause,
        },
      )
    }
  }
  const retryAfterMs = parseRetryAfter(headers.get('retry-after'), Date.now())
  throw new StoreUnavailableError(
    `The App Store returned HTTP ${status}${errorCode === null ? '' : ` (${errorCode})`}`,
    {
      cause,
      ...(retryAfterMs === null ? {} : { retryAfterMs }),
    },
  )
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function readClockSkewMs(headers: Headers): number | null {
  const date = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(date) ? null : Date.now() - date
}

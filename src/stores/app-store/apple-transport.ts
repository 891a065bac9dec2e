import { AppStoreServerAPIClient, Environment as AppleEnvironment } from '@apple/app-store-server-library'
import { z } from 'zod'

import { HttpFailure, parseRetryAfter, requestHttp } from '../../platform/http-client.ts'
import type { HttpAnswer, HttpRequest } from '../../platform/http-client.ts'
import { jitteredDelayMs, retryWithin, startTimeBudget } from '../../platform/retry.ts'
import type { TimeBudget } from '../../platform/retry.ts'
import { StoreMisconfigured, StoreUnavailable } from '../contract.ts'
import type { Environment } from '../sale-contract.ts'
import type { AppStoreCredentials } from './connection.ts'

export type AppleTransportOptions = {
  readonly bundleId: string
  readonly credentials: AppStoreCredentials
  readonly urls: Readonly<Record<Environment, string>>
  readonly timeoutMs: number
}

export type AppleCall<T> = {
  readonly environment: Environment
  /** Apple's codes that are a plain "no" to this call: it is not repeated, and the caller reads the code. */
  readonly refusals: ReadonlySet<number>
  readonly maxBodyBytes: number
  /** Calls Apple's client once. What it throws over an answer makes the answer count as none. */
  readonly run: (api: AppStoreServerAPIClient) => Promise<T>
}

export type AppleAnswer<T> =
  | { readonly kind: 'answered'; readonly answer: T }
  | { readonly kind: 'refused'; readonly errorCode: number }
  | Unauthorized

/** How far this machine's clock is ahead of the App Store's, when its answer tells: tokens are dated. */
export type Unauthorized = { readonly kind: 'unauthorized'; readonly clockAheadMs: number | null }

export type AppleTransport = {
  /** Time for one question, its retries and whatever else is asked with the same budget. */
  startBudget: () => TimeBudget
  /** @throws StoreUnavailable and StoreMisconfigured */
  ask: <T>(call: AppleCall<T>, budget: TimeBudget) => Promise<AppleAnswer<T>>
}

const maxRetries = 2
const firstRetryDelayMs = 200

export function createAppleTransport(options: AppleTransportOptions): AppleTransport {
  return {
    startBudget: () => startTimeBudget(2 * options.timeoutMs),
    ask: (call, budget) =>
      retryWithin((timeLeftMs) => askOnce(options, call, Math.min(options.timeoutMs, timeLeftMs)), {
        retries: maxRetries,
        budget,
        delayMs: retryDelayMs,
      }),
  }
}

/** Every call may be repeated: it reads, or says what stays true when it is said twice. */
function retryDelayMs(error: unknown, attempt: number): number | null {
  if (!(error instanceof StoreUnavailable)) return null
  return error.retryAfterMs ?? jitteredDelayMs(attempt, firstRetryDelayMs)
}

type Send = (request: Pick<HttpRequest, 'url' | 'method' | 'headers' | 'body'>) => Promise<HttpAnswer>

/**
 * Apple's client, with its transport replaced: the library's own knows no time limit and no other base URL,
 * and drops the headers of an answer.
 */
class AppleClient extends AppStoreServerAPIClient {
  readonly #baseUrl: string
  readonly #send: Send

  constructor(options: AppleTransportOptions, environment: Environment, send: Send) {
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
    return asLibraryAnswer({
      ok: isAnswer(answer),
      status: answer.status,
      json: () => Promise.resolve().then((): unknown => JSON.parse(answer.body)),
    })
  }
}

/** The library takes every 2xx for "done" where no content is due; a page in between says it as easily. */
function isAnswer({ status, body }: HttpAnswer): boolean {
  return status >= 200 && status < 300 && (body.trim() === '' || parseJson(body) !== undefined)
}

function toHttpMethod(method: string): HttpRequest['method'] {
  if (method === 'GET' || method === 'POST' || method === 'PUT') return method
  throw new Error(`no call of the App Store is made by ${method}`)
}

/** The library reads these three members only; its type names node-fetch's `Response`, which is not used here. */
function asLibraryAnswer(answer: { ok: boolean; status: number; json: () => Promise<unknown> }): never {
  return answer as never
}

async function askOnce<T>(
  options: AppleTransportOptions,
  call: AppleCall<T>,
  timeoutMs: number,
): Promise<AppleAnswer<T>> {
  const answers: HttpAnswer[] = []
  const { maxBodyBytes } = call
  const api = new AppleClient(options, call.environment, async (request) => {
    const answer = await requestHttp({ ...request, timeoutMs, maxBodyBytes })
    answers.push(answer)
    return answer
  })
  try {
    return { kind: 'answered', answer: await call.run(api) }
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error
    const [answer] = answers
    if (answer !== undefined) return readFailure(answer, call.refusals, error)
    if (error instanceof HttpFailure)
      throw new StoreUnavailable(`The App Store: ${error.message}`, { cause: error })
    throw new StoreMisconfigured('The private key of the App Store connection cannot sign', { cause: error })
  }
}

const errorBodySchema = z.object({ errorCode: z.number() })

/** Apple's codes for "there is no such app". */
const wrongAppCodes = new Set([4000002, 4040003])

/** Everything that is not a plain "no" counts as not asked: a sale must never be lost to a bad hour of the store. */
function readFailure(
  { status, headers, body }: HttpAnswer,
  refusals: ReadonlySet<number>,
  cause: unknown,
): Exclude<AppleAnswer<never>, { kind: 'answered' }> {
  const errorCode = errorBodySchema.safeParse(parseJson(body)).data?.errorCode ?? null
  if (status === 401 || status === 403) return { kind: 'unauthorized', clockAheadMs: clockAheadMs(headers) }
  if (errorCode !== null && (status === 404 || status === 400)) {
    if (refusals.has(errorCode)) return { kind: 'refused', errorCode }
    if (wrongAppCodes.has(errorCode)) {
      throw new StoreMisconfigured(`The App Store does not know the app of this bundle id (${errorCode})`, {
        cause,
      })
    }
  }
  const retryAfterMs = parseRetryAfter(headers.get('retry-after'), Date.now())
  throw new StoreUnavailable(
    `The App Store answered ${status}${errorCode === null ? '' : ` (${errorCode})`}`,
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

function clockAheadMs(headers: Headers): number | null {
  const date = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(date) ? null : Date.now() - date
}

import { AppStoreServerAPIClient, Environment as AppleEnvironment } from '@apple/app-store-server-library'
import { z } from 'zod'

import { HttpFailure, parseRetryAfter, requestHttp } from '../../platform/http-client.ts'
import type { HttpAnswer } from '../../platform/http-client.ts'
import { jitteredDelayMs, retryWithin, startTimeBudget } from '../../platform/retry.ts'
import type { TimeBudget } from '../../platform/retry.ts'
import { StoreMisconfigured, StoreUnavailable } from '../contract.ts'
import type { Environment } from '../contract.ts'
import { transactionIdPattern } from './api-types.ts'
import type { AppStoreCredentials } from './connection.ts'

export type AppStoreClientOptions = {
  readonly bundleId: string
  readonly credentials: AppStoreCredentials
  readonly urls: Readonly<Record<Environment, string>>
  readonly timeoutMs: number
}

export type LookUp =
  | { readonly kind: 'found'; readonly signedTransaction: string }
  | { readonly kind: 'notFound' }
  /** How far this machine's clock is ahead of the App Store's, when its answer tells: tokens are dated. */
  | { readonly kind: 'unauthorized'; readonly clockAheadMs: number | null }

export type AppStoreClient = {
  /** Asks the environments in order until one knows the transaction; null when each says that it does not. */
  findTransaction: (transactionId: string, environments: readonly Environment[]) => Promise<string | null>
  /** One environment's own answer, with the same retries. */
  lookUp: (transactionId: string, environment: Environment) => Promise<LookUp>
}

const maxBodyBytes = 256 * 1024
const maxRetries = 2
const firstRetryDelayMs = 200

/** @throws StoreUnavailable and StoreMisconfigured from every call */
export function createAppStoreClient(options: AppStoreClientOptions): AppStoreClient {
  function lookUp(transactionId: string, environment: Environment, budget: TimeBudget): Promise<LookUp> {
    return retryWithin(
      (timeLeftMs) => askOnce(options, transactionId, environment, Math.min(options.timeoutMs, timeLeftMs)),
      { retries: maxRetries, budget, delayMs: retryDelayMs },
    )
  }

  const newBudget = (): TimeBudget => startTimeBudget(2 * options.timeoutMs)

  return {
    lookUp: (transactionId, environment) => lookUp(transactionId, environment, newBudget()),
    async findTransaction(transactionId, environments) {
      const budget = newBudget()
      const refusing: Environment[] = []
      for (const environment of environments) {
        const answer = await lookUp(transactionId, environment, budget)
        if (answer.kind === 'found') return answer.signedTransaction
        if (answer.kind === 'unauthorized') refusing.push(environment)
      }
      // "Not found" in one environment says nothing about a sale in another that refused to answer.
      if (refusing.length > 0)
        throw new StoreMisconfigured(`The App Store refuses the API key (${refusing.join(', ')})`)
      return null
    },
  }
}

function retryDelayMs(error: unknown, attempt: number): number | null {
  if (!(error instanceof StoreUnavailable)) return null
  return error.retryAfterMs ?? jitteredDelayMs(attempt, firstRetryDelayMs)
}

type Send = (path: string, headers: Readonly<Record<string, string>>) => Promise<HttpAnswer>

/**
 * Apple's client, with its transport replaced: the library's own knows no time limit and no other base URL,
 * and drops the headers of an answer.
 */
class AppleClient extends AppStoreServerAPIClient {
  readonly #send: Send

  constructor(options: AppStoreClientOptions, environment: Environment, send: Send) {
    const { privateKey, keyId, issuerId } = options.credentials
    const { PRODUCTION, SANDBOX } = AppleEnvironment
    super(privateKey, keyId, issuerId, options.bundleId, environment === 'PRODUCTION' ? PRODUCTION : SANDBOX)
    this.#send = send
  }

  // eslint-disable-next-line max-params -- the library's signature
  protected override async makeFetchRequest(
    path: string,
    _query: URLSearchParams,
    _method: string,
    _body: string | Buffer | undefined,
    headers: Record<string, string>,
  ): Promise<never> {
    const { status, body } = await this.#send(path, headers)
    return asLibraryAnswer({
      ok: status >= 200 && status < 300,
      status,
      json: () => Promise.resolve().then((): unknown => JSON.parse(body)),
    })
  }
}

/** The library reads these three members only; its type names node-fetch's `Response`, which is not used here. */
function asLibraryAnswer(answer: { ok: boolean; status: number; json: () => Promise<unknown> }): never {
  return answer as never
}

async function askOnce(
  options: AppStoreClientOptions,
  transactionId: string,
  environment: Environment,
  timeoutMs: number,
): Promise<LookUp> {
  // The library puts ids into the path as they are.
  if (!transactionIdPattern.test(transactionId)) return { kind: 'notFound' }
  const answers: HttpAnswer[] = []
  const client = new AppleClient(options, environment, async (path, headers) => {
    const url = options.urls[environment] + path
    const answer = await requestHttp({ url, method: 'GET', headers, timeoutMs, maxBodyBytes })
    answers.push(answer)
    return answer
  })
  try {
    const { signedTransactionInfo } = await client.getTransactionInfo(transactionId)
    if (signedTransactionInfo !== undefined)
      return { kind: 'found', signedTransaction: signedTransactionInfo }
    throw new StoreUnavailable('The App Store answered without a transaction')
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error
    const [answer] = answers
    if (answer !== undefined) return readFailure(answer, error)
    if (error instanceof HttpFailure)
      throw new StoreUnavailable(`The App Store: ${error.message}`, { cause: error })
    throw new StoreMisconfigured('The private key of the App Store connection cannot sign', { cause: error })
  }
}

const errorBodySchema = z.object({ errorCode: z.number() })

/** Apple's codes for "there is no such transaction": of this id, of this account, and for an id that is none. */
const notFoundCodes = new Set([4040010, 4040001, 4000006])
/** Apple's codes for "there is no such app". */
const wrongAppCodes = new Set([4000002, 4040003])

/** Everything that is not a plain "no" counts as not asked: a sale must never be lost to a bad hour of the store. */
function readFailure(answer: HttpAnswer, cause: unknown): LookUp {
  const { status, headers } = answer
  const errorCode = readErrorCode(answer.body)
  if (status === 401 || status === 403) return { kind: 'unauthorized', clockAheadMs: clockAheadMs(headers) }
  if (errorCode !== null && (status === 404 || status === 400)) {
    if (notFoundCodes.has(errorCode)) return { kind: 'notFound' }
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

function readErrorCode(body: string): number | null {
  try {
    const parsed = errorBodySchema.safeParse(JSON.parse(body))
    return parsed.success ? parsed.data.errorCode : null
  } catch {
    return null
  }
}

function clockAheadMs(headers: Headers): number | null {
  const date = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(date) ? null : Date.now() - date
}

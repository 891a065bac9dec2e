import { HttpFailure, parseRetryAfter, requestHttp } from '../../platform/http-client.ts'
import type { HttpAnswer } from '../../platform/http-client.ts'
import { jitteredDelayMs, retryWithin, startTimeBudget } from '../../platform/retry.ts'
import { StoreMisconfigured, StoreUnavailable } from '../contract.ts'
import { notFoundBodySchema, testPurchaseSchema } from './api-types.ts'
import type { TestPurchase } from './api-types.ts'

export type TestStoreClientOptions = {
  readonly baseUrl: string
  readonly apiSecret: string
  readonly timeoutMs: number
}

export type FoundPurchase = { readonly purchase: TestPurchase; readonly raw: string }

export type TestStoreClient = {
  /**
   * @returns null when the store knows no such purchase
   * @throws StoreUnavailable, StoreMisconfigured
   */
  findPurchase: (transactionId: string) => Promise<FoundPurchase | null>
}

const maxBodyBytes = 64 * 1024
const maxRetries = 2
const firstRetryDelayMs = 200

export function createTestStoreClient(options: TestStoreClientOptions): TestStoreClient {
  return {
    findPurchase: (transactionId) =>
      retryWithin((timeLeftMs) => askOnce(options, transactionId, Math.min(options.timeoutMs, timeLeftMs)), {
        retries: maxRetries,
        budget: startTimeBudget(2 * options.timeoutMs),
        delayMs: retryDelayMs,
      }),
  }
}

function retryDelayMs(error: unknown, attempt: number): number | null {
  if (!(error instanceof StoreUnavailable)) return null
  return error.retryAfterMs ?? jitteredDelayMs(attempt, firstRetryDelayMs)
}

async function askOnce(
  options: TestStoreClientOptions,
  transactionId: string,
  timeoutMs: number,
): Promise<FoundPurchase | null> {
  const answer = await send(options, transactionId, timeoutMs)
  const { status, body, headers } = answer
  if (status === 401 || status === 403) throw new StoreMisconfigured('The Test store refuses the API secret')
  const json = readJson(body)
  if (status === 404 && notFoundBodySchema.safeParse(json).success) return null
  if (status === 200) {
    const parsed = testPurchaseSchema.safeParse(json)
    if (parsed.success) return { purchase: parsed.data, raw: body }
    throw new StoreUnavailable('The Test store answered something unreadable', { cause: parsed.error })
  }
  const retryAfterMs = parseRetryAfter(headers.get('retry-after'), Date.now())
  throw new StoreUnavailable(
    `The Test store answered ${status}`,
    retryAfterMs === null ? {} : { retryAfterMs },
  )
}

async function send(
  options: TestStoreClientOptions,
  transactionId: string,
  timeoutMs: number,
): Promise<HttpAnswer> {
  try {
    return await requestHttp({
      url: `${options.baseUrl}/test-store/v1/purchases/${encodeURIComponent(transactionId)}`,
      method: 'GET',
      headers: { authorization: `Bearer ${options.apiSecret}`, accept: 'application/json' },
      timeoutMs,
      maxBodyBytes,
    })
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error
    throw new StoreUnavailable(`The Test store: ${error.message}`, { cause: error })
  }
}

function readJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}

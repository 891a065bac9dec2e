import { HttpFailure, parseRetryAfter, requestHttp } from '../../platform/http-client.ts'
import type { HttpAnswer } from '../../platform/http-client.ts'
import { jitteredDelayMs, retryWithin, startTimeBudget } from '../../platform/retry.ts'
import type { TimeBudget } from '../../platform/retry.ts'
import { StoreMisconfigured, StoreUnavailable } from '../contract.ts'
import type { StoreActOutcome } from '../sale-contract.ts'
import { notFoundBodySchema, readJson, refusalBodySchema, testPurchaseSchema } from './api-types.ts'
import type { TestPurchase } from './api-types.ts'
import { isAcknowledged, isConsumed } from './mapper.ts'

export type TestStoreClientOptions = {
  readonly baseUrl: string
  readonly apiSecret: string
  readonly timeoutMs: number
}

export type FoundPurchase = { readonly purchase: TestPurchase; readonly raw: string }

export type TestStoreVerb = 'acknowledge' | 'consume' | 'refund'

/** Every call throws StoreUnavailable and StoreMisconfigured. */
export type TestStoreClient = {
  /** @returns null when the store knows no such purchase */
  findPurchase: (transactionId: string) => Promise<FoundPurchase | null>
  /** Repeating it is harmless. */
  act: (transactionId: string, verb: TestStoreVerb) => Promise<StoreActOutcome>
}

const isDone: Readonly<Record<TestStoreVerb, (purchase: TestPurchase) => boolean>> = {
  acknowledge: isAcknowledged,
  consume: isConsumed,
  refund: ({ state }) => state === 'REFUNDED',
}

const maxBodyBytes = 64 * 1024
const maxRetries = 2
const firstRetryDelayMs = 200

export function createTestStoreClient(options: TestStoreClientOptions): TestStoreClient {
  const newBudget = (): TimeBudget => startTimeBudget(2 * options.timeoutMs)
  const ask = <T>(once: (timeoutMs: number) => Promise<T>, budget: TimeBudget): Promise<T> =>
    retryWithin((timeLeftMs) => once(Math.min(options.timeoutMs, timeLeftMs)), {
      retries: maxRetries,
      budget,
      delayMs: retryDelayMs,
    })
  const find = (transactionId: string, budget: TimeBudget): Promise<FoundPurchase | null> =>
    ask((timeoutMs) => findOnce(options, transactionId, timeoutMs), budget)

  return {
    findPurchase: (transactionId) => find(transactionId, newBudget()),
    async act(transactionId, verb) {
      const budget = newBudget()
      const call = { transactionId, verb }
      const answer = await ask((timeoutMs) => actOnce(options, call, timeoutMs), budget)
      const found = answer === 'REFUSED' ? await find(transactionId, budget) : answer
      if (found === null) return { kind: 'impossible', reason: 'The Test store knows no such purchase.' }
      if (isDone[verb](found.purchase)) return { kind: 'done' }
      const reason = `The Test store does not ${verb} this purchase, which is ${found.purchase.state}.`
      return { kind: 'impossible', reason }
    },
  }
}

function retryDelayMs(error: unknown, attempt: number): number | null {
  if (!(error instanceof StoreUnavailable)) return null
  return error.retryAfterMs ?? jitteredDelayMs(attempt, firstRetryDelayMs)
}

async function findOnce(
  options: TestStoreClientOptions,
  transactionId: string,
  timeoutMs: number,
): Promise<FoundPurchase | null> {
  return readPurchase(await send(options, { transactionId, verb: null }, timeoutMs))
}

/** @returns `REFUSED` where the state of the purchase does not allow it, often because it was done before */
async function actOnce(
  options: TestStoreClientOptions,
  call: Call,
  timeoutMs: number,
): Promise<FoundPurchase | null | 'REFUSED'> {
  const answer = await send(options, call, timeoutMs)
  const isRefusal = answer.status === 409 && refusalBodySchema.safeParse(readJson(answer.body)).success
  return isRefusal ? 'REFUSED' : readPurchase(answer)
}

function readPurchase({ status, body, headers }: HttpAnswer): FoundPurchase | null {
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

type Call = { readonly transactionId: string; readonly verb: TestStoreVerb | null }

async function send(
  { baseUrl, apiSecret }: TestStoreClientOptions,
  { transactionId, verb }: Call,
  timeoutMs: number,
): Promise<HttpAnswer> {
  const purchase = `${baseUrl}/test-store/v1/purchases/${encodeURIComponent(transactionId)}`
  try {
    return await requestHttp({
      url: verb === null ? purchase : `${purchase}/${verb}`,
      method: verb === null ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${apiSecret}`, accept: 'application/json' },
      timeoutMs,
      maxBodyBytes,
    })
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error
    throw new StoreUnavailable(`The Test store: ${error.message}`, { cause: error })
  }
}

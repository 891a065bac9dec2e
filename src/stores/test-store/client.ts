import { HttpError, parseRetryAfter, requestHttp } from '../../platform/http-client.ts'
import type { HttpResponse } from '../../platform/http-client.ts'
import { jitteredDelayMs, retry, startDeadline } from '../../platform/retry.ts'
import type { Deadline } from '../../platform/retry.ts'
import { StoreMisconfiguredError, StoreUnavailableError } from '../contract/store-adapter.ts'
import type { StoreActionResult } from '../contract/sale.ts'
import { notFoundBodySchema, parseJson, rejectionBodySchema, testPurchaseSchema } from './api-types.ts'
import type { TestPurchase } from './api-types.ts'
import { isAcknowledged, isConsumed } from './mapper.ts'

export type TestStoreClientOptions = {
  readonly baseUrl: string
  readonly apiSecret: string
  readonly timeoutMs: number
}

export type PurchaseResponse = { readonly purchase: TestPurchase; readonly raw: string }

export type TestStoreAction = 'acknowledge' | 'consume' | 'refund'

/** Every call throws StoreUnavailable and StoreMisconfigured. */
export type TestStoreClient = {
  /** @returns null when the store knows no such purchase */
  findPurchase: (transactionId: string) => Promise<PurchaseResponse | null>
  /** Repeating it is harmless. */
  mutate: (transactionId: string, verb: TestStoreAction) => Promise<StoreActionResult>
}

const isDone: Readonly<Record<TestStoreAction, (purchase: TestPurchase) => boolean>> = {
  acknowledge: isAcknowledged,
  consume: isConsumed,
  refund: ({ state }) => state === 'REFUNDED',
}

const maxBodyBytes = 64 * 1024
const maxRetries = 2
const initialRetryDelayMs = 200

export function createTestStoreClient(options: TestStoreClientOptions): TestStoreClient {
  const startClientDeadline = (): Deadline => startDeadline(2 * options.timeoutMs)
  const sendWithRetry = <T>(once: (timeoutMs: number) => Promise<T>, budget: Deadline): Promise<T> =>
    retry((timeLeftMs) => once(Math.min(options.timeoutMs, timeLeftMs)), {
      maxRetries: maxRetries,
      deadline: budget,
      delayMs: retryDelayMs,
    })
  const find = (transactionId: string, budget: Deadline): Promise<PurchaseResponse | null> =>
    sendWithRetry((timeoutMs) => findOnce(options, transactionId, timeoutMs), budget)

  return {
    findPurchase: (transactionId) => find(transactionId, startClientDeadline()),
    async mutate(transactionId, action) {
      const budget = startClientDeadline()
      const call = { transactionId, action }
      const answer = await sendWithRetry((timeoutMs) => mutateOnce(options, call, timeoutMs), budget)
      const found = answer === 'REFUSED' ? await find(transactionId, budget) : answer
      if (found === null) return { kind: 'rejected', reason: 'The Test store has no such purchase.' }
      if (isDone[action](found.purchase)) return { kind: 'done' }
      const reason = `The Test store does not ${action} this purchase, which is ${found.purchase.state}.`
      return { kind: 'rejected', reason }
    },
  }
}

function retryDelayMs(error: unknown, attempt: number): number | null {
  if (!(error instanceof StoreUnavailableError)) return null
  return error.retryAfterMs ?? jitteredDelayMs(attempt, initialRetryDelayMs)
}

async function findOnce(
  options: TestStoreClientOptions,
  transactionId: string,
  timeoutMs: number,
): Promise<PurchaseResponse | null> {
  return parsePurchase(await send(options, { transactionId, action: null }, timeoutMs))
}

/** @returns `REFUSED` where the state of the purchase does not allow it, often because it was done before */
async function mutateOnce(
  options: TestStoreClientOptions,
  call: TestStoreRequest,
  timeoutMs: number,
): Promise<PurchaseResponse | null | 'REFUSED'> {
  const answer = await send(options, call, timeoutMs)
  const isRefusal = answer.status === 409 && rejectionBodySchema.safeParse(parseJson(answer.body)).success
  return isRefusal ? 'REFUSED' : parsePurchase(answer)
}

function parsePurchase({ status, body, headers }: HttpResponse): PurchaseResponse | null {
  if (status === 401 || status === 403)
    throw new StoreMisconfiguredError('The Test store rejects the API secret')
  const json = parseJson(body)
  if (status === 404 && notFoundBodySchema.safeParse(json).success) return null
  if (status === 200) {
    const parsed = testPurchaseSchema.safeParse(json)
    if (parsed.success) return { purchase: parsed.data, raw: body }
    throw new StoreUnavailableError('The Test store returned an unreadable response', { cause: parsed.error })
  }
  const retryAfterMs = parseRetryAfter(headers.get('retry-after'), Date.now())
  throw new StoreUnavailableError(
    `The Test store returned HTTP ${status}`,
    retryAfterMs === null ? {} : { retryAfterMs },
  )
}

type TestStoreRequest = { readonly transactionId: string; readonly action: TestStoreAction | null }

async function send(
  { baseUrl, apiSecret }: TestStoreClientOptions,
  { transactionId, action }: TestStoreRequest,
  timeoutMs: number,
): Promise<HttpResponse> {
  const purchase = `${baseUrl}/test-store/v1/purchases/${encodeURIComponent(transactionId)}`
  try {
    return await requestHttp({
      url: action === null ? purchase : `${purchase}/${action}`,
      method: action === null ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${apiSecret}`, accept: 'application/json' },
      timeoutMs,
      maxBodyBytes,
    })
  } catch (error) {
    if (!(error instanceof HttpError)) throw error
    throw new StoreUnavailableError(`The Test store: ${error.message}`, { cause: error })
  }
}

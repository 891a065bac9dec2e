import { requestHttp } from '../../platform/http-client.ts'
import type { HttpResponse } from '../../platform/http-client.ts'
import { retry, type Deadline } from '../../platform/retry.ts'
import { storeRetryDelayMs, toStoreError } from '../shared/store-errors.ts'

export type TestStoreTransportOptions = {
  readonly baseUrl: string
  readonly apiSecret: string
  readonly timeoutMs: number
}

export type TestStoreAction = 'acknowledge' | 'consume' | 'refund'

/** A purchase is named by its own id or by that of its order. `action` is null to read it. */
export type TestStoreRequest = {
  readonly resource: 'purchases' | 'orders'
  readonly id: string
  readonly action: TestStoreAction | null
}

/**
 * Sends one request with retries within the deadline. `parse` throws StoreUnavailableError for a response that it cannot read, and the
 * request is repeated.
 * @throws StoreUnavailableError, StoreMisconfiguredError
 */
export type SendToTestStore = <T>(
  request: TestStoreRequest,
  parse: (response: HttpResponse) => T,
  deadline: Deadline,
) => Promise<T>

const maxBodyBytes = 64 * 1024
const maxRetries = 2
const initialRetryDelayMs = 200

export function createTestStoreTransport(options: TestStoreTransportOptions): SendToTestStore {
  return (request, parse, deadline) =>
    retry(
      async (remainingMs) =>
        parse(await sendOnce(options, request, Math.min(options.timeoutMs, remainingMs))),
      {
        maxRetries,
        deadline,
        delayMs: (error, attempt) => storeRetryDelayMs(error, attempt, initialRetryDelayMs),
      },
    )
}

async function sendOnce(
  { baseUrl, apiSecret }: TestStoreTransportOptions,
  { resource, id, action }: TestStoreRequest,
  timeoutMs: number,
): Promise<HttpResponse> {
  const purchaseUrl = `${baseUrl}/test-store/v1/${resource}/${encodeURIComponent(id)}`
  try {
    return await requestHttp({
      peer: { service: 'TEST_STORE', endpoint: `${resource}.${action ?? 'get'}` },
      url: action === null ? purchaseUrl : `${purchaseUrl}/${action}`,
      method: action === null ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${apiSecret}`, accept: 'application/json' },
      timeoutMs,
      maxBodyBytes,
    })
  } catch (error) {
    throw toStoreError(error, 'The Test store')
  }
}

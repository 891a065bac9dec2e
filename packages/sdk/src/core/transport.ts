import { CoinslotError, toCoinslotError } from './coinslot-error.ts'
import type { OperationDocument } from './operation-document.ts'
import { readResponse, type Answer, type FetchResponse } from './read-response.ts'
import { backoffMs, delay, withTimeout, type Schedule } from './time.ts'

/** What the SDK uses of `fetch`. */
export type Fetch = (
  url: string,
  init: {
    readonly method: string
    readonly headers: Readonly<Record<string, string>>
    readonly body: string
    readonly signal: AbortSignal
  },
) => Promise<FetchResponse>

export type TransportOptions = {
  readonly url: string
  readonly fetch: Fetch
  /** Time for one attempt. */
  readonly timeoutMs: number
  readonly maxRetries: number
  /** A call that would have to wait longer fails at once. */
  readonly maxRetryDelayMs: number
  readonly schedule: Schedule
}

export type CallOptions = {
  readonly headers: Readonly<Record<string, string>>
  /** Ends the call; it then fails with NETWORK_ERROR. */
  readonly signal?: AbortSignal | undefined
}

/** Executes operations; all of them are safe to repeat. A problem that is retryable is repeated too. */
export type Transport = <Data, Variables>(
  document: OperationDocument<Data, Variables>,
  variables: Variables,
  options: CallOptions,
) => Promise<Answer<Data>>

const initialRetryMs = 500

export function createTransport(options: TransportOptions): Transport {
  const { maxRetries, maxRetryDelayMs, schedule } = options
  return async <Data, Variables>(
    document: OperationDocument<Data, Variables>,
    variables: Variables,
    call: CallOptions,
  ) => {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await attemptCall<Data>(options, JSON.stringify({ query: document, variables }), call)
      const error = answer instanceof CoinslotError ? answer : answer.problem
      const canRetry = error !== null && isWorthRetrying(error) && attempt <= maxRetries
      const waitMs = Math.max(
        backoffMs(attempt, { initialMs: initialRetryMs, maxMs: maxRetryDelayMs }),
        error?.retryAfterMs ?? 0,
      )
      if (!canRetry || waitMs > maxRetryDelayMs || call.signal?.aborted) {
        if (answer instanceof CoinslotError) throw answer
        return answer
      }
      await delay(schedule, waitMs, call.signal)
    }
  }
}

/** A pending purchase stays so for a long time. */
const isWorthRetrying = ({ retryable, code }: CoinslotError) => retryable && code !== 'PURCHASE_PENDING'

async function attemptCall<Data>(
  { url, fetch, timeoutMs, schedule }: TransportOptions,
  body: string,
  { headers, signal }: CallOptions,
): Promise<Answer<Data> | CoinslotError> {
  const controller = new AbortController()
  const abort = () => controller.abort()
  signal?.addEventListener('abort', abort)
  const exchange = async () => {
    if (signal?.aborted) throw new Error('The call was ended.')
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        accept: 'application/graphql-response+json, application/json',
        'content-type': 'application/json',
        ...headers,
      },
      body,
      signal: controller.signal,
    })
    return readResponse<Data>(url, response)
  }
  try {
    return await withTimeout(schedule, timeoutMs, exchange)
  } catch (error) {
    return toCoinslotError(error, 'NETWORK_ERROR', `${url} could not be reached: `)
  } finally {
    abort()
    signal?.removeEventListener('abort', abort)
  }
}

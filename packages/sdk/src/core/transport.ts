import { CoinslotError, toProblemError, type ProblemFields } from './coinslot-error.ts'
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
      const outcome = await attemptCall<Data>(options, JSON.stringify({ query: document, variables }), call)
      const { error } = outcome
      const canRetry = error !== null && isWorthRetrying(error) && attempt <= maxRetries
      const waitMs = Math.max(
        backoffMs(attempt, { initialMs: initialRetryMs, maxMs: maxRetryDelayMs }),
        error?.retryAfterMs ?? 0,
      )
      if (!canRetry || waitMs > maxRetryDelayMs || call.signal?.aborted) {
        if (outcome.answer === null) throw outcome.error
        return outcome.answer
      }
      await delay(schedule, waitMs, call.signal)
    }
  }
}

/** A pending purchase stays so for a long time. */
const isWorthRetrying = ({ retryable, code }: CoinslotError) => retryable && code !== 'PURCHASE_PENDING'

/** An answer may hold a problem, which is then the error too. */
type Outcome<Data> =
  | { readonly answer: Answer<Data>; readonly error: CoinslotError | null }
  | { readonly answer: null; readonly error: CoinslotError }

async function attemptCall<Data>(
  options: TransportOptions,
  body: string,
  call: CallOptions,
): Promise<Outcome<Data>> {
  try {
    const answer = await send<Data>(options, body, call)
    const problem = findProblem(answer.data)
    return { answer, error: problem === null ? null : toProblemError(problem, answer.requestId) }
  } catch (error) {
    if (error instanceof CoinslotError) return { answer: null, error }
    const message = `The server at ${options.url} could not be reached.`
    return {
      answer: null,
      error: new CoinslotError('NETWORK_ERROR', message, { retryable: true, cause: error }),
    }
  }
}

async function send<Data>(
  { url, fetch, timeoutMs, schedule }: TransportOptions,
  body: string,
  { headers, signal }: CallOptions,
): Promise<Answer<Data>> {
  const controller = new AbortController()
  const abort = () => controller.abort()
  signal?.addEventListener('abort', abort)
  try {
    if (signal?.aborted) throw new Error('aborted')
    const exchange = async () => {
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
    return await withTimeout(schedule, timeoutMs, exchange, () => {
      abort()
      throw new CoinslotError('NETWORK_ERROR', `The server at ${url} did not answer in ${timeoutMs} ms.`, {
        retryable: true,
      })
    })
  } finally {
    signal?.removeEventListener('abort', abort)
  }
}

/** Every mutation has its payload in `result`. */
function findProblem(data: unknown): ProblemFields | null {
  const { result } = data as { readonly result: { readonly problem?: ProblemFields | null } | null }
  return result?.problem ?? null
}

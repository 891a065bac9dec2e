import { CoinslotError, toCoinslotError } from './coinslot-error.ts'
import type { OperationDocument } from './operation-document.ts'
import { readResponse, type Answer, type FetchResponse } from './read-response.ts'
import { version } from './version.ts'
import { backoffMs, pause, withTimeout, type Schedule } from './time.ts'

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
  /** Tells the server which part of the SDK calls. */
  readonly name: 'sdk' | 'sdk-server'
  /** Is called with the headers of every answer. It must not throw. */
  readonly onResponse?: (headers: FetchResponse['headers']) => void
}

export type CallOptions = {
  readonly headers: Readonly<Record<string, string>>
  /** Ends the call; it then fails with NETWORK_ERROR. `schedule` has to end its waits too. */
  readonly signal?: AbortSignal | undefined
  /** Default: that of the transport. */
  readonly schedule?: Schedule
}

/** Executes operations; all of them are safe to repeat. A problem that is retryable is repeated too. */
export type Transport = <Data, Variables>(
  document: OperationDocument<Data, Variables>,
  variables: Variables,
  options: CallOptions,
) => Promise<Answer<Data>>

const initialRetryMs = 500

export function createTransport(options: TransportOptions): Transport {
  const { maxRetries, maxRetryDelayMs } = options
  // A server that is updated later still understands the older operations.
  let isOlder = false
  return async <Data, Variables>(
    document: OperationDocument<Data, Variables>,
    variables: Variables,
    call: CallOptions,
  ) => {
    const { schedule = options.schedule } = call
    for (let attempt = 1; ; attempt += 1) {
      const attemptWith = (query: string) =>
        attemptCall<Data>({ ...options, schedule }, JSON.stringify({ query, variables }), call.headers)
      const older = withoutNewerFields(document)
      let answer = await attemptWith(isOlder ? older : document)
      const isRejected = () => answer instanceof CoinslotError && answer.code === 'BAD_USER_INPUT'
      if (!isOlder && older !== document && isRejected()) {
        answer = await attemptWith(older)
        isOlder = !isRejected()
      }
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
      await pause(schedule, waitMs)
    }
  }
}

/**
 * The last minor version of the server rejects operations with fields that it does not have. They are in fragments of their own, in which
 * only the last field has fields.
 */
const withoutNewerFields = (document: string) =>
  document.replace(/\.\.\.\w+Newer|fragment \w+Newer[^}]*\}+/g, '')

/** A pending purchase stays so for a long time. */
const isWorthRetrying = ({ retryable, code }: CoinslotError) => retryable && code !== 'PURCHASE_PENDING'

async function attemptCall<Data>(
  options: TransportOptions,
  body: string,
  headers: CallOptions['headers'],
): Promise<Answer<Data> | CoinslotError> {
  const { url, fetch, timeoutMs, schedule, name } = options
  const controller = new AbortController()
  const exchange = async () => {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        accept: 'application/graphql-response+json, application/json',
        'content-type': 'application/json',
        'x-coinslot-client': `${name}/${version}`,
        ...headers,
      },
      body,
      signal: controller.signal,
    })
    options.onResponse?.(response.headers)
    return readResponse<Data>(url, response)
  }
  try {
    return await withTimeout(schedule, timeoutMs, exchange)
  } catch (error) {
    return toCoinslotError(error, 'NETWORK_ERROR', `${url} was not reached: `)
  } finally {
    controller.abort()
  }
}

import { CoinslotError } from './coinslot-error.ts'
import { toErrorCode } from './error-codes.ts'

/** What the SDK uses of a response of `fetch`. */
export type FetchResponse = {
  readonly status: number
  readonly headers: { readonly get: (name: string) => string | null }
  readonly text: () => Promise<string>
}

/** The result of an operation, and the id of its request. */
export type Answer<Data> = { readonly data: Data; readonly requestId: string | null }

type GraphqlError = { readonly message?: string; readonly extensions?: Readonly<Record<string, unknown>> }

const retryableCodes: ReadonlySet<string> = new Set(['RATE_LIMITED', 'UNAVAILABLE', 'INTERNAL'])

/**
 * Reads an answer of the GraphQL API.
 * @throws CoinslotError with the code of the server, or UNEXPECTED_RESPONSE if it is none of this API
 */
export async function readResponse<Data>(url: string, response: FetchResponse): Promise<Answer<Data>> {
  const text = await response.text()
  const headerId = response.headers.get('x-request-id')
  const body = parseObject(text)
  const errors = body?.['errors']
  if (Array.isArray(errors) && isObject(errors[0])) throw toError(errors[0], headerId)
  const data = body?.['data']
  if (isObject(data) && 'result' in data) return { data: data as Data, requestId: headerId }
  const { status } = response
  const isTruncated = body === null && text.trimStart().startsWith('{')
  throw new CoinslotError(
    'UNEXPECTED_RESPONSE',
    `${url} answered ${status} without a GraphQL result. Is it the endpoint of a Coinslot server?`,
    { retryable: isTruncated || status >= 500 || status === 408 || status === 429, requestId: headerId },
  )
}

function toError({ message, extensions = {} }: GraphqlError, headerId: string | null): CoinslotError {
  const { code, requestId, retryAfterMs } = extensions
  const serverCode = typeof code === 'string' ? code : 'INTERNAL'
  return new CoinslotError(toErrorCode(serverCode), message ?? 'The server reported an error.', {
    serverCode,
    retryable: retryableCodes.has(serverCode),
    retryAfterMs: typeof retryAfterMs === 'number' ? retryAfterMs : null,
    requestId: typeof requestId === 'string' ? requestId : headerId,
  })
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

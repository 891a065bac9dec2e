import { CoinslotError, toProblemError, type ProblemFields } from './coinslot-error.ts'

/** What the SDK uses of a response of `fetch`. */
export type FetchResponse = {
  readonly status: number
  readonly headers: { readonly get: (name: string) => string | null }
  readonly text: () => Promise<string>
}

/** The result of an operation, and the id of its request. */
export type Answer<Data> = {
  readonly data: Data
  readonly requestId: string | null
  /** The problem that the payload of a mutation has; null if it has none. */
  readonly problem: CoinslotError | null
}

type GraphqlError = {
  readonly message?: string
  readonly extensions?: {
    readonly code?: string
    readonly requestId?: string | null
    readonly retryAfterMs?: number | null
  }
}

/** A body as the API sends it. Every operation has its payload in `result`. */
type Body = {
  readonly errors?: readonly (GraphqlError | null)[]
  readonly data?: { readonly result?: { readonly problem?: ProblemFields | null } | null } | null
} | null

/**
 * Reads an answer of the GraphQL API.
 * @throws CoinslotError with the code of the server, or UNEXPECTED_RESPONSE if it is none of this API
 */
export async function readResponse<Data>(url: string, response: FetchResponse): Promise<Answer<Data>> {
  const { status, headers } = response
  const requestId = headers.get('x-request-id')
  const text = await response.text()
  const body = parse(text)
  const error = body?.errors?.[0]
  if (typeof error === 'object' && error) throw toError(error, requestId)
  const result = body?.data?.result
  if (result !== undefined) {
    const problem = result?.problem ? toProblemError(result.problem, requestId) : null
    return { data: body?.data as Data, requestId, problem }
  }
  const isTruncated = body === null && text.startsWith('{')
  throw new CoinslotError('UNEXPECTED_RESPONSE', `${url} answered ${status} and no result.`, {
    retryable: isTruncated || status >= 500 || status === 408 || status === 429,
    requestId,
  })
}

/**
 * The field that the payload of a mutation has unless there is a problem.
 * @throws CoinslotError the problem
 */
export function readField<Payload, Name extends keyof Payload & string>(
  { data, problem, requestId }: Answer<{ readonly result: Payload }>,
  name: Name,
): NonNullable<Payload[Name]> {
  const field = data.result[name]
  if (problem !== null) throw problem
  if (field) return field
  throw new CoinslotError('UNEXPECTED_RESPONSE', `No ${name}.`, { requestId })
}

function toError({ message, extensions = {} }: GraphqlError, headerId: string | null): CoinslotError {
  const { code = 'INTERNAL', requestId = headerId, retryAfterMs = null } = extensions
  return toProblemError(
    {
      code,
      message: message ?? code,
      retryable: ['RATE_LIMITED', 'UNAVAILABLE', 'INTERNAL'].includes(code),
      retryAfterMs,
    },
    requestId,
  )
}

/** What the text says is checked where it is used: any member may be missing. */
function parse(text: string): Body {
  try {
    return JSON.parse(text) as Body
  } catch {
    return null
  }
}

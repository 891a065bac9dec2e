import { GraphQLError, type ExecutionResult } from 'graphql'
import { z } from 'zod'
import { formatError, type ErrorReporter } from '../errors.ts'
import type { RequestContext } from '../request-context.ts'
import { describeOperation } from '../trace-operation.ts'
import type { CompiledExecution } from './compiled-execution.ts'
import type { GraphqlHttpRequest, GraphqlHttpResponse } from './graphql-http.ts'
import type { OperationLimits } from './operation-limits.ts'

type Options = {
  readonly compiledExecution: CompiledExecution
  readonly checkLimits: OperationLimits
  readonly services: ErrorReporter
}

const json = 'application/json; charset=utf-8'
const graphqlResponse = 'application/graphql-response+json; charset=utf-8'

/** The content type that Apollo Server selects for an `accept` header; other headers are left to it. */
const contentTypes: ReadonlyMap<string, string> = new Map([
  ['', json],
  ['*/*', json],
  ['application/json', json],
  ['application/json, text/plain, */*', json],
  ['application/graphql-response+json', graphqlResponse],
  ['application/graphql-response+json, application/json', graphqlResponse],
  ['application/graphql-response+json,application/json;q=0.9', graphqlResponse],
  [
    'application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed',
    graphqlResponse,
  ],
])

/**
 * Answers a request as Apollo Server would, without its pipeline: it hashes the text, creates the context of its plugins and awaits
 * each of them, which takes as long as reading a row. Returns null, before anything is counted, for every request that is not a plain
 * `POST` of an operation that is compiled.
 */
export function createDirectExecution({ compiledExecution, checkLimits, services }: Options) {
  return (request: GraphqlHttpRequest): Promise<GraphqlHttpResponse> | null => {
    const plain = readPlainRequest(request)
    const found = plain === null ? null : compiledExecution.find(plain)
    if (plain === null || found === null) return null
    const { compiled, document, operation } = found
    const { variables, contentType } = plain
    const execute = async (context: RequestContext) => {
      describeOperation(operation)
      await checkLimits({ document, operation, variables, context })
      return compiledExecution.executeFound(compiled, { operation, variables, context })
    }
    return execute(request.context).then(
      (result) => toResponse(result, contentType, services),
      (error: unknown) => toErrorResponse(error, contentType, services),
    )
  }
}

type PlainRequest = {
  readonly text: string
  readonly operationName: string | null
  readonly variables: Readonly<Record<string, unknown>>
  readonly contentType: string
}

function readPlainRequest({ method, headers, body }: GraphqlHttpRequest): PlainRequest | null {
  const { accept = '' } = headers
  const contentType = typeof accept === 'string' ? contentTypes.get(accept) : undefined
  if (method !== 'POST' || contentType === undefined || !isRecord(body)) return null
  const { query, operationName = null, variables = null, extensions = null } = body
  if (typeof query !== 'string' || (operationName !== null && typeof operationName !== 'string')) return null
  if (variables !== null && !isRecord(variables)) return null
  if (extensions !== null && (!isRecord(extensions) || extensions['persistedQuery'] !== undefined))
    return null
  return { text: query, operationName, variables: variables ?? {}, contentType }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function toResponse(
  { data, errors }: ExecutionResult,
  contentType: string,
  services: ErrorReporter,
): GraphqlHttpResponse {
  const formatted = errors?.map((error) => formatError(error, services))
  // Without data, the variables were invalid and nothing was executed.
  const status = data === undefined ? 400 : 200
  const body = `${JSON.stringify({ errors: formatted, data })}\n`
  return { status, headers: new Map([['content-type', contentType]]), body }
}

const httpExtension = z.object({ status: z.number(), headers: z.map(z.string(), z.string()).optional() })

/** The response to an error of `checkLimits`. */
function toErrorResponse(error: unknown, contentType: string, services: ErrorReporter): GraphqlHttpResponse {
  const http =
    error instanceof GraphQLError ? httpExtension.safeParse(error.extensions['http']).data : undefined
  const headers = new Map([...(http?.headers ?? []), ['content-type', contentType] as const])
  const body = `${JSON.stringify({ errors: [formatError(error, services)] })}\n`
  return { status: http?.status ?? 500, headers, body }
}

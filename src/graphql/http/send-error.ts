import type { FastifyReply, FastifyRequest } from 'fastify'
import { GraphQLError } from 'graphql'
import type { AuthenticatedContext, Services } from '../../domain/context.ts'
import { countInvalidRequest } from '../../domain/rate-limit/assert-rate-limit.ts'
import { RequestError } from '../../platform/request-error.ts'
import { formatError } from '../errors.ts'
import { retryHeadersOf } from '../retry-headers.ts'

const httpStatusByErrorCode: Readonly<Record<string, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  BAD_USER_INPUT: 400,
  PERSISTED_OPERATION_NOT_FOUND: 400,
  RATE_LIMITED: 429,
  TOO_EXPENSIVE: 400,
  INTERNAL: 500,
  UNAVAILABLE: 503,
}

/** Sends the error of a request that failed before its execution. A caller may send only so many requests that cannot be executed. */
export async function countAndSendError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  { services, caller }: { readonly services: Services; readonly caller: AuthenticatedContext | null },
): Promise<void> {
  const isInvalid = clientErrorStatusOf(error) !== null || error instanceof GraphQLError
  if (isInvalid && caller !== null) await countInvalidRequest(caller)
  await sendError(error, request, reply, services)
}

/** Sends an error that occurred before the execution in the format of a GraphQL response. */
async function sendError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  services: Services,
): Promise<void> {
  const requestError = toRequestError(error)
  const formatted = formatError(requestError, services, request.id)
  const { code } = formatted.extensions ?? {}
  if (requestError instanceof RequestError) {
    for (const [name, value] of retryHeadersOf(requestError)) void reply.header(name, value)
  }
  const status = clientErrorStatusOf(error) ?? httpStatusByErrorCode[String(code)] ?? 500
  await reply
    .code(status)
    .header('content-type', 'application/json; charset=utf-8')
    .send(JSON.stringify({ errors: [formatted] }))
}

/** Errors of Fastify (invalid JSON, body too large, unsupported media type) are caused by the request. */
function toRequestError(error: unknown): unknown {
  const status = clientErrorStatusOf(error)
  if (status === null || !(error instanceof Error)) return error
  return new RequestError('BAD_USER_INPUT', error.message)
}

function clientErrorStatusOf(error: unknown): number | null {
  if (!(error instanceof Error) || !('statusCode' in error)) return null
  const { statusCode } = error
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 ? statusCode : null
}

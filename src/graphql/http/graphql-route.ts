import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Services } from '../../domain/context.ts'
import { RequestError } from '../../platform/request-error.ts'
import { authenticate, type Credentials } from '../authenticate.ts'
import { formatError } from '../errors.ts'
import { createRequestContext } from '../request-context.ts'
import { executeHttpRequest, type GraphqlServer } from './graphql-server.ts'

/** Maximum size of a request body; a larger body is rejected without being read. */
const maxBodyBytes = 2 * 1024 * 1024

const httpStatusByErrorCode: Readonly<Record<string, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  BAD_USER_INPUT: 400,
  RATE_LIMITED: 429,
  TOO_EXPENSIVE: 400,
  INTERNAL: 500,
  UNAVAILABLE: 503,
}

export function addGraphqlRoute(app: FastifyInstance, server: GraphqlServer, services: Services): void {
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    bodyLimit: maxBodyBytes,
    handler: async (request, reply) => {
      const { method, headers, url, body } = request
      const context = createRequestContext(await authenticate(services, readCredentials(request)))
      const queryStart = url.indexOf('?')
      const search = queryStart === -1 ? '' : url.slice(queryStart)
      const response = await executeHttpRequest(server, {
        method,
        headers,
        search,
        body: body ?? null,
        context,
      })
      for (const [name, value] of response.headers) void reply.header(name, value)
      return reply.code(response.status).send(response.body)
    },
    errorHandler: (error, _request, reply) => {
      void sendError(error, reply, services)
    },
  })
}

function readCredentials(request: FastifyRequest): Credentials {
  const appKey = request.headers['x-app-key']
  return {
    appKey: typeof appKey === 'string' ? appKey : null,
    authorization: request.headers.authorization ?? null,
    address: request.ip,
  }
}

/** Sends an error that occurred before the execution in the format of a GraphQL response. */
async function sendError(error: unknown, reply: FastifyReply, services: Services): Promise<void> {
  const formatted = formatError(toRequestError(error), services.log)
  const { code, retryAfterMs } = formatted.extensions ?? {}
  if (typeof retryAfterMs === 'number') {
    void reply.header('retry-after', String(Math.ceil(retryAfterMs / 1000)))
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

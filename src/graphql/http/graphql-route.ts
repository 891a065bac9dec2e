import cors from '@fastify/cors'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { AuthenticatedContext, Services } from '../../domain/context.ts'
import { readVersion } from '../../platform/version.ts'
import { assertInvalidRequestLimit, countInvalidRequest } from '../../domain/rate-limit/assert-rate-limit.ts'
import { readReasonHeader } from '../audit-reason.ts'
import { authenticateWithinLimit } from '../authenticate-within-limit.ts'
import { clientHeader, createClientVersions } from '../client-version.ts'
import { assertOriginAllowed } from '../origin-policy.ts'
import { checkDocumentLength } from '../query-limits.ts'
import {
  createMissingCredentialsError,
  createRequestContext,
  type OperationSignal,
} from '../request-context.ts'
import { traceOperation } from '../trace-operation.ts'
import { createCorsDelegator } from './cors.ts'
import type { GraphqlServer } from './graphql-server.ts'
import { countAndSendError } from './send-error.ts'
import { selectHttpDocument } from './select-http-document.ts'
import {
  bodyLimitOf,
  checkAnnouncedSize,
  checkBodyEncoding,
  limitStream,
  maxBodyBytes,
  readCredentials,
} from './read-request.ts'

export type GraphqlRouteOptions = {
  readonly server: GraphqlServer
  readonly services: Services
  /** Allows requests without credentials, which can only use introspection and the landing page. */
  readonly introspection: boolean
}

/** The authenticated callers of requests whose bodies are not read yet. */
type Callers = WeakMap<FastifyRequest, AuthenticatedContext | null>

const path = '/graphql'

/** The route has a scope of its own, so that the CORS headers concern only GraphQL. */
export function addGraphqlRoute(app: FastifyInstance, options: GraphqlRouteOptions): void {
  void app.register(async (scope) => {
    await scope.register(cors, { delegator: createCorsDelegator(options.services, path) })
    addRoute(scope, options)
  })
}

/** Authenticates before the body is read, so that a caller without credentials uses neither memory nor time. */
function addRoute(app: FastifyInstance, options: GraphqlRouteOptions): void {
  const { services } = options
  const callers: Callers = new WeakMap()
  const readClientVersion = createClientVersions(services, readVersion())
  app.route({
    method: ['GET', 'POST'],
    url: path,
    bodyLimit: maxBodyBytes,
    onRequest: async (request, reply) => {
      for (const [name, value] of readClientVersion(request.headers[clientHeader]))
        void reply.header(name, value)
      const context = await authenticateRequest(request, options)
      callers.set(request, context)
      if (context !== null) callers.set(request, withOrigin(context, request))
    },
    preParsing: (request, _reply, payload, done) => {
      const limit = bodyLimitOf(callers.get(request)?.caller ?? null)
      const isAnnounced = request.headers['content-length'] !== undefined
      done(null, isAnnounced || request.method === 'GET' ? payload : payload.pipe(limitStream(limit)))
    },
    handler: (request, reply) =>
      execute(request, reply, { ...options, caller: callers.get(request) ?? null }),
    errorHandler: (error, request, reply) => {
      void countAndSendError(error, request, reply, { services, caller: callers.get(request) ?? null })
    },
  })
}

async function execute(
  request: FastifyRequest,
  reply: FastifyReply,
  { server, services, caller }: GraphqlRouteOptions & { readonly caller: AuthenticatedContext | null },
): Promise<FastifyReply> {
  const { method, headers, url } = request
  checkDocument(request.body)
  const queryStart = url.indexOf('?')
  const search = queryStart === -1 ? '' : url.slice(queryStart)
  const selected = await selectHttpDocument(caller, { method, search, body: request.body ?? null })
  const context = createRequestContext(caller, new ResponseSignal(reply.raw))
  const graphqlRequest = { method, headers, ...selected, context }
  const response = await services.admission.run(caller?.app?.appId ?? null, () =>
    traceOperation(() => server.execute(graphqlRequest)),
  )
  if (response.status === 400 && caller !== null) await countInvalidRequest(caller)
  for (const [name, value] of response.headers) void reply.header(name, value)
  return reply.header('cache-control', 'no-store').code(response.status).send(response.body)
}

async function authenticateRequest(
  request: FastifyRequest,
  { services, introspection }: GraphqlRouteOptions,
): Promise<AuthenticatedContext | null> {
  services.admission.check(null)
  const context = await authenticateWithinLimit(services, readCredentials(services, request))
  if (context === null && !introspection) throw createMissingCredentialsError()
  if (context !== null) {
    assertOriginAllowed(context, request.headers)
    services.admission.check(context.app?.appId ?? null)
    await assertInvalidRequestLimit(context)
  }
  checkBodyEncoding(request)
  checkAnnouncedSize(request, bodyLimitOf(context?.caller ?? null))
  return context
}

function withOrigin(context: AuthenticatedContext, { id, raw }: FastifyRequest): AuthenticatedContext {
  return { ...context, request: { id, transport: 'HTTP' }, reason: readReasonHeader(raw) }
}

/** Ends the execution when the client closes the connection before it has received the response. */
class ResponseSignal implements OperationSignal {
  readonly #response: FastifyReply['raw']
  constructor(response: FastifyReply['raw']) {
    this.#response = response
  }
  get aborted(): boolean {
    return this.#response.closed && !this.#response.writableFinished
  }
}

function checkDocument(body: unknown): void {
  const query = typeof body === 'object' && body !== null && 'query' in body ? body.query : null
  if (typeof query === 'string') checkDocumentLength(query)
}

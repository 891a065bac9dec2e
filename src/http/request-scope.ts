import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { IncomingMessage } from 'node:http'
import { runInScope } from '../platform/execution-scope.ts'
import { newRequestId } from '../platform/ids.ts'
import { openScope, type OpenScope } from '../platform/tracing.ts'

/** Load balancers and Prometheus call these all the time. */
const untracedRoutes = new Set(['/healthz', '/readyz', '/metrics'])

/** The id of the caller is used if it can stand in a line of the log and in a response. */
const acceptedRequestId = /^[\w.-]{8,64}$/

/** The `x-request-id` of the request, or a new id: the `request.id` of Fastify. */
export function selectRequestId({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id']
  return typeof given === 'string' && acceptedRequestId.test(given) ? given : newRequestId()
}

/**
 * Runs each request in a scope: its lines of the log have its id, and its span is the parent of what it does. Only the template of the
 * route is in the span, because paths contain AppKeys.
 */
export function addRequestScope(app: FastifyInstance): void {
  const scopes = new WeakMap<FastifyRequest, OpenScope>()
  app.addHook('onRequest', (request, reply, done) => {
    const open = openRequestScope(request)
    scopes.set(request, open)
    void reply.header('x-request-id', request.id)
    reply.raw.once('close', () => endScope(open, reply))
    runInScope(open.scope, done)
  })
  // The body arrives in events of the connection, which do not belong to the scope.
  app.addHook('preValidation', (request, _reply, done) => {
    const open = scopes.get(request)
    if (open === undefined) done()
    else runInScope(open.scope, done)
  })
}

function openRequestScope({ id, method, headers, routeOptions }: FastifyRequest): OpenScope {
  const route = routeOptions.url ?? 'unknown'
  return openScope({
    name: `${method} ${route}`,
    kind: 'server',
    isTraced: !untracedRoutes.has(route),
    logFields: { requestId: id },
    headers,
    attributes: { 'http.request.method': method, 'http.route': route, 'coinslot.request_id': id },
  })
}

function endScope(open: OpenScope, { statusCode, raw }: FastifyReply): void {
  open.setAttributes({ 'http.response.status_code': statusCode })
  if (!raw.writableFinished) open.end('the client closed the connection')
  else open.end(statusCode >= 500 ? `status ${statusCode}` : undefined)
}

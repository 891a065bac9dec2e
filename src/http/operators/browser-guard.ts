import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Log } from '../../platform/log.ts'
import { isLostConnection } from '../../platform/lost-connection.ts'
import { RequestError } from '../../platform/request-error.ts'

/** Sends an error in the one form that all endpoints of the sign-in have. */
export function sendError(reply: FastifyReply, status: number, code: string, message: string): FastifyReply {
  return reply.code(status).send({ error: { code, message } })
}

export function sendRateLimited(reply: FastifyReply, retryAfterMs: number): FastifyReply {
  reply.header('retry-after', String(Math.ceil(retryAfterMs / 1_000)))
  return sendError(reply, 429, 'RATE_LIMITED', 'Too many attempts. Try again later.')
}

/** Answers errors in the same form, without what they say about the server. */
export function addErrorHandler(scope: FastifyInstance, log: Log): void {
  scope.setErrorHandler<FastifyError>((error, { id: requestId }, reply) => {
    const { statusCode = 500 } = error
    if (statusCode >= 400 && statusCode < 500)
      return sendError(reply, statusCode, 'INVALID_INPUT', error.message)
    log.error({ error, requestId }, 'request failed')
    if (!(error instanceof RequestError) && !isLostConnection(error))
      return sendError(reply, 500, 'INTERNAL', 'Internal server error.')
    reply.header('retry-after', '1')
    return sendError(reply, 503, 'UNAVAILABLE', 'The database is not available. Try again.')
  })
}

const headers = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}
const strictTransport = 'max-age=31536000'

/**
 * Protects endpoints that use cookies: only pages of the console may send a POST, and answers are neither cached nor framed. A browser
 * sends `Origin` with every POST, so a request without it is no browser of an operator and is refused too.
 */
export function addBrowserGuard(
  scope: FastifyInstance,
  options: { readonly origins: () => readonly string[]; readonly secureCookies: boolean },
): void {
  scope.addHook('onRequest', async (request, reply) => {
    reply.headers(headers)
    if (options.secureCookies) reply.header('strict-transport-security', strictTransport)
    if (request.method === 'GET' || isFromConsole(request, options.origins())) return
    await sendError(reply, 403, 'FORBIDDEN', 'The request does not come from a page of the console.')
  })
}

function isFromConsole(
  { headers: { origin, ...others } }: FastifyRequest,
  origins: readonly string[],
): boolean {
  const site = others['sec-fetch-site']
  return origin !== undefined && origins.includes(origin) && (site === undefined || site === 'same-origin')
}

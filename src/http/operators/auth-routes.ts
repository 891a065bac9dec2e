import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { applyOutcome } from './apply-outcome.ts'
import { servedEndpoints, type EndpointName, type ServedEndpoint } from './auth-endpoints.ts'
import { sendError, sendRateLimited } from './browser-guard.ts'
import { readOrigin } from './call-origin.ts'
import { checkCall, limitCall } from './check-call.ts'
import { toAuthRequest } from './forward-request.ts'
import { authBasePath } from './operator-auth.ts'
import type { AuthCall, SignInOptions } from './sign-in-context.ts'

/** Adds a route for each endpoint of better-auth that is served. */
export function addAuthRoutes(scope: FastifyInstance, readOptions: () => SignInOptions): void {
  for (const [name, endpoint] of Object.entries(servedEndpoints) as [EndpointName, ServedEndpoint][]) {
    scope.route({
      method: endpoint.method,
      url: `${authBasePath}${endpoint.path}`,
      handler: (request, reply) => handleCall(readOptions(), { name, endpoint, request, reply }),
    })
  }
}

type Route = {
  readonly name: EndpointName
  readonly endpoint: ServedEndpoint
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

async function handleCall(options: SignInOptions, route: Route): Promise<FastifyReply> {
  const { endpoint, request, reply, name } = route
  const { services } = options
  const auth = options.findAuth(name)
  if (auth === null) return sendError(reply, 404, 'NOT_FOUND', 'No provider is configured.')
  const parsed = endpoint.body.safeParse(request.body ?? (request.method === 'GET' ? undefined : {}))
  if (!parsed.success)
    return sendError(reply, 400, 'INVALID_INPUT', 'The body has missing or unknown fields.')
  const cookie = request.headers.cookie ?? null
  const call: AuthCall = {
    ...options,
    ...route,
    ...readOrigin(services, request),
    body: (parsed.data ?? {}) as AuthCall['body'],
    session: await services.operatorSessions.findWithToken({ cookie }),
  }
  const rejection = checkCall(call)
  if (rejection !== null) return sendError(reply, rejection.status, rejection.code, rejection.message)
  const retryAfterMs = await limitCall(call)
  if (retryAfterMs !== null) return sendRateLimited(reply, retryAfterMs)
  const { handler } = await auth
  return sendResponse(call, await handler(createRequest(call)))
}

function createRequest(call: AuthCall): Request {
  const { request, services, consoleUrl, endpoint, address, session } = call
  return toAuthRequest(request, {
    ...{ consoleUrl, address, keyring: services.keyring, path: endpoint.path },
    cookiePrefix: services.operatorSessions.cookiePrefix,
    body: completeBody(call),
    hasSession: session !== null,
  })
}

/** The body with the fields that the caller may not choose. */
function completeBody({ name, body, consoleUrl }: AuthCall): unknown {
  if (name === 'changePassword') return { ...body, revokeOtherSessions: true }
  if (name !== 'signInByProvider') return body
  const { callbackURL = `${consoleUrl}/console`, errorCallbackURL = `${consoleUrl}/console/sign-in` } = body
  return { provider: 'oidc', disableRedirect: true, callbackURL, errorCallbackURL }
}

async function sendResponse(call: AuthCall, response: Response): Promise<FastifyReply> {
  const { reply, endpoint } = call
  const answer = await readAnswer(response)
  if (response.status >= 400) return sendFailure(call, response.status, answer)
  const outcome = await applyOutcome(call, response)
  if (outcome === null) return sendFailure(call, 401, {})
  for (const cookie of [...response.headers.getSetCookie(), ...outcome.cookies])
    reply.header('set-cookie', cookie)
  const location = response.headers.get('location')
  if (call.request.method === 'GET' && location !== null) return reply.redirect(toOwnUrl(call, location), 302)
  const shown = endpoint.answer.filter((field) => field in answer).map((field) => [field, answer[field]])
  return reply.send(Object.fromEntries(shown))
}

/** Whatever better-auth answers, the browser is sent to no other server. */
function toOwnUrl({ consoleUrl }: AuthCall, location: string): string {
  const url = new URL(location, consoleUrl)
  return url.origin === new URL(consoleUrl).origin ? url.href : consoleUrl
}

async function readAnswer(response: Response): Promise<Record<string, unknown>> {
  if (response.headers.get('content-type')?.includes('application/json') !== true) return {}
  const text = await response.text()
  // A redirect has the content type but no body.
  if (text === '') return {}
  const answer: unknown = JSON.parse(text)
  return typeof answer === 'object' && answer !== null ? { ...answer } : {}
}

/** The answer to a wrong password is the same as that to an unknown email address and a disabled operator. */
function sendFailure(
  call: AuthCall,
  status: number,
  answer: Readonly<Record<string, unknown>>,
): FastifyReply {
  const { name, reply, body, address, session, services } = call
  if (status >= 500) {
    services.log.error({ endpoint: name, code: answer['code'] }, 'sign-in library failed')
    return sendError(reply, 500, 'INTERNAL', 'Internal server error.')
  }
  if (status === 429) return sendRateLimited(reply, 15 * 60_000)
  if (name === 'signIn') {
    call.failedSignIns.record({ email: body['email'] ?? '', address, step: 'PASSWORD' })
    return sendError(reply, 401, 'INVALID_CREDENTIALS', 'The email address or the password is wrong.')
  }
  if (name === 'verifyTotp' || name === 'verifyBackupCode') {
    if (session !== null) call.failedSignIns.record({ email: session.email, address, step: 'SECOND_FACTOR' })
    return sendError(
      reply,
      401,
      'INVALID_CODE',
      'The code is wrong or was used before, or the sign-in has expired.',
    )
  }
  const code = typeof answer['code'] === 'string' ? answer['code'] : 'FAILED'
  return sendError(reply, status, code, 'The request was refused.')
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { createAuthChanges } from './auth-changes.ts'
import { servedEndpoints, type EndpointName, type ServedEndpoint } from './auth-endpoints.ts'
import { sendError, sendRateLimited } from './browser-guard.ts'
import { readOrigin } from './call-origin.ts'
import { checkCall, limitCall } from './check-call.ts'
import { authBasePath } from './operator-auth.ts'
import { runCall } from './run-call.ts'
import type { AuthCall, CallResult, SignInOptions } from './sign-in-context.ts'

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
    changes: createAuthChanges(),
  }
  const rejection = checkCall(call)
  if (rejection !== null) return sendError(reply, rejection.status, rejection.code, rejection.message)
  const retryAfterMs = await limitCall(call)
  if (retryAfterMs !== null) return sendRateLimited(reply, retryAfterMs)
  return sendResult(call, await runCall(call, await auth))
}

function sendResult(call: AuthCall, { status, answer, cookies, location }: CallResult): FastifyReply {
  const { reply, endpoint } = call
  if (status >= 400) return sendFailure(call, status, answer)
  for (const cookie of cookies) reply.header('set-cookie', cookie)
  if (call.request.method === 'GET' && location !== null) return reply.redirect(toOwnUrl(call, location), 302)
  const shown = endpoint.answer.filter((field) => field in answer).map((field) => [field, answer[field]])
  return reply.send(Object.fromEntries(shown))
}

/** Whatever better-auth answers, the browser is sent to no other server. */
function toOwnUrl({ consoleUrl }: AuthCall, location: string): string {
  const url = new URL(location, consoleUrl)
  return url.origin === new URL(consoleUrl).origin ? url.href : consoleUrl
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
  if (call.request.method === 'GET')
    return reply.redirect(`${call.consoleUrl}/console/sign-in?error=unable_to_sign_in`, 302)
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

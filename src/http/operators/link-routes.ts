import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { acceptLink, inspectLink } from '../../domain/operator-account/accept-link.ts'
import { maxPasswordLength } from '../../domain/operator-account/operator-input.ts'
import { requestPasswordReset } from '../../domain/operator-account/request-password-reset.ts'
import { limitAnonymousCall } from '../../domain/operator-account/sign-in-limits.ts'
import { sendError, sendRateLimited } from './browser-guard.ts'
import { readOrigin } from './call-origin.ts'
import { authBasePath } from './operator-auth.ts'
import type { SignInOptions } from './sign-in-context.ts'

const token = z.string().max(100)
const email = z.string().max(254)
const inspectBody = z.strictObject({ token })
const acceptBody = z.strictObject({
  token,
  name: z.string().max(100).optional(),
  email: email.optional(),
  password: z.string().max(maxPasswordLength),
})
const resetBody = z.strictObject({ email })

/** Adds the endpoints for one-time links, and the one that requests a password reset. */
export function addLinkRoutes(scope: FastifyInstance, readOptions: () => SignInOptions): void {
  scope.post(`${authBasePath}/links/inspect`, async (request, reply) => {
    const checked = await checkCall(readOptions(), {
      request,
      reply,
      schema: inspectBody,
      limit: 'linkOfNetwork',
    })
    if (checked === null) return reply
    const link = await inspectLink(checked.services, checked.body.token)
    return (
      link ??
      sendError(reply, 404, 'LINK_INVALID', 'The link was used before, has expired or does not exist.')
    )
  })
  scope.post(`${authBasePath}/links/accept`, async (request, reply) => {
    const checked = await checkCall(readOptions(), {
      request,
      reply,
      schema: acceptBody,
      limit: 'linkOfNetwork',
    })
    if (checked === null) return reply
    const { services, body } = checked
    const input = { ...body, name: body.name ?? null, email: body.email ?? null }
    const accepted = await acceptLink(services, input, readOrigin(services, request))
    if (accepted.problem === null) return { email: accepted.email }
    const { code, message, field } = accepted.problem
    return sendError(reply, 400, field[0] === 'token' ? 'LINK_INVALID' : code, message)
  })
  scope.post(`${authBasePath}/password-reset`, async (request, reply) => {
    const options = readOptions()
    const checked = await checkCall(options, { request, reply, schema: resetBody, limit: 'resetOfNetwork' })
    if (checked === null) return reply
    const { services, body, address } = checked
    requestPasswordReset(services, { email: body.email, address, consoleUrl: options.consoleUrl })
    return {}
  })
}

type Checked<Body> = {
  readonly services: SignInOptions['services']
  readonly body: Body
  readonly address: string
}

type LinkCall<Body> = {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly schema: z.ZodType<Body>
  readonly limit: 'linkOfNetwork' | 'resetOfNetwork'
}

/** Checks the body and counts the call; null if it was answered. */
async function checkCall<Body>(
  { services }: SignInOptions,
  { request, reply, schema, limit }: LinkCall<Body>,
): Promise<Checked<Body> | null> {
  const address = services.readClientAddress(request.raw)
  const retryAfterMs = await limitAnonymousCall(services, limit, address)
  if (retryAfterMs !== null) {
    await sendRateLimited(reply, retryAfterMs)
    return null
  }
  const parsed = schema.safeParse(request.body)
  if (parsed.success) return { services, body: parsed.data, address }
  await sendError(reply, 400, 'INVALID_INPUT', 'The body has missing or unknown fields.')
  return null
}

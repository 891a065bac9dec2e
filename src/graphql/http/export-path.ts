import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { AccessRule } from '../../domain/access/access-rule.ts'
import { assertAllowed } from '../../domain/access/assert-allowed.ts'
import type { AuthenticatedContext, Context, Services } from '../../domain/context.ts'
import { assertInvalidRequestLimit, assertRateLimit } from '../../domain/rate-limit/assert-rate-limit.ts'
import { RequestError } from '../../platform/request-error.ts'
import { readReasonHeader } from '../audit-reason.ts'
import { authenticate, type Credentials } from '../authenticate.ts'
import { authenticateWithinLimit } from '../authenticate-within-limit.ts'
import { assertOriginAllowed } from '../origin-policy.ts'
import { createMissingCredentialsError } from '../request-context.ts'
import { readAccessRules } from '../schema/read-access-rules.ts'
import { readAppKeyParameter } from './read-export-request.ts'
import { checkBodyEncoding, readCredentials } from './read-request.ts'
import { countAndSendError } from './send-error.ts'

const maxBodyBytes = 64 * 1024
const oneRead = new Map([['READ', 1]] as const)

export type ExportCall = {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly ctx: Context
  /** Counts the call as a read of the caller. */
  readonly assertRate: () => Promise<void>
  /** Checks that the caller may still export, and throws if not. */
  readonly assertAllowed: () => Promise<void>
}

type ExportPath = {
  readonly method: ('GET' | 'POST')[]
  readonly url: string
  /** The root field whose callers may export, such as `Query.payments`. */
  readonly field: string
  readonly send: (call: ExportCall) => Promise<FastifyReply>
}

/** Adds a path that returns a file. Its callers authenticate as in GraphQL, before the body is read. */
export function addExportPath(app: FastifyInstance, services: Services, path: ExportPath): void {
  const { method, url, field, send } = path
  const rule = readAccessRules().rootFields.get(field)
  if (rule === undefined) throw new Error(`${field} has an access rule`)
  const callers = new WeakMap<FastifyRequest, AuthenticatedContext>()
  app.route({
    method,
    url,
    exposeHeadRoute: false,
    bodyLimit: maxBodyBytes,
    onRequest: async (request) => {
      callers.set(request, await authenticateExport(request, services, rule))
    },
    handler: (request, reply) => {
      const context = callers.get(request)
      if (context === undefined) throw createMissingCredentialsError()
      const credentials = readExportCredentials(request, services)
      return send({
        request,
        reply,
        ctx: toContext(context, request),
        assertRate: () => assertRateLimit(context, oneRead),
        assertAllowed: async () => {
          const current = await authenticate(services, credentials)
          if (current === null) throw createMissingCredentialsError()
          assertAllowed(current, rule)
        },
      })
    },
    errorHandler: (error, request, reply) => {
      void countAndSendError(error, request, reply, { services, caller: callers.get(request) ?? null })
    },
  })
}

/** @param name name of the file without its extension */
export function fileHeaders(
  { clock }: Pick<Services, 'clock'>,
  name: string,
  extension: string,
): Readonly<Record<string, string>> {
  const date = clock().toISOString().slice(0, 10)
  return {
    'content-disposition': `attachment; filename="${name}-${date}.${extension}"`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  }
}

function readExportCredentials(request: FastifyRequest, services: Services): Credentials {
  const credentials = readCredentials(services, request)
  return { ...credentials, appKey: credentials.appKey ?? readAppKeyParameter(request.query) }
}

/** Authenticates before the body is read, by the same rules as GraphQL. */
async function authenticateExport(
  request: FastifyRequest,
  services: Services,
  rule: AccessRule,
): Promise<AuthenticatedContext> {
  services.admission.check(null)
  const context = await authenticateWithinLimit(services, readExportCredentials(request, services))
  if (context === null) throw createMissingCredentialsError()
  assertOriginAllowed(context, request.headers)
  assertAllowed(context, rule)
  services.admission.check(context.app?.appId ?? null)
  await assertInvalidRequestLimit(context)
  checkBodyEncoding(request)
  return context
}

function toContext(context: AuthenticatedContext, { id, raw }: FastifyRequest): Context {
  if (context.app === null) throw new RequestError('BAD_USER_INPUT', 'Name the AppKey: send x-app-key.')
  return { ...context, app: context.app, request: { id, transport: 'HTTP' }, reason: readReasonHeader(raw) }
}

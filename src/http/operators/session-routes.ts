import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { endSessions, listSessions } from '../../domain/operator-account/end-sessions.ts'
import { decodeId, encodeId } from '../../platform/ids.ts'
import { sendError } from './browser-guard.ts'
import { readOrigin } from './call-origin.ts'
import { unauthenticated } from './check-call.ts'
import { authBasePath } from './operator-auth.ts'
import type { SessionWithToken, SignInOptions } from './sign-in-context.ts'

const endSessionBody = z.strictObject({ sessionId: z.string().max(64) })

/** Adds the endpoints with which an operator sees and ends sessions. None shows the token of a session. */
export function addSessionRoutes(scope: FastifyInstance, readOptions: () => SignInOptions): void {
  const withSession =
    (work: (session: SessionWithToken, request: FastifyRequest, reply: FastifyReply) => Promise<unknown>) =>
    async (request: FastifyRequest, reply: FastifyReply) => {
      const { operatorSessions } = readOptions().services
      const session = await operatorSessions.findWithToken({ cookie: request.headers.cookie ?? null })
      if (session !== null) return work(session, request, reply)
      return sendError(reply, unauthenticated.status, unauthenticated.code, unauthenticated.message)
    }

  scope.get(
    `${authBasePath}/session`,
    withSession(async (session) => describeSession(session)),
  )
  scope.get(
    `${authBasePath}/sessions`,
    withSession(async (session) => {
      const sessions = await listSessions(readOptions().services, session.operatorId)
      return {
        sessions: sessions.map(({ id, ...others }) => ({
          id: encodeId('ses', id),
          isCurrent: id === session.sessionId,
          ...others,
        })),
      }
    }),
  )
  scope.post(
    `${authBasePath}/sessions/end`,
    withSession(async (session, request, reply) => {
      const parsed = endSessionBody.safeParse(request.body)
      const sessionId = parsed.success ? decodeId('ses', parsed.data.sessionId) : null
      if (sessionId === null)
        return sendError(reply, 400, 'INVALID_INPUT', 'sessionId must be the id of a session.')
      const { services } = readOptions()
      return {
        endedCount: await endSessions(services, session, { sessionId, ...readOrigin(services, request) }),
      }
    }),
  )
  scope.post(
    `${authBasePath}/sessions/end-others`,
    withSession(async (session, request) => {
      const { services } = readOptions()
      const origin = readOrigin(services, request)
      return { endedCount: await endSessions(services, session, { sessionId: null, ...origin }) }
    }),
  )
}

function describeSession(session: SessionWithToken) {
  return {
    operator: {
      id: encodeId('opr', session.operatorId),
      email: session.email,
      name: session.name,
      isInstallationOwner: session.isInstallationOwner,
      hasSecondFactor: session.twoFactorEnabled,
    },
    session: {
      id: encodeId('ses', session.sessionId),
      createdAt: session.createdAt,
      expiresAt: session.expiresAt,
      secondFactorAt: session.secondFactorAt,
    },
  }
}

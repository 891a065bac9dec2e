import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FailedSignInLog } from '../../domain/operator-account/failed-sign-in-log.ts'
import type { Services } from '../../domain/context.ts'
import type { EndpointName, ServedEndpoint } from './auth-endpoints.ts'
import type { OperatorAuth } from './operator-auth.ts'

/** What the endpoints of the sign-in share. */
export type SignInOptions = {
  readonly services: Services
  readonly consoleUrl: string
  readonly secureCookies: boolean
  /** The instance that serves the endpoint; null if there is no provider to sign in through. */
  readonly findAuth: (name: EndpointName) => Promise<OperatorAuth> | null
  readonly failedSignIns: FailedSignInLog
}

export type SessionWithToken = NonNullable<Awaited<ReturnType<Services['operatorSessions']['findWithToken']>>>

/** One call of an endpoint of better-auth. */
export type AuthCall = SignInOptions & {
  readonly name: EndpointName
  readonly endpoint: ServedEndpoint
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly address: string
  /** Why, for the audit log. */
  readonly reason: string | null
  /** The body, as the endpoint describes it. */
  readonly body: Readonly<Record<string, string | undefined>>
  /** The open session of the cookie; null if there is none. */
  readonly session: SessionWithToken | null
}

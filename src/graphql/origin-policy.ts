import type { IncomingHttpHeaders } from 'node:http'
import type { AuthenticatedContext } from '../domain/context.ts'
import { RequestError } from '../platform/request-error.ts'
import type { App } from '../services/app-directory.ts'

type CallOrigin = Pick<AuthenticatedContext, 'app' | 'caller' | 'consoleUrl'>

/**
 * The origin of the web page that sent a request, unless the page is one of this server; null for requests of apps and servers, which
 * have no origin. The scheme is not compared: behind a proxy the server does not know its own.
 */
export function readForeignOrigin({ origin, host }: IncomingHttpHeaders): string | null {
  if (origin === undefined) return null
  const originHost = URL.parse(origin)?.host
  return originHost !== undefined && originHost !== '' && originHost === host ? null : origin
}

/** Whether the pages of an origin may call the API with this AppKey. */
export function isListedOrigin({ row }: Pick<App, 'row'>, origin: string): boolean {
  return row.allowedOrigins.includes(origin)
}

/**
 * Why the page of a foreign origin may not send the request; null if it may.
 *
 * Only clients run in browsers. A server key in a page is known to everyone who opens the page, and the session of an operator must not
 * be used by pages of others.
 */
function findOriginProblem({ app, caller, consoleUrl }: CallOrigin, origin: string | null): string | null {
  if (origin === null) return null
  if (caller.kind === 'SERVER') return 'A server key is secret and must not be used in a browser.'
  if (caller.kind === 'OPERATOR') {
    return origin === consoleUrl ? null : 'Operators may not be used by a page of another origin.'
  }
  return app !== null && isListedOrigin(app, origin) ? null : 'The AppKey does not allow this origin.'
}

/**
 * Like `findOriginProblem`, for a WebSocket: some apps send the address of the server, or of their own shell, as the origin, so clients
 * are checked only if the AppKey lists origins.
 */
export function findSocketOriginProblem(context: CallOrigin, headers: IncomingHttpHeaders): string | null {
  const { app, caller } = context
  if (caller.kind === 'CLIENT' && app?.row.allowedOrigins.length === 0) return null
  return findOriginProblem(context, readForeignOrigin(headers))
}

/** @throws RequestError FORBIDDEN */
export function assertOriginAllowed(context: CallOrigin, headers: IncomingHttpHeaders): void {
  const problem = findOriginProblem(context, readForeignOrigin(headers))
  if (problem !== null) throw new RequestError('FORBIDDEN', problem)
}

import type { AuthenticatedContext, Context, InstallationContext } from '../domain/context.ts'
import { RequestError } from '../platform/request-error.ts'
import { OperationAbortedError } from './errors.ts'
import type { Loaders } from '../services/loaders.ts'

/** The context of resolvers. `authenticated` is null for a request without credentials, which may only use introspection. */
export type RequestContext = {
  readonly authenticated: Authenticated | null
  readonly signal: OperationSignal
}

/** Whether the client is gone or has completed the operation, for example an `AbortSignal`. */
export type OperationSignal = { readonly aborted: boolean }

/** The caller with its AppKey; `loaders` is null for an operator that names none. */
export type Authenticated = { readonly domain: AuthenticatedContext; readonly loaders: Loaders | null }

const neverAborted: OperationSignal = { aborted: false }

export function createRequestContext(
  domain: AuthenticatedContext | null,
  signal: OperationSignal = neverAborted,
): RequestContext {
  if (domain === null) return { authenticated: null, signal }
  const loaders = domain.app === null ? null : domain.loaders(domain.app.appId)
  return { authenticated: { domain, loaders }, signal }
}

/** The context of an execution whose result is for several clients: it does not end with one of them. */
export function withoutSignal(context: RequestContext): RequestContext {
  return { ...context, signal: neverAborted }
}

/** The context of a field that works on the caller's AppKey. */
export function domainOf(context: RequestContext): Context {
  const { domain } = authenticatedOf(context)
  if (domain.app === null) throw createMissingAppKeyError()
  return domain
}

/** The context of a field that works on no AppKey, for an operator. */
export function installationOf(context: RequestContext): InstallationContext {
  const domain = callerContextOf(context)
  const { caller } = domain
  if (caller.kind !== 'OPERATOR') throw new Error('only operators use fields that work on no AppKey')
  return { ...domain, app: null, caller }
}

/** The context of a field that works with and without an AppKey. */
export function callerContextOf(context: RequestContext): AuthenticatedContext {
  return authenticatedOf(context).domain
}

export function loadersOf(context: RequestContext): Loaders {
  const { loaders } = authenticatedOf(context)
  if (loaders === null) throw createMissingAppKeyError()
  return loaders
}

/** Every resolver that reads or changes data comes here first, so an aborted operation starts no further statement. */
function authenticatedOf({ authenticated, signal }: RequestContext): Authenticated {
  if (signal.aborted) throw new OperationAbortedError('the client is gone')
  if (authenticated === null) {
    throw createMissingCredentialsError()
  }
  return authenticated
}

export function createMissingCredentialsError(): RequestError {
  return new RequestError('UNAUTHENTICATED', 'Send an AppKey (x-app-key) or a server key (authorization).')
}

function createMissingAppKeyError(): RequestError {
  return new RequestError('BAD_USER_INPUT', 'Name the AppKey that the field works on: send x-app-key.')
}

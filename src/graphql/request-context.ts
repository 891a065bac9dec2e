import type { Context } from '../domain/context.ts'
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

export type Authenticated = { readonly domain: Context; readonly loaders: Loaders }

const neverAborted: OperationSignal = { aborted: false }

export function createRequestContext(
  domain: Context | null,
  signal: OperationSignal = neverAborted,
): RequestContext {
  const authenticated = domain === null ? null : { domain, loaders: domain.loaders(domain.app.appId) }
  return { authenticated, signal }
}

/** The context of an execution whose result is for several clients: it does not end with one of them. */
export function withoutSignal(context: RequestContext): RequestContext {
  return { ...context, signal: neverAborted }
}

export function domainOf(context: RequestContext): Context {
  return authenticatedOf(context).domain
}

export function loadersOf(context: RequestContext): Loaders {
  return authenticatedOf(context).loaders
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

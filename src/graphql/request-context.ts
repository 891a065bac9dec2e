import type { Context } from '../domain/context.ts'
import { RequestError } from '../platform/request-error.ts'
import type { Loaders } from '../services/loaders.ts'

/** The context of resolvers. `authenticated` is null for a request without credentials, which may only use introspection. */
export type RequestContext = { readonly authenticated: Authenticated | null }

export type Authenticated = { readonly domain: Context; readonly loaders: Loaders }

const anonymous: RequestContext = { authenticated: null }

export function createRequestContext(domain: Context | null): RequestContext {
  return domain === null
    ? anonymous
    : { authenticated: { domain, loaders: domain.loaders(domain.app.appId) } }
}

export function domainOf(context: RequestContext): Context {
  return authenticatedOf(context).domain
}

export function loadersOf(context: RequestContext): Loaders {
  return authenticatedOf(context).loaders
}

function authenticatedOf({ authenticated }: RequestContext): Authenticated {
  if (authenticated === null) {
    throw new RequestError('UNAUTHENTICATED', 'Send an AppKey (x-app-key) or a server key (authorization).')
  }
  return authenticated
}

import type { FastifyInstance } from 'fastify'
import type { AddressInfo } from 'node:net'
import type { Services } from '../../domain/context.ts'
import { createFailedSignInLog } from '../../domain/operator-account/failed-sign-in-log.ts'
import type { AuthDatabase } from './auth-database.ts'
import { addAuthRoutes } from './auth-routes.ts'
import { addBrowserGuard, addErrorHandler } from './browser-guard.ts'
import { addReasonCheck } from './call-origin.ts'
import { addLinkRoutes } from './link-routes.ts'
import { authBasePath, createOperatorAuth, type OidcSettings, type OperatorAuth } from './operator-auth.ts'
import { addSessionRoutes } from './session-routes.ts'
import type { SignInOptions } from './sign-in-context.ts'

export type OperatorRouteOptions = {
  readonly database: AuthDatabase
  /** null: the address on which the server listens, outside production. */
  readonly consoleUrl: string | null
  readonly secureCookies: boolean
  readonly oidc: OidcSettings | null
}

/** Passwords and links are short. */
const maxBodyBytes = 16 * 1024

/** Adds the endpoints with which operators sign in, below `/operators/auth`. */
export function addOperatorRoutes(
  app: FastifyInstance,
  services: Services,
  settings: OperatorRouteOptions,
): void {
  const { secureCookies, oidc } = settings
  let options: SignInOptions | null = null
  // The port is known when the server listens.
  const readOptions = () => (options ??= createSignInOptions(services, settings, ownUrl(app, settings)))
  const readOrigins = () => {
    const { consoleUrl } = readOptions()
    return settings.consoleUrl === null
      ? [consoleUrl, consoleUrl.replace('127.0.0.1', 'localhost')]
      : [consoleUrl]
  }
  void app.register((scope, _options, done) => {
    scope.addHook('onRoute', (route) => {
      route.bodyLimit = maxBodyBytes
    })
    addErrorHandler(scope, services.log)
    addBrowserGuard(scope, { origins: readOrigins, secureCookies })
    addReasonCheck(scope)
    scope.get(`${authBasePath}/methods`, async () => ({ password: true, provider: oidc !== null }))
    addAuthRoutes(scope, readOptions)
    addSessionRoutes(scope, readOptions)
    addLinkRoutes(scope, readOptions)
    done()
  })
}

function ownUrl(app: FastifyInstance, { consoleUrl }: OperatorRouteOptions): string {
  if (consoleUrl !== null) return consoleUrl
  const { address, port } = app.server.address() as AddressInfo
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`
}

/**
 * Two instances of better-auth: the one with the provider waits for the provider's description when it starts, and an unavailable
 * provider must not stop operators who have a password.
 */
function createSignInOptions(
  services: Services,
  { database, secureCookies, oidc }: OperatorRouteOptions,
  consoleUrl: string,
): SignInOptions {
  const create = (settings: OidcSettings | null) =>
    createOperatorAuth(services, database, { consoleUrl, secureCookies, oidc: settings })
  const own = create(null)
  let withProvider: Promise<OperatorAuth> | null = null
  const findProvider = () => (oidc === null ? null : (withProvider ??= create(oidc)))
  return {
    services,
    database,
    consoleUrl,
    secureCookies,
    failedSignIns: createFailedSignInLog(services),
    findAuth: (name) => (name === 'signInByProvider' || name === 'providerCallback' ? findProvider() : own),
  }
}

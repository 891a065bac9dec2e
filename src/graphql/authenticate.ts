import type { AuthenticatedContext, Caller, Services } from '../domain/context.ts'
import { decodeId } from '../platform/ids.ts'
import { operatorTokenPrefix } from '../platform/operator-token-secret.ts'
import { serverKeyPrefix } from '../platform/server-key-secret.ts'
import type { App } from '../services/app-directory.ts'
import { authenticateSession, authenticateToken } from './authenticate-operator.ts'
import { createUnauthenticatedError, createUnknownAppKeyError } from './unauthenticated-error.ts'

/** Credentials of an HTTP request or a WebSocket connection. */
export type Credentials = {
  readonly appKey: string | null
  /** `Bearer` followed by a server key, a personal access token of an operator, or the user token of a client. */
  readonly authorization: string | null
  /** The cookies of the console, as `readSessionCookie` returns them. They count only where there is no `authorization`. */
  readonly cookie: string | null
  /** The IP address of the client, as `readClientAddress` returns it. */
  readonly address: string
}

/**
 * Authenticates the caller of every transport; null if there are no credentials.
 * @throws RequestError `UNAUTHENTICATED` for invalid credentials
 */
export async function authenticate(
  services: Services,
  credentials: Credentials,
): Promise<AuthenticatedContext | null> {
  const bearer = readBearer(credentials.authorization)
  if (bearer?.startsWith(serverKeyPrefix) === true) {
    return { ...services, ...(await authenticateServer(services, bearer, credentials)) }
  }
  if (bearer?.startsWith(operatorTokenPrefix) === true)
    return authenticateToken(services, bearer, credentials)
  if (bearer === null && credentials.cookie !== null) {
    return authenticateSession(services, credentials.cookie, credentials)
  }
  if (credentials.appKey === null) {
    if (bearer === null) return null
    throw createUnauthenticatedError('A user token requires the x-app-key header.')
  }
  const app = await findApp(services, credentials.appKey)
  if (app === null) throw createUnknownAppKeyError()
  // The machine's clock, also where the time of the stores is virtual: game servers sign tokens by real time.
  const token = bearer === null ? null : await app.verifyUserToken(bearer, new Date())
  const { userId = null, credentialId = null } = token ?? {}
  const caller: Caller = { kind: 'CLIENT', userId, credentialId, address: credentials.address }
  return { ...services, app, caller }
}

async function authenticateServer(
  services: Services,
  secret: string,
  { appKey, address }: Credentials,
): Promise<{ app: App; caller: Caller }> {
  const key = await services.serverKeys.find(secret)
  const app = key === null ? null : await services.apps.find(key.appId)
  if (key === null || app === null) throw createUnknownKeyError()
  if (appKey !== null && appKey !== app.key) {
    throw createUnauthenticatedError('The server key belongs to another AppKey.')
  }
  return { app, caller: { kind: 'SERVER', serverKeyId: key.id, role: key.role, address } }
}

async function findApp(services: Services, key: string): Promise<App | null> {
  const appId = decodeId('ak', key)
  return appId === null ? null : services.apps.find(appId)
}

/** @throws RequestError `UNAUTHENTICATED` if the text is not `Bearer` followed by a token */
export function readBearer(authorization: string | null): string | null {
  if (authorization === null) return null
  const token = /^bearer ([\x21-\x7e]{1,8192})$/i.exec(authorization)?.[1]
  if (token === undefined) {
    throw createUnauthenticatedError('The authorization header must be `Bearer` followed by a token.')
  }
  return token
}

/** One message, so that it does not tell which keys exist. */
function createUnknownKeyError(): Error {
  return createUnauthenticatedError('The server key is unknown or revoked, or has expired.')
}

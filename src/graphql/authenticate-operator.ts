import { limitRole } from '../domain/access/operator-role.ts'
import { installationRoleOf } from '../domain/access/assert-allowed.ts'
import type { AuthenticatedContext, OperatorCaller, Services } from '../domain/context.ts'
import type { OperatorRole } from '../domain/models.ts'
import { decodeId } from '../platform/ids.ts'
import { createUnauthenticatedError, createUnknownAppKeyError } from './unauthenticated-error.ts'

/** Where an operator's request comes from, and the AppKey that it names. */
export type OperatorRequest = { readonly appKey: string | null; readonly address: string | null }

/** An operator without its role at the AppKey. */
type Identity = Omit<OperatorCaller, 'kind' | 'role' | 'address'>

/** @throws RequestError `UNAUTHENTICATED`, with the same message for an unknown, a revoked and an expired token */
export async function authenticateToken(
  services: Services,
  secret: string,
  request: OperatorRequest,
): Promise<AuthenticatedContext> {
  const appId = decodeAppKey(request.appKey)
  const access = await services.operators.findToken(secret, appId)
  if (access === null) {
    throw createUnauthenticatedError('The personal access token is unknown, expired or revoked.')
  }
  const { token, operatorName: name, grantedRole } = access
  const role = access.isInstallationOwner ? 'OWNER' : grantedRole
  const isOfToken = appId !== null && (token.appIds === null || token.appIds.includes(appId))
  const identity: Identity = {
    operator: { id: token.operatorId, name },
    isInstallationOwner: access.isInstallationOwner && token.role === 'OWNER' && token.appIds === null,
    via: 'TOKEN',
    credentialId: token.id,
    secondFactorAt: null,
    allowSensitiveActs: token.allowSensitiveActs,
  }
  return toContext(
    services,
    request,
    identity,
    role === null || !isOfToken ? null : limitRole(role, token.role),
  )
}

/** @throws RequestError `UNAUTHENTICATED` if the session has ended */
export async function authenticateSession(
  services: Services,
  cookie: string,
  request: OperatorRequest,
): Promise<AuthenticatedContext> {
  const session = await services.operatorSessions.find({ cookie })
  if (session === null) throw createUnauthenticatedError('The session has ended. Sign in again.')
  const { operatorId, isInstallationOwner } = session
  const appId = decodeAppKey(request.appKey)
  const grantedRole = appId === null ? null : await services.operators.findRole(appId, operatorId)
  const identity: Identity = {
    operator: { id: operatorId, name: session.email },
    isInstallationOwner,
    via: 'SESSION',
    credentialId: session.sessionId,
    secondFactorAt: session.secondFactorAt,
    allowSensitiveActs: false,
  }
  return toContext(services, request, identity, isInstallationOwner ? 'OWNER' : grantedRole)
}

/** An AppKey at which the operator has no role gets the answer of an unknown one. */

async function toContext(
  services: Services,
  { appKey, address }: OperatorRequest,
  identity: Identity,
  role: OperatorRole | null,
): Promise<AuthenticatedContext> {
  const caller = { kind: 'OPERATOR', ...identity, address } as const
  if (appKey === null) {
    return { ...services, app: null, caller: { ...caller, role: installationRoleOf(identity) } }
  }
  const appId = decodeAppKey(appKey)
  const app = role === null || appId === null ? null : await services.apps.find(appId)
  if (role === null || app === null) throw createUnknownAppKeyError()
  return { ...services, app, caller: { ...caller, role } }
}

function decodeAppKey(appKey: string | null): string | null {
  return appKey === null ? null : decodeId('ak', appKey)
}

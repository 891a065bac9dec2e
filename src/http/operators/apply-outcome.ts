import type { AuditAction } from '../../domain/audit/audit-actions.ts'
import { createOperatorActor, recordOperatorAudit } from '../../domain/audit/record-audit.ts'
import { completeSignIn, recordSecondFactor } from '../../domain/operator-account/complete-sign-in.ts'
import { endSessions } from '../../domain/operator-account/end-sessions.ts'
import type { EndpointName } from './auth-endpoints.ts'
import { createDeviceCookie } from './device-cookie.ts'
import { findSetCookie } from './forward-request.ts'
import type { AuthCall, SessionWithToken } from './sign-in-context.ts'

/** The audit entries of acts that better-auth has done. */
const auditActions: Partial<Record<EndpointName, AuditAction>> = {
  signOut: 'signOut',
  changePassword: 'changePassword',
  disableSecondFactor: 'disableSecondFactor',
  replaceBackupCodes: 'replaceBackupCodes',
}

/**
 * Does what follows from a successful call of better-auth: the second factor of the session, the audit log, the cookie of the device.
 * @returns null if the call must fail nevertheless, because its code was used before
 */
export async function applyOutcome(
  call: AuthCall,
  response: Response,
): Promise<{ readonly cookies: readonly string[] } | null> {
  const { name, services, session, address, reason } = call
  const opened = await findOpenedSession(call, response)
  if (name === 'verifyTotp' || name === 'verifyBackupCode') return verifySecondFactor(call, opened)
  const action = auditActions[name]
  if (action !== undefined && session !== null) await recordAct(call, session, action)
  if (opened === null || (name !== 'signIn' && name !== 'providerCallback')) return { cookies: [] }
  const method = name === 'signIn' ? 'PASSWORD' : 'OIDC'
  await completeSignIn(services, opened, { method, address, reason })
  return { cookies: [createCookie(call, opened)] }
}

/** The session whose cookie better-auth sets. */
async function findOpenedSession(
  { services: { operatorSessions } }: AuthCall,
  response: Response,
): Promise<SessionWithToken | null> {
  const cookieName = `${operatorSessions.cookiePrefix}.session_token`
  const value = findSetCookie(response, cookieName)
  return value === null ? null : operatorSessions.findWithToken({ cookie: `${cookieName}=${value}` })
}

async function verifySecondFactor(
  call: AuthCall,
  opened: SessionWithToken | null,
): Promise<{ readonly cookies: readonly string[] } | null> {
  const { services, session, body, address, reason } = call
  const current = opened ?? session
  if (current === null) return null
  const isNew = await recordSecondFactor(services, { token: current.token, code: body['code'] ?? '' })
  if (!isNew) {
    if (session === null) {
      const { sessionId } = current
      await endSessions(services, current, { sessionId, address, reason: null })
    }
    return null
  }
  if (session === null) {
    await completeSignIn(services, current, { method: 'PASSWORD', address, reason })
    return { cookies: [createCookie(call, current)] }
  }
  // better-auth opens another session when the factor is enabled.
  if (opened !== null) await recordAct(call, current, 'enableSecondFactor')
  return { cookies: [] }
}

async function recordAct(call: AuthCall, session: SessionWithToken, action: AuditAction): Promise<void> {
  await recordOperatorAudit(call.services, {
    appId: null,
    actor: createOperatorActor(session),
    action,
    subjectId: session.operatorId,
    reason: call.reason,
    changes: {},
    address: call.address,
  })
}

function createCookie({ services, secureCookies: secure }: AuthCall, { email }: SessionWithToken): string {
  const prefix = services.operatorSessions.cookiePrefix
  return createDeviceCookie(services.keyring, { prefix, email, secure })
}

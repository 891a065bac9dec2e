import type { AuditAction } from '../../domain/audit/audit-actions.ts'
import { createOperatorActor, recordOperatorAudit } from '../../domain/audit/record-audit.ts'
import {
  completeSignIn,
  recordProviderLink,
  recordSecondFactor,
  type SignInMethod,
} from '../../domain/operator-account/complete-sign-in.ts'
import type { EndpointName } from './auth-endpoints.ts'
import { createDeviceCookie } from './device-cookie.ts'
import { rejectCall, type AuthCall, type SessionWithToken } from './sign-in-context.ts'

/** The audit entries of acts that better-auth has done. */
const auditActions: Partial<Record<EndpointName, AuditAction>> = {
  changePassword: 'changePassword',
  disableSecondFactor: 'disableSecondFactor',
  replaceBackupCodes: 'replaceBackupCodes',
}

/**
 * Does what follows from a successful call of better-auth, in its transaction: the second factor of the session and the audit log.
 * Entries come last: writing one keeps the end of the chain from others.
 * @returns the cookies to set
 * @throws RejectedCallError if the call must fail nevertheless, because its code was used before
 */
export async function recordOutcome(call: AuthCall): Promise<readonly string[]> {
  const { name, session } = call
  const action = auditActions[name]
  if (action !== undefined && session !== null) await recordAct(call, session, action)
  if (name === 'verifyTotp' || name === 'verifyBackupCode') return verifySecondFactor(call)
  if (name === 'signIn') return openSession(call, 'PASSWORD')
  return name === 'providerCallback' ? openSession(call, 'OIDC') : []
}

async function verifySecondFactor(call: AuthCall): Promise<readonly string[]> {
  const { session, body, changes } = call
  const token = (changes.opened ?? session)?.token
  if (token === undefined) throw rejectCall(401)
  const isNew = await recordSecondFactor(readServices(call), { token, code: body['code'] ?? '' })
  if (!isNew) throw rejectCall(401)
  if (session === null) return openSession(call, 'PASSWORD')
  // better-auth opens another session when the factor is enabled.
  if (changes.opened !== null) await recordAct(call, session, 'enableSecondFactor')
  return []
}

/** Records a sign-in that is complete: one that waits for the second factor has opened no session. */
async function openSession(call: AuthCall, method: SignInMethod): Promise<readonly string[]> {
  const { services, changes, address, reason, secureCookies: secure } = call
  const { opened, created, linked } = changes
  // Also without a session: a disabled operator gets none, but stays linked to the person at the provider.
  if (opened === null && linked !== null)
    await recordProviderLink(readServices(call), linked, { address, reason })
  if (opened === null) return []
  const { email, endedSessionIds } = await completeSignIn(readServices(call), opened, {
    method,
    created,
    linked,
    address,
    reason,
  })
  changes.endedSessionIds.push(...endedSessionIds)
  const prefix = services.operatorSessions.cookiePrefix
  return [createDeviceCookie(services.keyring, { prefix, email, secure })]
}

async function recordAct(call: AuthCall, session: SessionWithToken, action: AuditAction): Promise<void> {
  await recordOperatorAudit(readServices(call), {
    appId: null,
    actor: createOperatorActor(session),
    action,
    subjectId: session.operatorId,
    reason: call.reason,
    changes: {},
    address: call.address,
  })
}

/** The services, with the database as the transaction of the call sees it. */
function readServices({ services, database }: AuthCall) {
  return { db: database.current(), clock: services.clock }
}

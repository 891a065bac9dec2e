import { deleteExcessSessions, updateSessionSecondFactor } from '../../db/queries/operator-sessions.ts'
import { selectOperator } from '../../db/queries/operators.ts'
import { sha256 } from '../../platform/crypto.ts'
import { createOperatorActor, recordOperatorAudit, systemActor } from '../audit/record-audit.ts'
import type { Services } from '../context.ts'

/** Open sessions of one operator; a further one ends the oldest. */
const maxSessions = 20
/** Longer than a code of an authenticator app is valid, with the codes before and after it. */
const codeReuseMs = 5 * 60_000

export type SignInMethod = 'PASSWORD' | 'OIDC'
/** From where a sign-in comes, and why, for the audit log. */
type SignInOrigin = { readonly address: string; readonly reason: string | null }
/** The person at the provider as whom an operator signs in from now on. */
type LinkedAccount = { readonly operatorId: string; readonly subject: string }
type SignInServices = Pick<Services, 'db' | 'clock'>

/**
 * Records a session that was opened, and the operator and the link to the provider if the sign-in has created them, and limits the number of sessions of the operator.
 * The ended sessions are to be published after the commit.
 */
export async function completeSignIn(
  services: SignInServices,
  { operatorId }: { readonly operatorId: string },
  signIn: {
    readonly method: SignInMethod
    readonly created: { readonly email: string; readonly name: string } | null
    /** The account at the provider that the sign-in has linked to the operator. */
    readonly linked: LinkedAccount | null
  } & SignInOrigin,
): Promise<{ readonly email: string; readonly endedSessionIds: readonly string[] }> {
  const { method, created, linked, address, reason } = signIn
  const operator = await selectOperator(services.db, operatorId)
  if (operator === null) throw new Error('a session was opened without an operator')
  const endedSessionIds = await deleteExcessSessions(services.db, operatorId, maxSessions)
  const entry = { appId: null, subjectId: operatorId, reason, address }
  if (created !== null) {
    const after = { email: created.email, name: created.name, installationOwner: false }
    const changes = { after, link: method }
    await recordOperatorAudit(services, { ...entry, actor: systemActor, action: 'createOperator', changes })
  }
  const actor = createOperatorActor({ operatorId, name: operator.name })
  if (linked !== null) await recordProviderLink(services, linked, { address, reason })
  await recordOperatorAudit(services, { ...entry, actor, action: 'signIn', changes: { method } })
  return { email: operator.email, endedSessionIds }
}

/** Records that an operator was linked to a person at the provider, who has signed in as this operator for the first time. */
export async function recordProviderLink(
  services: SignInServices,
  { operatorId, subject }: LinkedAccount,
  origin: SignInOrigin,
): Promise<void> {
  const operator = await selectOperator(services.db, operatorId)
  if (operator === null) throw new Error('an account was linked without an operator')
  await recordOperatorAudit(services, {
    ...origin,
    appId: null,
    actor: createOperatorActor({ operatorId, name: operator.name }),
    action: 'linkProviderAccount',
    subjectId: operatorId,
    changes: { after: { provider: 'OIDC', subject } },
  })
}

/**
 * Records that a code of the second factor was verified in the session.
 * @returns false, and no change, if the same code was used before
 */
export function recordSecondFactor(
  { db, clock }: SignInServices,
  { token, code }: { readonly token: string; readonly code: string },
): Promise<boolean> {
  const now = clock()
  const acceptedAfter = new Date(now.getTime() - codeReuseMs)
  const codeHash = sha256(code).toString('base64url')
  return updateSessionSecondFactor(db, { token, code: codeHash, now, acceptedAfter })
}

/** Whether the operator may have a session. */
export async function mayOpenSession({ db }: Pick<Services, 'db'>, operatorId: string): Promise<boolean> {
  const operator = await selectOperator(db, operatorId)
  return operator !== null && operator.disabledAt === null
}

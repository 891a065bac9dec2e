import { deleteExcessSessions, updateSessionSecondFactor } from '../../db/queries/operator-sessions.ts'
import { selectOperator } from '../../db/queries/operators.ts'
import { sha256 } from '../../platform/crypto.ts'
import { createOperatorActor, recordOperatorAudit } from '../audit/record-audit.ts'
import type { Services } from '../context.ts'

/** Open sessions of one operator; a further one ends the oldest. */
const maxSessions = 20
/** Longer than a code of an authenticator app is valid, with the codes before and after it. */
const codeReuseMs = 5 * 60_000

type SignInServices = Pick<Services, 'db' | 'clock' | 'operatorSessions'>

type SignIn = {
  readonly method: 'PASSWORD' | 'OIDC'
  readonly address: string
  /** Why, for the audit log. */
  readonly reason: string | null
}

/** Records a session that was opened, and limits the number of sessions of its operator. */
export async function completeSignIn(
  services: SignInServices,
  session: { readonly operatorId: string; readonly name: string },
  { method, address, reason }: SignIn,
): Promise<void> {
  const { operatorId } = session
  await recordOperatorAudit(services, {
    ...{ appId: null, actor: createOperatorActor(session), action: 'signIn', subjectId: operatorId },
    ...{ reason, changes: { method }, address },
  })
  services.operatorSessions.publishEnded(await deleteExcessSessions(services.db, operatorId, maxSessions))
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
  return updateSessionSecondFactor(db, {
    ...{ token, code: sha256(code).toString('base64url'), now, acceptedAfter },
  })
}

/** Whether the operator may have a session. */
export async function mayOpenSession({ db }: Pick<Services, 'db'>, operatorId: string): Promise<boolean> {
  const operator = await selectOperator(db, operatorId)
  return operator !== null && operator.disabledAt === null
}

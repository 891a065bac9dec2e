import type { Db } from '../../../src/db/client.ts'
import {
  selectGrantedApps,
  selectGrantsOfApp,
  selectOperatorRole,
} from '../../../src/db/queries/operator-grants.ts'
import { selectOperatorInvitations } from '../../../src/db/queries/operator-invitations.ts'
import {
  insertOperatorByLink,
  insertOperatorLink,
  selectOperatorLink,
  updatePasswordByLink,
} from '../../../src/db/queries/operator-links.ts'
import {
  deleteExcessSessions,
  deleteOperatorSessions,
  selectEndedSessionIds,
  selectOperatorSessions,
  updateOperatorSessionActive,
  updateSessionSecondFactor,
} from '../../../src/db/queries/operator-sessions.ts'
import { selectOperatorTokens } from '../../../src/db/queries/operator-tokens.ts'
import {
  hasOperators,
  insertOperator,
  isProofCurrent,
  lockOperator,
  selectOperator,
  selectOperatorByEmail,
  selectOperatorPage,
  selectOperators,
} from '../../../src/db/queries/operators.ts'
import { createAuditedAction, systemActor } from '../../../src/domain/audit/record-audit.ts'
import { newUuid } from '../../../src/platform/ids.ts'

const now = new Date()
const id = newUuid()
const page = { after: id, limit: 10 }

const act = (action: 'createOperator' | 'resetPassword') =>
  createAuditedAction({ actor: systemActor, action, reason: null, changes: {}, address: null }, now)

/** What operators do to sign in, and what lists them. */
export async function useOperators(db: Db, appId: string): Promise<void> {
  await useLinks(db)
  await useSessions(db)
  await hasOperators(db)
  await selectOperators(db)
  await selectOperator(db, id)
  await selectOperatorPage(db, page)
  await selectOperatorByEmail(db, 'kim@example.com')
  for (const key of [{ id }, { email: 'kim@example.com' }, { challenge: 'c' }]) await lockOperator(db, key)
  await isProofCurrent(db, id, { sessionId: id, passwordHash: 'hash' })
  await selectOperatorTokens(db, id, now)
  await selectOperatorRole(db, appId, id)
  await selectGrantedApps(db, id, page)
  await selectGrantedApps(db, null, page)
  await selectGrantsOfApp(db, appId, page)
  await selectOperatorInvitations(db, appId, now)
}

async function useLinks(db: Db): Promise<void> {
  const person = { name: 'Lee', passwordHash: 'hash', installationOwner: false }
  await insertOperator(db, { id: newUuid(), email: 'lee@example.com', ...person }, act('createOperator'))
  const use = { tokenHash: Buffer.from('token'), now }
  await insertOperatorLink(db, {
    id,
    kind: 'INVITATION',
    tokenHash: use.tokenHash,
    operatorId: null,
    email: 'ann@example.com',
    installationOwner: false,
    createdAt: now,
    expiresAt: new Date(now.getTime() + 60_000),
    action: act('createOperator'),
  })
  await selectOperatorLink(db, use)
  for (const kind of ['FIRST_OPERATOR', 'INVITATION'] as const) {
    const operator = { id: newUuid(), email: 'ann@example.com', ...person, kind }
    await insertOperatorByLink(db, use, operator, act('createOperator'))
  }
  await updatePasswordByLink(db, use, 'hash', act('resetPassword'))
}

async function useSessions(db: Db): Promise<void> {
  await updateOperatorSessionActive(db, id, now)
  await selectEndedSessionIds(db, [id])
  await selectOperatorSessions(db, { operatorId: id, now, activeAfter: now })
  await deleteOperatorSessions(db, { operatorId: id, only: null, except: id }, act('resetPassword'))
  await deleteExcessSessions(db, id, 10)
  await updateSessionSecondFactor(db, { token: 'token', code: '000000', acceptedAfter: now, now })
}

import {
  deleteOperatorSessions,
  selectOperatorSessions,
  type OperatorSessionListRow,
} from '../../db/queries/operator-sessions.ts'
import { createAuditedAction, createOperatorActor } from '../audit/record-audit.ts'
import type { Services } from '../context.ts'
import type { OperatorSession } from '../../services/operator-sessions.ts'

type EndSessionsInput = {
  readonly sessionId: string | null
  readonly address: string
  readonly action?: 'signOut' | 'endOperatorSessions'
  /** Why, for the audit log. */
  readonly reason: string | null
}

type SessionServices = Pick<Services, 'db' | 'clock' | 'operatorSessions'>

/** The open sessions of the operator, newest first. */
export function listSessions(
  { db, clock, operatorSessions }: SessionServices,
  operatorId: string,
): Promise<OperatorSessionListRow[]> {
  const now = clock()
  const activeAfter = new Date(now.getTime() - operatorSessions.idleTimeoutMs)
  return selectOperatorSessions(db, { operatorId, now, activeAfter })
}

/**
 * Ends sessions of the operator of this session: one of them, or all others.
 * @param sessionId null for all but this one
 * @param action how the audit log calls it
 * @returns how many have ended
 */
export async function endSessions(
  { db, clock, operatorSessions }: SessionServices,
  session: OperatorSession,
  { sessionId, address, action: name = 'endOperatorSessions', reason }: EndSessionsInput,
): Promise<number> {
  const { operatorId } = session
  const actor = createOperatorActor(session)
  const changes = name === 'signOut' ? {} : { which: sessionId ?? 'others' }
  const action = createAuditedAction({ actor, action: name, reason, changes, address }, clock())
  const except = sessionId === null ? session.sessionId : null
  const ended = await deleteOperatorSessions(db, { operatorId, only: sessionId, except }, action)
  operatorSessions.publishEnded(ended)
  return ended.length
}

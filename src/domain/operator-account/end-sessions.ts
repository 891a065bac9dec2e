import {
  deleteOperatorSessions,
  selectOperatorSessions,
  type OperatorSessionListRow,
} from '../../db/queries/operator-sessions.ts'
import { createAuditedAction, createOperatorActor } from '../audit/record-audit.ts'
import type { Services } from '../context.ts'
import type { OperatorSession } from '../../services/operator-sessions.ts'

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

type EndedSessions = {
  /** null for all but the session that ends them. */
  readonly sessionId: string | null
  readonly address: string
  /** Why, for the audit log. */
  readonly reason: string | null
}

/**
 * Ends sessions of the operator of this session: one of them, or all others.
 * @returns how many have ended
 */
export async function endSessions(
  { db, clock, operatorSessions }: SessionServices,
  session: OperatorSession,
  { sessionId, address, reason }: EndedSessions,
): Promise<number> {
  const { operatorId } = session
  const action = createAuditedAction(
    {
      ...{ actor: createOperatorActor(session), action: 'endOperatorSessions', reason, address },
      changes: { which: sessionId ?? 'others' },
    },
    clock(),
  )
  const except = sessionId === null ? session.sessionId : null
  const ended = await deleteOperatorSessions(db, { operatorId, only: sessionId, except }, action)
  operatorSessions.publishEnded(ended)
  return ended.length
}

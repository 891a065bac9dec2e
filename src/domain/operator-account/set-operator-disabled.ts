import { updateOperatorDisabled } from '../../db/queries/operators.ts'
import { createAuditedAction } from '../audit/record-audit.ts'
import type { Services } from '../context.ts'
import type { LinkAuthor } from './create-link.ts'

/**
 * Disables an operator, whose sessions all end within a second on every process, or enables one.
 * @returns false, and no change, if the operator is unknown, is in this state already, or is the last installation owner
 */
export async function setOperatorDisabled(
  { db, clock, operatorSessions }: Pick<Services, 'db' | 'clock' | 'operatorSessions'>,
  change: { readonly id: string; readonly disabled: boolean },
  author: LinkAuthor,
): Promise<boolean> {
  const action = change.disabled ? 'disableOperator' : 'enableOperator'
  const audit = { ...author, action, changes: { disabled: change.disabled } } as const
  const ended = await updateOperatorDisabled(db, change, createAuditedAction(audit, clock()))
  if (ended === null) return false
  operatorSessions.publishEnded(ended)
  return true
}

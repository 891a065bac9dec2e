import { insertAuditEntry, type OperatorAction } from '../../db/queries/audit-log.ts'
import { encodeId, installationId, newUuid } from '../../platform/ids.ts'
import type { Services } from '../context.ts'
import type { AuditAction } from './audit-actions.ts'

/** An act of an operator, of the command line or of the server itself, as the audit log shows it. */
export type OperatorAudit = {
  /** null for an act that belongs to the whole installation, such as a sign-in. */
  readonly appId: string | null
  readonly actor: string
  readonly action: AuditAction
  readonly subjectId: string
  readonly reason: string | null
  /** The changed fields before and after, without secrets. */
  readonly changes: Readonly<Record<string, unknown>>
  /** The IP address of the caller; null for the command line and the server itself. */
  readonly address: string | null
}

/** Records an act that no statement of ours makes, such as a sign-in; others are recorded by the statement of their change. */
export async function recordOperatorAudit(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  audit: OperatorAudit,
): Promise<void> {
  const subject = { appId: audit.appId ?? installationId, id: audit.subjectId }
  await insertAuditEntry(db, subject, createAuditedAction(audit, clock()))
}

/** The audit entry of an act, for the statement that makes its change. */
export function createAuditedAction(
  { actor, action, reason, changes, address }: Omit<OperatorAudit, 'appId' | 'subjectId'>,
  now: Date,
): OperatorAction {
  const withAddress = address === null ? changes : { ...changes, address }
  return { audit: { id: newUuid(), actor, action, reason, changes: withAddress }, idempotency: null, now }
}

/** The actor of an operator who has signed in. */
export function formatOperatorActor(operator: {
  readonly operatorId: string
  readonly name: string
}): string {
  return `OPERATOR ${encodeId('opr', operator.operatorId)} ${operator.name}`
}

export const systemActor = 'SYSTEM'

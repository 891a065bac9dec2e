import { insertAuditEntry, type OperatorAction } from '../../db/queries/audit-log.ts'
import { encodeId, installationId, newUuid } from '../../platform/ids.ts'
import type { Services } from '../context.ts'
import type { AuditOrigin } from '../models.ts'
import type { AuditAction } from './audit-actions.ts'

export type AuditActor = AuditOrigin['actor']

/** An act of an operator, of the command line or of the server itself, as the audit log shows it. */
export type OperatorAudit = {
  /** Null for an act that belongs to the whole installation, such as a sign-in; it is then in the chain of the installation. */
  readonly appId: string | null
  readonly actor: AuditActor
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
  const transport = actor.kind === 'COMMAND_LINE' ? 'COMMAND_LINE' : address === null ? null : 'HTTP'
  const origin = { actor, transport, address, requestId: null, reason } as const
  return { audit: { id: newUuid(), ...origin, action, changes }, idempotency: null, now }
}

/** The actor of an operator who has signed in. */
export function createOperatorActor(operator: {
  readonly operatorId: string
  readonly name: string
}): AuditActor {
  return { kind: 'OPERATOR', id: encodeId('opr', operator.operatorId), name: operator.name }
}

export const systemActor: AuditActor = { kind: 'SYSTEM', id: null, name: null }

import { insertAuditEntry } from '../../db/queries/audit-log.ts'
import { newUuid } from '../../platform/ids.ts'
import type { Services } from '../context.ts'
import type { AuditOrigin } from '../models.ts'
import type { AuditAction } from './audit-actions.ts'
import { installationAppId } from './audit-head.ts'

export type OperatorAudit = {
  /** Null if the action is about no AppKey; it is then in the chain of the installation. */
  readonly appId: string | null
  readonly actor: AuditOrigin['actor']
  readonly action: AuditAction
  readonly subjectId: string
  readonly reason?: string | null
  readonly changes: Readonly<Record<string, unknown>>
  readonly address: string | null
} & Partial<Pick<AuditOrigin, 'transport' | 'requestId'>>

/** Writes an audit entry of an action that has no statement of its own to write it. */
export async function recordOperatorAudit(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  { appId, subjectId, transport = null, requestId = null, reason = null, ...entry }: OperatorAudit,
): Promise<void> {
  await insertAuditEntry(
    db,
    { appId: appId ?? installationAppId, id: subjectId },
    { audit: { id: newUuid(), transport, requestId, reason, ...entry }, idempotency: null, now: clock() },
  )
}

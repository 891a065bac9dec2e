import type { IdempotencyRecord } from '../../db/queries/idempotency-keys.ts'
import type { OperatorAction } from '../../db/queries/audit-log.ts'
import { newUuid } from '../../platform/ids.ts'
import type { Context, Services } from '../context.ts'
import type { AuditAction } from '../audit/audit-actions.ts'
import { toAuditOrigin } from '../audit/audit-origin.ts'

export type OperatorActionInput = {
  readonly action: AuditAction
  /** The reason that the action itself was given; without it that of the request counts. */
  readonly reason?: string | null
  /** The changed fields before and after, without secrets. */
  readonly changes: Readonly<Record<string, unknown>>
  readonly idempotencyRecord?: IdempotencyRecord | null
}

/** The caller and the clock of an operator action. */
export type OperatorContext = Pick<Context, 'caller' | 'request' | 'reason'> & Pick<Services, 'clock'>

/** The audit entry and the idempotency record of an operator action of the caller, which its statement stores. */
export function createOperatorAction(
  ctx: OperatorContext,
  { idempotencyRecord = null, reason = null, ...entry }: OperatorActionInput,
): OperatorAction {
  const origin = toAuditOrigin(ctx)
  return {
    audit: { id: newUuid(), ...origin, ...entry, reason: reason ?? origin.reason },
    idempotency: idempotencyRecord,
    now: ctx.clock(),
  }
}

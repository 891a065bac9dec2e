import type { z } from 'zod'
import { integer, optionalInteger } from './variable-schemas.ts'

const dayMs = 24 * 60 * 60_000

/** The environment variables that say how long records are stored. */
export const retentionVariables = {
  /** Days that processed store notifications are stored, default 90. */
  NOTIFICATION_RETENTION_DAYS: integer(90, 7, 3_650),
  /** Days that idempotency keys are stored, default 35. */
  IDEMPOTENCY_KEY_RETENTION_DAYS: integer(35, 30, 3_650),
  /** Days that purchases without a payment are stored, default 180. */
  PURCHASE_RETENTION_DAYS: integer(180, 30, 3_650),
  /** Days that reconciliation results are stored, default 400. */
  RECONCILIATION_RETENTION_DAYS: integer(400, 30, 3_650),
  /** Days that events are stored, in whole months; by default they are never deleted. */
  EVENT_RETENTION_DAYS: optionalInteger(30, 36_500),
}

type RetentionVariables = z.infer<z.ZodObject<typeof retentionVariables>>

export function readRetentionLimits(data: RetentionVariables) {
  return {
    notificationsMs: data.NOTIFICATION_RETENTION_DAYS * dayMs,
    idempotencyKeysMs: data.IDEMPOTENCY_KEY_RETENTION_DAYS * dayMs,
    purchasesMs: data.PURCHASE_RETENTION_DAYS * dayMs,
    reconciliationsMs: data.RECONCILIATION_RETENTION_DAYS * dayMs,
    eventsMs: data.EVENT_RETENTION_DAYS === undefined ? null : data.EVENT_RETENTION_DAYS * dayMs,
  }
}

import type { Fragment } from 'postgres'
import type { SqlWriter } from '../sql-parts.ts'

// Both lists are few rows of an index of their own, nearest deadline first. The limit is a literal: for a parameter the planner would
// assume a part of the table.

/** Pending acknowledgements with a deadline alert: `payment_id`, `deadline_at` and `alert_level` of 10,000 at most. */
export function alertedAcknowledgementsSql({ sql }: SqlWriter, appId: string): Fragment {
  return sql`
    select payment_id, deadline_at, alert_level from acknowledgements
    where app_id = ${appId} and alert_level is not null and next_attempt_at is not null and not store_acknowledged
    order by deadline_at limit 10000`
}

/**
 * Acknowledgements that ended after an error and without success: `payment_id` and `deadline_at` of 10,000 at most. Some are of payments
 * that were refunded meanwhile: the status is that of the payment.
 */
export function failedAcknowledgementsSql({ sql }: SqlWriter, appId: string): Fragment {
  return sql`
    select payment_id, deadline_at from acknowledgements
    where app_id = ${appId} and last_error is not null and next_attempt_at is null and acknowledged_at is null
    order by deadline_at limit 10000`
}

/** `FAILED`: the store refused the acknowledgement; otherwise the highest deadline alert of a pending one. */
export type AcknowledgementAlertLevel = 'WARNING' | 'CRITICAL' | 'FAILED'

/** Ids of the payments of which one of the alerts holds. */
export function alertedPaymentIdsSql(
  writer: SqlWriter,
  appId: string,
  levels: readonly AcknowledgementAlertLevel[],
): Fragment {
  const { sql } = writer
  const alerted = sql`
    select payment_id from (${alertedAcknowledgementsSql(writer, appId)}) alerted where alert_level = any(${[...levels]}::text[])`
  return levels.includes('FAILED')
    ? sql`${alerted} union all select payment_id from (${failedAcknowledgementsSql(writer, appId)}) failed`
    : alerted
}

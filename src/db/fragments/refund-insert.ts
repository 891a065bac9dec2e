import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'

/** Quantity and amount of one refund, not the total of its payment. */
export type RefundEntry = {
  readonly id: string
  readonly quantity: number
  readonly amountMicros: bigint | null
}

/** Values for the row, or columns of the CTE. */
export type RefundColumns = {
  readonly isFull: boolean
  readonly reason: string | Fragment | null
  readonly detectedBy: string | Fragment | null
  readonly previousStatus: string | Fragment
  readonly refundedAt: Fragment
  /** ISO 8601. */
  readonly createdAt: string
}

/**
 * Adds a refund to the refund history; nothing if there is no entry.
 * @param from name of the CTE with the changed row of `payments`
 */
export function refundInsertSql(
  { sql }: Db,
  from: string,
  entry: RefundEntry | null,
  columns: RefundColumns,
): Fragment {
  return sql`
    insert into refunds (app_id, id, payment_id, user_id, is_full, quantity, amount_micros, currency_code, reason, detected_by,
                         previous_status, refunded_at, created_at)
    select app_id, ${entry?.id ?? null}::uuid, id, user_id, ${columns.isFull}::boolean, ${entry?.quantity ?? 0}::int,
           ${entry?.amountMicros?.toString() ?? null}::bigint, currency_code, ${columns.reason}::text, ${columns.detectedBy}::text,
           ${columns.previousStatus}::text, ${columns.refundedAt}, ${columns.createdAt}::timestamptz
    from ${sql(from)} where ${entry !== null}::boolean`
}

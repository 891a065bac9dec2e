import { and, eq } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { anyOf } from '../fragments/any-of.ts'
import { eventInsertSql } from '../fragments/event-insert.ts'
import { operatorActionSql, type OperatorAction } from '../fragments/operator-action.ts'
import { createRowMapper } from '../row-mapper.ts'
import { deliveryFailures } from '../tables/delivery-failures.ts'
import { payments } from '../tables/payments.ts'
import type { PaymentRow } from './payments.ts'

export type DeliveryFailureRow = typeof deliveryFailures.$inferSelect

const toPayment = createRowMapper(payments)

export type DeliveryFailureReport = {
  readonly appId: string
  readonly paymentId: string
  readonly message: string
  readonly attempts: number
  readonly eventId: string
  readonly now: Date
}

/**
 * Records a failed delivery, with its event if it is the first report. Null if the payment is neither paid nor consumed,
 * or if the report repeats the last one. The lock of the payment keeps a completion, which deletes the failure, from being overtaken.
 */
export async function upsertDeliveryFailure(
  db: Db,
  report: DeliveryFailureReport,
): Promise<{ readonly isFirst: boolean } | null> {
  const nowText = report.now.toISOString()
  const event = eventInsertSql(db, {
    from: 'first_failure',
    id: report.eventId,
    type: 'PAYMENT_DELIVERY_FAILED',
    occurredAt: nowText,
    previousStatus: db.sql`status`,
  })
  const [row] = await db.sql<{ is_first: boolean }[]>`
    with payment as (
      select app_id, id, purchase_id, store, status from payments
      where app_id = ${report.appId} and id = ${report.paymentId} and status in ('PAID', 'CONSUMED')
      for update
    ), failure_upsert as (
      insert into delivery_failures as f (app_id, payment_id, message, attempts, failed_at)
      select app_id, id, ${report.message}, ${report.attempts}::int, ${nowText}::timestamptz from payment
      on conflict (app_id, payment_id) do update set message = excluded.message, attempts = excluded.attempts
      where (f.message, f.attempts) is distinct from (excluded.message, excluded.attempts)
      returning app_id, payment_id as id, xmax = 0 as is_first
    ), first_failure as (
      select payment.* from payment, failure_upsert where failure_upsert.is_first
    ), event_insert as (${event}
    )
    select is_first from failure_upsert`
  return row === undefined ? null : { isFirst: row.is_first }
}

/** Ends a failed delivery, with its event and the audit log. Null if there is none, or if the payment has another version. */
export async function deleteDeliveryFailure(
  db: Db,
  { appId, id, version }: Pick<PaymentRow, 'appId' | 'id' | 'version'>,
  { eventId, action }: { readonly eventId: string; readonly action: OperatorAction },
): Promise<PaymentRow | null> {
  const event = eventInsertSql(db, {
    from: 'payment',
    id: eventId,
    type: 'PAYMENT_DELIVERY_RETRIED',
    occurredAt: action.now.toISOString(),
    previousStatus: db.sql`status`,
  })
  const [row] = await db.sql`
    with failure_delete as (
      delete from delivery_failures f using payments p
      where f.app_id = ${appId} and f.payment_id = ${id} and p.app_id = ${appId} and p.id = ${id} and p.version = ${version}
      returning f.payment_id
    ), payment as (
      select p.* from payments p, failure_delete f where p.app_id = ${appId} and p.id = f.payment_id
    ), event_insert as (${event}
    ), ${operatorActionSql(db, 'payment', action)}
    select * from payment`
  return row === undefined ? null : toPayment(row)
}

export async function selectDeliveryFailures(
  db: Db,
  appId: string,
  paymentIds: readonly string[],
): Promise<DeliveryFailureRow[]> {
  return db.orm
    .select()
    .from(deliveryFailures)
    .where(and(eq(deliveryFailures.appId, appId), anyOf(deliveryFailures.paymentId, paymentIds)))
}

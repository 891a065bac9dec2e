import type { Db } from '../client.ts'
import { eventInsertSql } from '../fragments/event-insert.ts'
import { isSuspendedSql } from '../fragments/is-suspended.ts'
import { operatorActionSql, type OperatorAction } from '../fragments/operator-action.ts'
import { createRowMapper } from '../row-mapper.ts'
import { payments } from '../tables/payments.ts'
import type { PaymentRow } from './payments.ts'

const toPayment = createRowMapper(payments)

/**
 * I2: PAID → CONSUMED by an operator, with the consume, its event, the idempotency key and the audit log. Null if the payment has
 * another version, or cannot be consumed, or if its user is suspended.
 * @throws a unique violation if the idempotency key is in use; then nothing was written
 */
export async function updatePaymentConsumedForUser(
  db: Db,
  { appId, id, version }: Pick<PaymentRow, 'appId' | 'id' | 'version'>,
  consume: { readonly consumeId: string; readonly eventId: string; readonly action: OperatorAction },
): Promise<PaymentRow | null> {
  const { sql } = db
  const { action } = consume
  const nowText = action.now.toISOString()
  const event = eventInsertSql(db, {
    from: 'payment_update',
    id: consume.eventId,
    type: 'PAYMENT_CONSUMED',
    occurredAt: nowText,
    previousStatus: 'PAID',
  })
  const [row] = await sql`
    with payment_update as (
      update payments p set status = 'CONSUMED'
      where app_id = ${appId} and id = ${id} and version = ${version} and status = 'PAID' and consumable
        and not ${isSuspendedSql(db, appId, sql`p.user_id`)}
      returning *
    ), consume_insert as (
      insert into consumes (app_id, payment_id, id, consumed_at, consumed_by)
      select app_id, id, ${consume.consumeId}::uuid, ${nowText}::timestamptz, 'OPERATOR' from payment_update
    ), event_insert as (${event}
    ), ${operatorActionSql(db, 'payment_update', action)}
    select * from payment_update`
  return row === undefined ? null : toPayment(row)
}

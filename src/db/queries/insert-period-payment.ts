import type { Db } from '../client.ts'
import { recountInsertSql } from '../fragments/recount-insert.ts'
import { receiptInsertSql, type NewReceipt } from '../fragments/receipt-insert.ts'
import { toColumns } from '../fragments/row-columns.ts'
import { createRowMapper } from '../row-mapper.ts'
import { payments } from '../tables/payments.ts'
import type { RecordedAcknowledgement } from './insert-payment-record.ts'
import type { PaymentRow } from './payments.ts'

export type PeriodPayment = {
  readonly payment: Omit<PaymentRow, 'version'>
  /** One for the payment, one more if it completes by itself; null to write no events. */
  readonly eventIds: readonly [string, string] | null
  /** The store's answer; null if another payment of the same reading has it. */
  readonly receipt: NewReceipt | null
  /** Null where the store requires no acknowledgement. */
  readonly acknowledgement: RecordedAcknowledgement | null
  readonly now: Date
}

const toPayment = createRowMapper(payments)

/**
 * Records a period of a subscription as a payment, with its receipt, acknowledgement and events: PAYMENT_PAID, and PAYMENT_COMPLETED if
 * it completes by itself.
 * @throws a unique violation if the period is recorded
 */
export async function insertPeriodPayment(db: Db, record: PeriodPayment): Promise<PaymentRow> {
  const { sql } = db
  const { payment, acknowledgement, eventIds } = record
  const nowText = record.now.toISOString()
  const [row] = await sql`
    with payment_insert as (
      insert into payments ${sql(toColumns(payments, payment))} returning *
    ), receipt_insert as (${receiptInsertSql(db, 'payment_insert', record.receipt, nowText)}
    ), acknowledgement_insert as (
      insert into acknowledgements (app_id, payment_id, consumable, deadline_at, store_acknowledged, attempts, next_attempt_at)
      select app_id, id, consumable, ${acknowledgement?.deadlineAt?.toISOString() ?? null}::timestamptz,
             ${acknowledgement?.storeAcknowledged ?? false}::boolean, 0,
             ${acknowledgement?.nextAttemptAt.toISOString() ?? null}::timestamptz
      from payment_insert where ${acknowledgement !== null}::boolean
    ), event_insert as (
      insert into event_outbox (app_id, id, type, occurred_at, purchase_id, payment_id, store, previous_status, status,
                                subscription_id)
      select p.app_id, step.id, 'PAYMENT_' || step.status, ${nowText}::timestamptz, p.purchase_id, p.id, p.store,
             step.previous_status, step.status, p.subscription_id
      from payment_insert p, (values
        (1, ${eventIds?.[0] ?? null}::uuid, null, 'PAID'), (2, ${eventIds?.[1] ?? null}::uuid, 'PAID', 'COMPLETED')
      ) as step (number, id, previous_status, status)
      where step.id is not null and (step.status = 'PAID' or p.status = 'COMPLETED')
      order by step.number
    ), recount_insert as (${recountInsertSql(db, 'payment_insert', sql`${eventIds === null}::boolean`)}
    )
    select * from payment_insert`
  if (row === undefined) throw new Error('a period must be inserted')
  return toPayment(row)
}

/** Makes a purchase the one of a subscription: VERIFIED, with the current token of the subscription. */
export async function updatePurchaseSubscribed(
  { sql }: Db,
  { appId, id }: { readonly appId: string; readonly id: string },
  saleKey: Uint8Array,
): Promise<void> {
  await sql`
    update purchases set status = 'VERIFIED', end_reason = null, sale_key = ${saleKey}
    where app_id = ${appId} and id = ${id} and (status <> 'VERIFIED' or sale_key is distinct from ${saleKey})`
}

/** Another period of the subscription took the place of a payment, or did not. */
export async function updatePaymentReplaced(
  { sql }: Db,
  { appId, id }: Pick<PaymentRow, 'appId' | 'id'>,
  isReplaced: boolean,
): Promise<void> {
  await sql`
    with payment_update as (
      update payments set is_replaced = ${isReplaced} where app_id = ${appId} and id = ${id} returning app_id, id
    )
    insert into payment_recounts (app_id, payment_id) select app_id, id from payment_update`
}

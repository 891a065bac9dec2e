import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'
import { eventInsertSql } from '../fragments/event-insert.ts'
import { idempotencyInsertSql, type IdempotencyRecord } from '../fragments/idempotency-insert.ts'
import { auditInsertSql, operatorActionSql, type OperatorAction } from '../fragments/operator-action.ts'
import { receiptInsertSql, type NewReceipt } from '../fragments/receipt-insert.ts'
import { recountInsertSql } from '../fragments/recount-insert.ts'
import { createRowMapper } from '../row-mapper.ts'
import { payments } from '../tables/payments.ts'
import type { PaymentRow } from './payments.ts'
import type { PurchaseRow } from './purchases.ts'

export type PaymentRecord = {
  /** Without the columns that only later statuses fill. */
  readonly payment: Pick<
    PaymentRow,
    | 'appId'
    | 'id'
    | 'userId'
    | 'itemId'
    | 'consumable'
    | 'store'
    | 'environment'
    | 'storeTransactionId'
    | 'lineItem'
    | 'storeOrderId'
    | 'ownership'
    | 'priceMicros'
    | 'currencyCode'
    | 'quantity'
    | 'countryCode'
    | 'offerKind'
    | 'purchaseOptionId'
    | 'offerId'
    | 'paidAt'
    | 'verifiedAt'
    | 'submittedAt'
    | 'acknowledgementStatus'
  >
  /** The reservation that the payment fulfils, or a purchase that is created with it. */
  readonly purchase: { readonly reserved: PurchaseRow } | { readonly created: PurchaseRow }
  readonly eventId: string
  readonly receipt: NewReceipt
  readonly sale: RecordedSale
  /** Version of the read that proved the payment; null if it has none. Nothing is recorded if a later read was applied. */
  readonly readVersion: bigint | null
  /** Null where the store requires no acknowledgement. */
  readonly acknowledgement: RecordedAcknowledgement | null
  readonly idempotency: IdempotencyRecord | null
  /** The operator action that records the payment, for the audit log; null if no operator does. */
  readonly action: OperatorAction | null
  /** The state of a payment that another server delivered; null for every other one, which is PAID. */
  readonly imported: ImportedState | null
}

export type ImportedState = {
  readonly status: 'PAID' | 'CONSUMED' | 'COMPLETED'
  readonly consume: { readonly id: string; readonly consumedAt: Date } | null
  readonly completedAt: Date | null
  /** Whether the events of the status are written. */
  readonly recordEvents: boolean
  readonly action: OperatorAction
}

export type RecordedSale = { readonly key: Uint8Array; readonly encryptedReference: Uint8Array }

export type RecordedAcknowledgement = {
  readonly deadlineAt: Date | null
  readonly storeAcknowledged: boolean
  /** Time of the first attempt, unless an event of the payment makes the acknowledgement due before. */
  readonly nextAttemptAt: Date
}

const toPayment = createRowMapper(payments)

export type RecordedPayment = {
  readonly payment: PaymentRow
  /** The purchase as the statement has left it. */
  readonly purchase: PurchaseRow
  /** The sale was read from the store before, when its payment was not known yet. */
  readonly saleWasRead: boolean
}

/**
 * Records a verified payment: purchase, payment, sale, receipt, acknowledgement, event and idempotency key, in one statement.
 * Returns null if another payment has fulfilled the reservation, or if a later read of the sale was applied.
 * @throws a unique violation if the sale's payment or the idempotency key exists; then nothing was written
 */
export async function insertPaymentRecord(db: Db, record: PaymentRecord): Promise<RecordedPayment | null> {
  const { sql } = db
  const { payment, receipt, sale, acknowledgement } = record
  const nowText = payment.verifiedAt.toISOString()
  const [row] = await sql<{ sale_was_read: boolean }[]>`
    with sale_upsert as (
      insert into sales (app_id, store, key, encrypted_reference, read_version, applied_version, checked_at)
      values (${payment.appId}, ${payment.store}, ${sale.key}, ${sale.encryptedReference}, 0, 0, ${nowText}::timestamptz)
      on conflict (app_id, store, key) do update
      set encrypted_reference = excluded.encrypted_reference, checked_at = excluded.checked_at
      where sales.applied_version <= coalesce(${record.readVersion?.toString() ?? null}::bigint, sales.applied_version)
      returning read_version > 0 as sale_was_read, notified_price_micros, notified_currency_code
    ),
    purchase_upsert as (${purchaseUpsertSql(db, record)}),
    payment_insert as (
      insert into payments (app_id, id, purchase_id, user_id, item_id, consumable, store, environment, store_transaction_id,
                            line_item, store_order_id, status, price_micros, currency_code, quantity, paid_at, verified_at,
                            submitted_at, completed_at, acknowledgement_status, sale_key, offer_kind, purchase_option_id,
                            offer_id, ownership, country_code)
      select ${payment.appId}::uuid, ${payment.id}::uuid, purchase_upsert.id, ${payment.userId}::uuid, ${payment.itemId}::uuid,
             ${payment.consumable}::boolean, ${payment.store}, ${payment.environment}, ${payment.storeTransactionId},
             ${payment.lineItem}, ${payment.storeOrderId}::text, ${record.imported?.status ?? 'PAID'}, ${priceColumnsSql(db, payment)},
             ${payment.quantity}::int, ${payment.paidAt.toISOString()}::timestamptz,
             ${nowText}::timestamptz, ${payment.submittedAt?.toISOString() ?? null}::timestamptz,
             ${record.imported?.completedAt?.toISOString() ?? null}::timestamptz, ${payment.acknowledgementStatus},
             ${sale.key}::bytea, ${payment.offerKind}::text, ${payment.purchaseOptionId}::text, ${payment.offerId}::text,
             ${payment.ownership}, ${payment.countryCode}::text
      from purchase_upsert, sale_upsert
      returning *
    ), receipt_insert as (
      ${receiptInsertSql(db, 'payment_insert', receipt, nowText)}
    ), acknowledgement_insert as (
      insert into acknowledgements (app_id, payment_id, consumable, deadline_at, store_acknowledged, attempts, next_attempt_at)
      select app_id, id, consumable, ${acknowledgement?.deadlineAt?.toISOString() ?? null}::timestamptz,
             ${acknowledgement?.storeAcknowledged ?? false}::boolean, 0,
             ${acknowledgement?.nextAttemptAt.toISOString() ?? null}::timestamptz
      from payment_insert where ${acknowledgement !== null}::boolean
    ), unattributed_delete as (
      delete from unattributed_sales u using payment_insert p
      where u.app_id = p.app_id and u.sale_key = p.sale_key and u.line_item = p.line_item and u.store = p.store
    ), ${followUpSql(db, record, nowText)}
    select payment_insert.*, sale_upsert.sale_was_read from payment_insert, sale_upsert`
  if (row === undefined) return null
  return { payment: toPayment(row), purchase: toPaidPurchase(record), saleWasRead: row.sale_was_read }
}

/** The other columns of a purchase do not change before it is verified, so it need not be read again. */
export function toPaidPurchase({ purchase, sale }: PaymentRecord): PurchaseRow {
  const row = 'reserved' in purchase ? purchase.reserved : purchase.created
  return { ...row, status: 'VERIFIED', endReason: null, saleKey: sale.key }
}

function auditSql(db: Db, action: OperatorAction | null): Fragment {
  const { sql } = db
  if (action === null) return sql``
  return sql`, audit_insert as (${auditInsertSql(db, sql`select app_id, id from payment_insert`, action)})`
}

/** The price of the payment; if it has none, the price that a notification contained. */
function priceColumnsSql({ sql }: Db, { priceMicros, currencyCode }: PaymentRecord['payment']): Fragment {
  if (priceMicros !== null) return sql`${priceMicros.toString()}::bigint, ${currencyCode}::text`
  return sql`sale_upsert.notified_price_micros, sale_upsert.notified_currency_code`
}

/** The event and the idempotency key; for an imported payment its consume, its events and its audit entry. */
function followUpSql(
  db: Db,
  { eventId, idempotency, imported, action: ownAction }: PaymentRecord,
  nowText: string,
): Fragment {
  const { sql } = db
  if (imported === null) {
    const event = eventInsertSql(db, {
      from: 'payment_insert',
      id: eventId,
      type: 'PAYMENT_PAID',
      occurredAt: nowText,
      previousStatus: null,
    })
    return sql`
      idempotency_insert as (${idempotencyInsertSql(db, 'payment_insert', idempotency, nowText)}
      ), event_insert as (${event}
      )${auditSql(db, ownAction)}`
  }
  const { consume, recordEvents, action } = imported
  return sql`
    consume_insert as (
      insert into consumes (app_id, payment_id, id, consumed_at, consumed_by)
      select app_id, id, ${consume?.id ?? null}::uuid, ${consume?.consumedAt.toISOString() ?? null}::timestamptz, 'OPERATOR'
      from payment_insert where ${consume !== null}::boolean
    ), event_insert as (
      insert into event_outbox (app_id, id, type, occurred_at, purchase_id, payment_id, store, previous_status, status)
      select p.app_id, case step.number when 1 then ${eventId}::uuid else gen_random_uuid() end, 'PAYMENT_' || step.status,
             ${nowText}::timestamptz, p.purchase_id, p.id, p.store, step.previous_status, step.status
      from payment_insert p, unnest(${importedSteps(imported)}::text[], ${[null, ...importedSteps(imported).slice(0, -1)]}::text[])
        with ordinality as step (status, previous_status, number)
      where ${recordEvents}::boolean
      order by step.number
    ), recount_insert as (${recountInsertSql(db, 'payment_insert', sql`not ${recordEvents}::boolean`)}
    ), ${operatorActionSql(db, 'payment_insert', action)}`
}

/** The statuses that an imported payment has had, in order. */
function importedSteps({ status, consume }: ImportedState): ImportedState['status'][] {
  return [
    'PAID',
    ...(consume === null ? [] : ['CONSUMED' as const]),
    ...(status === 'COMPLETED' ? [status] : []),
  ]
}

function purchaseUpsertSql({ sql }: Db, { payment, purchase, sale }: PaymentRecord): Fragment {
  if ('reserved' in purchase) {
    return sql`
      update purchases set status = 'VERIFIED', end_reason = null, sale_key = ${sale.key}
      where app_id = ${payment.appId} and id = ${purchase.reserved.id} and status <> 'VERIFIED'
        and exists (select from sale_upsert)
      returning id`
  }
  const { created } = purchase
  return sql`
    insert into purchases (app_id, id, user_id, item_id, store, status, account_token, store_product_id,
                           developer_payload, requested_at, expires_at, sale_key)
    select ${created.appId}::uuid, ${created.id}::uuid, ${created.userId}::uuid, ${created.itemId}::uuid, ${created.store}, 'VERIFIED',
           ${created.accountToken}::uuid, ${created.storeProductId}, ${created.developerPayload}::text,
           ${created.requestedAt.toISOString()}::timestamptz, ${created.expiresAt.toISOString()}::timestamptz, ${sale.key}::bytea
    from sale_upsert
    returning id`
}

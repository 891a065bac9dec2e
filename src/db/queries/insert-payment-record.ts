import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'
import { createRowMapper } from '../row-mapper.ts'
import { payments } from '../tables/payments.ts'
import type { IdempotencyRecord } from './idempotency-keys.ts'
import type { PaymentRow } from './payments.ts'
import type { PurchaseRow } from './purchases.ts'

export type PaymentRecord = {
  /** Without the fields that only later states fill. */
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
    | 'priceMicros'
    | 'currencyCode'
    | 'quantity'
    | 'paidAt'
    | 'verifiedAt'
    | 'submittedAt'
    | 'acknowledgementStatus'
  >
  /** The reservation that the payment fulfils, or the purchase to make for it. */
  readonly purchase: { readonly reservedId: string } | { readonly made: PurchaseRow }
  readonly eventId: string
  readonly receipt: { readonly id: string; readonly raw: string }
  readonly sale: RecordedSale
  /** The number of the reading that proved it; null where none was drawn. Nothing is recorded if a later one was applied. */
  readonly read: bigint | null
  /** What is left to tell the store; null where it needs nothing. */
  readonly acknowledgement: RecordedAcknowledgement | null
  readonly claim: IdempotencyRecord | null
}

export type RecordedSale = { readonly key: Uint8Array; /** Sealed. */ readonly reference: Uint8Array }

export type RecordedAcknowledgement = {
  readonly deadline: Date | null
  readonly acknowledged: boolean
  /** When to look at it first, unless the payment gets somewhere before. */
  readonly nextAt: Date
}

const toPayment = createRowMapper(payments)

export type RecordedPayment = {
  readonly payment: PaymentRow
  /** The store was asked about this sale before, when nobody knew whose it was. */
  readonly saleWasRead: boolean
}

/**
 * Records what the store proved: purchase, payment, sale, receipt, acknowledgement, event and the caller's key in one statement.
 * Returns null if the reservation is taken by another payment by now, or if the reading is old news.
 * @throws a unique violation if this store transaction, or the key, was recorded first; then nothing was written
 */
export async function insertPaymentRecord(db: Db, record: PaymentRecord): Promise<RecordedPayment | null> {
  const { sql } = db
  const { payment, claim, receipt, sale, acknowledgement } = record
  const now = payment.verifiedAt.toISOString()
  const [row] = await sql<{ sale_was_read: boolean }[]>`
    with known as (
      insert into sales (app_id, store, key, reference, reads, applied, checked_at)
      values (${payment.appId}, ${payment.store}, ${sale.key}, ${sale.reference}, 0, 0, ${now}::timestamptz)
      on conflict (app_id, store, key) do update set reference = excluded.reference, checked_at = excluded.checked_at
      where sales.applied <= coalesce(${record.read?.toString() ?? null}::bigint, sales.applied)
      returning reads > 0 as sale_was_read
    ),
    fulfilled as (${purchaseUpsertSql(db, record)}),
    paid as (
      insert into payments (app_id, id, purchase_id, user_id, item_id, consumable, store, environment, store_transaction_id,
                            line_item, store_order_id, status, price_micros, currency_code, quantity, paid_at, verified_at,
                            submitted_at, acknowledgement_status)
      select ${payment.appId}::uuid, ${payment.id}::uuid, fulfilled.id, ${payment.userId}::uuid, ${payment.itemId}::uuid,
             ${payment.consumable}::boolean, ${payment.store}, ${payment.environment}, ${payment.storeTransactionId},
             ${payment.lineItem}, ${payment.storeOrderId}::text, 'PAID', ${payment.priceMicros?.toString() ?? null}::bigint,
             ${payment.currencyCode}::text, ${payment.quantity}::int, ${payment.paidAt.toISOString()}::timestamptz,
             ${now}::timestamptz, ${payment.submittedAt?.toISOString() ?? null}::timestamptz, ${payment.acknowledgementStatus}
      from fulfilled
      returning *
    ), kept as (
      insert into receipts (app_id, id, payment_id, received_at, raw)
      select app_id, ${receipt.id}::uuid, id, ${now}::timestamptz, ${receipt.raw} from paid
    ), owed as (
      insert into acknowledgements (app_id, payment_id, consumable, deadline, acknowledged, attempts, next_at)
      select app_id, id, consumable, ${acknowledgement?.deadline?.toISOString() ?? null}::timestamptz,
             ${acknowledgement?.acknowledged ?? false}::boolean, 0, ${acknowledgement?.nextAt.toISOString() ?? null}::timestamptz
      from paid where ${acknowledgement !== null}::boolean
    ), keyed as (
      insert into idempotency_keys (app_id, operation, scope, key, fingerprint, subject_id, created_at)
      select app_id, ${claim?.operation ?? null}::text, ${claim?.scope ?? null}::text, ${claim?.key ?? null}::text,
             ${claim?.fingerprint ?? null}::text, id, ${now}::timestamptz
      from paid where ${claim !== null}::boolean
    ), told as (
      insert into unplaced_events (app_id, id, type, at, purchase_id, payment_id, store, status)
      select app_id, ${record.eventId}::uuid, 'PAYMENT_PAID', ${now}::timestamptz, purchase_id, id, store, status from paid
    )
    select paid.*, known.sale_was_read from paid, known`
  return row === undefined ? null : { payment: toPayment(row), saleWasRead: row.sale_was_read }
}

function purchaseUpsertSql({ sql }: Db, { payment, purchase, sale }: PaymentRecord): Fragment {
  if ('reservedId' in purchase) {
    return sql`
      update purchases set status = 'VERIFIED', end_reason = null, sale_key = ${sale.key}
      where app_id = ${payment.appId} and id = ${purchase.reservedId} and status <> 'VERIFIED'
        and exists (select from known)
      returning id`
  }
  const { made } = purchase
  return sql`
    insert into purchases (app_id, id, user_id, item_id, store, status, account_token, store_product_id,
                           developer_payload, requested_at, expires_at, sale_key)
    select ${made.appId}::uuid, ${made.id}::uuid, ${made.userId}::uuid, ${made.itemId}::uuid, ${made.store}, 'VERIFIED',
           ${made.accountToken}::uuid, ${made.storeProductId}, ${made.developerPayload}::text,
           ${made.requestedAt.toISOString()}::timestamptz, ${made.expiresAt.toISOString()}::timestamptz, ${sale.key}::bytea
    from known
    returning id`
}

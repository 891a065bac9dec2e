import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'
import { createRowMapper } from '../rows.ts'
import { payments } from '../tables/payments.ts'
import type { IdempotencyClaim } from './idempotency-keys.ts'
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
    | 'settlementStatus'
  >
  /** The reservation that the payment fulfils, or the purchase to make for it. */
  readonly purchase: { readonly reservedId: string } | { readonly made: PurchaseRow }
  readonly eventId: string
  readonly receipt: { readonly id: string; readonly raw: string }
  readonly claim: IdempotencyClaim | null
}

const toPayment = createRowMapper(payments)

/**
 * Records what the store proved: purchase, payment, receipt, event and the caller's key in one statement.
 * Returns null if the reservation is taken by another payment by now.
 * @throws a unique violation if this store transaction, or the key, was recorded first; then nothing was written
 */
export async function recordPayment(db: Db, record: PaymentRecord): Promise<PaymentRow | null> {
  const { sql } = db
  const { payment, claim, receipt } = record
  const now = payment.verifiedAt.toISOString()
  const [row] = await sql`
    with fulfilled as (${fulfilPurchase(db, record)}),
    paid as (
      insert into payments (app_id, id, purchase_id, user_id, item_id, consumable, store, environment, store_transaction_id,
                            line_item, store_order_id, status, price_micros, currency_code, quantity, paid_at, verified_at,
                            settlement_status)
      select ${payment.appId}::uuid, ${payment.id}::uuid, fulfilled.id, ${payment.userId}::uuid, ${payment.itemId}::uuid,
             ${payment.consumable}::boolean, ${payment.store}, ${payment.environment}, ${payment.storeTransactionId},
             ${payment.lineItem}, ${payment.storeOrderId}::text, 'PAID', ${payment.priceMicros?.toString() ?? null}::bigint,
             ${payment.currencyCode}::text, ${payment.quantity}::int, ${payment.paidAt.toISOString()}::timestamptz,
             ${now}::timestamptz, ${payment.settlementStatus}
      from fulfilled
      returning *
    ), kept as (
      insert into receipts (app_id, id, payment_id, received_at, raw)
      select app_id, ${receipt.id}::uuid, id, ${now}::timestamptz, ${receipt.raw} from paid
    ), keyed as (
      insert into idempotency_keys (app_id, operation, scope, key, fingerprint, subject_id, created_at)
      select app_id, ${claim?.operation ?? null}::text, ${claim?.scope ?? null}::text, ${claim?.key ?? null}::text,
             ${claim?.fingerprint ?? null}::text, id, ${now}::timestamptz
      from paid where ${claim !== null}::boolean
    ), told as (
      insert into events (app_id, id, type, at, purchase_id, payment_id, store, status)
      select app_id, ${record.eventId}::uuid, 'PAYMENT_PAID', ${now}::timestamptz, purchase_id, id, store, status from paid
    )
    select * from paid`
  return row === undefined ? null : toPayment(row)
}

function fulfilPurchase({ sql }: Db, { payment, purchase }: PaymentRecord): Fragment {
  if ('reservedId' in purchase) {
    return sql`
      update purchases set status = 'VERIFIED', end_reason = null
      where app_id = ${payment.appId} and id = ${purchase.reservedId} and status <> 'VERIFIED'
      returning id`
  }
  const { made } = purchase
  return sql`
    insert into purchases (app_id, id, user_id, item_id, store, status, account_token, store_product_id,
                           developer_payload, requested_at, expires_at)
    values (${made.appId}, ${made.id}, ${made.userId}, ${made.itemId}, ${made.store}, 'VERIFIED', ${made.accountToken},
            ${made.storeProductId}, ${made.developerPayload}, ${made.requestedAt.toISOString()},
            ${made.expiresAt.toISOString()})
    returning id`
}

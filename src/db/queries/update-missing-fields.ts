import type { Db } from '../client.ts'
import { recountInsertSql } from '../fragments/recount-insert.ts'
import { createRowMapper } from '../row-mapper.ts'
import { payments } from '../tables/payments.ts'
import type { PaymentRow } from './payments.ts'
import type { NotifiedFields, SaleIdentity } from './sales.ts'

type Price = NonNullable<NotifiedFields['price']>

export type LateFields = { readonly price: Price | null; readonly storeOrderId: string | null }

const toPayment = createRowMapper(payments)

/** Stores what the store reported only after the payment was recorded; a field that has a value is not changed. */
export async function updateMissingFields(
  db: Db,
  { appId, id }: Pick<PaymentRow, 'appId' | 'id'>,
  { price, storeOrderId }: LateFields,
): Promise<PaymentRow | null> {
  const { sql } = db
  const [row] = await sql`
    with before as (
      select price_micros from payments where app_id = ${appId} and id = ${id}
    ), payment_update as (
      update payments
      set currency_code = case when price_micros is null then ${price?.currencyCode ?? null}::text else currency_code end,
          price_micros = coalesce(price_micros, ${price?.amountMicros.toString() ?? null}::bigint),
          store_order_id = coalesce(store_order_id, ${storeOrderId}::text)
      where app_id = ${appId} and id = ${id}
      returning *
    ), recount_insert as (
      ${recountInsertSql(db, 'payment_update', sql`price_micros is not null and (select price_micros is null from before)`)}
    )
    select * from payment_update`
  return row === undefined ? null : toPayment(row)
}

/** Stores the price of a notification with the payment of its sale, if that was recorded without a price. */
export async function updateMissingPriceOfSale(
  db: Db,
  { appId, store, key }: SaleIdentity,
  { amountMicros, currencyCode }: Price,
): Promise<void> {
  const { sql } = db
  await sql`
    with payment_update as (
      update payments set price_micros = ${amountMicros.toString()}::bigint, currency_code = ${currencyCode}
      where app_id = ${appId} and sale_key = ${key} and line_item = '' and store = ${store} and price_micros is null
      returning app_id, id
    )
    ${recountInsertSql(db, 'payment_update', sql`true`)}`
}

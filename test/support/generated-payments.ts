import type { Sql } from 'postgres'

export type GeneratedPayments = {
  readonly appId: string
  /** Ids of items of the AppKey. The last one is bought once in 10,000 payments. */
  readonly itemIds: readonly string[]
  /** The payments have the numbers from `first` (default 1) to `last`; those with higher numbers are older. */
  readonly first?: number
  readonly last: number
  readonly userCount: number
}

/** The user ids of generated payments, in the developer's system. */
export const generatedUserId = (number: number) => `generated-${number}`

const startMs = Date.UTC(2026, 5, 1)
const intervalMs = 10_000

/** When a payment was made; its id begins with this time. */
export const generatedPaymentTime = (number: number) => new Date(startMs - number * intervalMs)

/**
 * Inserts users and payments with the values that real ones have: ids in the order of time, stores, currencies, statuses and items of which most are frequent
 * and some rare. Purchases, sales and consumes are left out, and triggers and foreign keys do not run.
 */
export async function insertGeneratedPayments(sql: Sql, options: GeneratedPayments): Promise<void> {
  const { appId, itemIds, first = 1, last, userCount } = options
  await sql.begin(async (transaction) => {
    await transaction`set local session_replication_role = replica`
    await transaction`
      insert into users (app_id, id, external_id, registered_at)
      select ${appId}::uuid, md5(${appId} || '-user-' || n)::uuid, 'generated-' || n, now()
      from generate_series(0, ${userCount - 1}::int) n
      on conflict do nothing`
    await transaction`
      insert into payments (
        app_id, id, purchase_id, user_id, item_id, consumable, store, environment, store_transaction_id, line_item, store_order_id,
        sale_key, status, price_micros, currency_code, quantity, paid_at, verified_at, refunded_at, refunded_quantity, refunded_micros,
        acknowledgement_status
      )
      select ${appId}::uuid, payment_id, payment_id, md5(${appId} || '-user-' || (n % ${userCount}::int))::uuid,
        (${[...itemIds]}::text[])[case when n % 10000 = 5 then ${itemIds.length}::int else 1 + n % ${itemIds.length - 1}::int end]::uuid,
        true, case when n % 20000 = 7 then 'TEST_STORE' when n % 1000 = 0 then 'ONE_STORE' when n % 3 = 0 then 'APP_STORE'
          else 'GOOGLE_PLAY' end,
        case when n % 500 = 3 then 'SANDBOX' else 'PRODUCTION' end, 'transaction-' || n, '', 'order-' || n,
        decode(md5(${appId} || n), 'hex'),
        case when n % 50 = 0 then 'REFUNDED' when n % 7000 = 1 then 'PAID' when n % 9 = 0 then 'CONSUMED' else 'COMPLETED' end,
        case when n % 11 = 4 then null else 990000 + (n % 40 * 7919 % 40) * 1000000 end,
        case when n % 11 = 4 then null when n % 9001 = 9 then 'VND' when n % 4 = 0 then 'USD' else 'KRW' end,
        1, paid_at, paid_at,
        case when n % 50 in (0, 1) then paid_at + interval '3 days' end, case when n % 50 = 0 then 1 else 0 end,
        case when n % 50 in (0, 1) and n % 11 <> 4 then 500000 end,
        case when n % 6000 = 2 then 'FAILED' when n % 4000 = 3 then 'PENDING' else 'ACKNOWLEDGED' end
      from generate_series(${first}::int, ${last}::int) n
      cross join lateral (
        select to_timestamp((${startMs}::float8 - n * ${intervalMs}::float8) / 1000) as paid_at
      ) time
      cross join lateral (
        select (lpad(to_hex((extract(epoch from paid_at) * 1000)::bigint), 12, '0') || '7'
          || substr(md5(${appId} || '-payment-' || n), 14))::uuid as payment_id
      ) generated`
  })
}

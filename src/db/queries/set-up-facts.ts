import type { Db } from '../client.ts'
import type { StoreValue } from '../tables/columns.ts'

/** How many of the newest notifications and of the items are looked at. */
const [maxNotifications, maxItems] = [200, 1_000]

export type SetUpFacts = {
  readonly itemCreatedAt: Date | null
  readonly serverKeyUsedAt: Date | null
  readonly webhookCreatedAt: Date | null
  readonly consumerAckedAt: Date | null
  readonly paymentVerifiedAt: Date | null
  readonly consumedAt: Date | null
}

/** What an AppKey has already. Each part reads the first entries of an index. */
export async function selectSetUpFacts(db: Db, appId: string): Promise<SetUpFacts> {
  const [row] = await db.sql<Record<keyof SetUpFacts, string | null>[]>`
    select
      (select created_at from items where app_id = ${appId} and external_id > '' order by external_id limit 1)
        as "itemCreatedAt",
      (select max(last_used_at) from server_keys where app_id = ${appId}) as "serverKeyUsedAt",
      (select min(created_at) from webhook_endpoints where app_id = ${appId} and status = 'ACTIVE') as "webhookCreatedAt",
      (select max(acked_at) from event_consumers where app_id = ${appId}) as "consumerAckedAt",
      (select verified_at from payments where app_id = ${appId} and paid_at > '-infinity' order by paid_at limit 1)
        as "paymentVerifiedAt",
      (select consumed_at from consumes where app_id = ${appId} order by payment_id limit 1) as "consumedAt"`
  if (row === undefined) throw new Error('the facts are one row')
  const toDate = (text: string | null) => (text === null ? null : new Date(text))
  return {
    itemCreatedAt: toDate(row.itemCreatedAt),
    serverKeyUsedAt: toDate(row.serverKeyUsedAt),
    webhookCreatedAt: toDate(row.webhookCreatedAt),
    consumerAckedAt: toDate(row.consumerAckedAt),
    paymentVerifiedAt: toDate(row.paymentVerifiedAt),
    consumedAt: toDate(row.consumedAt),
  }
}

export type StoreFacts = {
  readonly store: StoreValue
  /** When a notification of the store was last received, among the newest of all stores. */
  readonly notifiedAt: Date | null
  /** Items that can be bought, among the first, and how many of them have no product in the store. */
  readonly itemCount: number
  readonly missingCount: number
}

/** What an AppKey has of each of the stores. */
export async function selectStoreFacts(
  db: Db,
  appId: string,
  stores: readonly StoreValue[],
): Promise<StoreFacts[]> {
  const rows = await db.sql<
    { store: StoreValue; notified_at: string | null; item_count: number; missing_count: number }[]
  >`
    with recent as (
      select store, received_at from notifications
      where app_id = ${appId} and received_at > '-infinity' order by received_at desc limit ${maxNotifications}
    ), sold as (
      select id, enabled from items where app_id = ${appId} and external_id > '' order by external_id limit ${maxItems}
    )
    select s.store,
      (select max(received_at) from recent where recent.store = s.store) as notified_at,
      (select count(*)::int from sold where enabled) as item_count,
      (select count(*)::int from sold where enabled and not exists (
         select from store_products p where p.app_id = ${appId} and p.item_id = sold.id and p.store = s.store
       )) as missing_count
    from unnest(${[...stores]}::text[]) as s (store)`
  return rows.map((row) => ({
    store: row.store,
    notifiedAt: row.notified_at === null ? null : new Date(row.notified_at),
    itemCount: row.item_count,
    missingCount: row.missing_count,
  }))
}

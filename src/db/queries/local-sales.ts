import type { Db } from '../client.ts'
import type { StoreValue } from '../tables/columns.ts'
import type { NotificationStatus } from '../tables/notifications.ts'
import type { PaymentStatus } from '../tables/payments.ts'

/** The stored state of a sale in a store's list. */
export type LocalSale = {
  readonly payments: readonly {
    readonly id: string
    readonly purchaseId: string
    readonly status: PaymentStatus
    /** The subscription that the payment is a period of; null for every other payment. */
    readonly subscriptionId: string | null
  }[]
  /** Time of the last read of the sale at the store; null if its result was not applied. */
  readonly readAt: Date | null
}

export type StoreListEntry = { readonly keyHash: Uint8Array; readonly storeTransactionId: string | null }

type StoreScope = { readonly appId: string; readonly store: StoreValue }

type LocalSaleRow = {
  readonly ordinal: number
  readonly read_at: string | null
  readonly id: string | null
  readonly purchase_id: string
  readonly subscription_id: string | null
  readonly status: PaymentStatus
}

/** The local sales in the order of the entries. They are found by the store's transaction id or by the sale key. */
export async function selectLocalSales(
  { sql }: Db,
  { appId, store }: StoreScope,
  entries: readonly StoreListEntry[],
): Promise<LocalSale[]> {
  const lookups = entries.map(({ keyHash, storeTransactionId }, ordinal) => ({
    ordinal,
    key: Buffer.from(keyHash).toString('hex'),
    transaction_id: storeTransactionId,
  }))
  // The limits make the planner use one index lookup for each entry.
  const rows = await sql<LocalSaleRow[]>`
    select lookup.ordinal, sale.read_at, payment.id, payment.purchase_id, payment.subscription_id, payment.status
    from jsonb_to_recordset(${JSON.stringify(lookups)}::text::jsonb) as lookup (ordinal int, key text, transaction_id text)
    left join lateral (
      select checked_at as read_at from sales s
      where s.app_id = ${appId} and s.store = ${store} and s.key = decode(lookup.key, 'hex') and s.applied_version = s.read_version
      limit 1
    ) sale on true
    left join lateral (
      (
        select p.id, p.purchase_id, p.subscription_id, p.status from payments p
        where p.app_id = ${appId} and p.store_transaction_id = lookup.transaction_id and p.store = ${store}
        limit 100
      ) union (
        select p.id, p.purchase_id, p.subscription_id, p.status
        from (
          select u.id from purchases u
          where u.app_id = ${appId} and u.store = ${store} and u.sale_key = decode(lookup.key, 'hex')
          limit 100
        ) purchase
        cross join lateral (
          select * from payments p
          where p.app_id = ${appId} and p.purchase_id = purchase.id and p.period_key = '' limit 1
        ) p
      )
    ) payment on true`
  const sales = entries.map((): { payments: LocalSale['payments'][number][]; readAt: Date | null } => ({
    payments: [],
    readAt: null,
  }))
  for (const { ordinal, read_at: readAt, id, ...row } of rows) {
    const sale = sales[ordinal]
    if (sale === undefined) continue
    if (readAt !== null) sale.readAt = new Date(readAt)
    if (id === null) continue
    const { purchase_id: purchaseId, subscription_id: subscriptionId, status } = row
    sale.payments.push({ id, purchaseId, subscriptionId, status })
  }
  return sales
}

export type NotificationProgress = { readonly status: NotificationStatus; readonly result: string | null }

/** The progress of each of these store notifications that is in the inbox. */
export async function selectNotificationProgress(
  { sql }: Db,
  { appId, store }: StoreScope,
  storeNotificationIds: readonly string[],
): Promise<ReadonlyMap<string, NotificationProgress>> {
  const rows = await sql<(NotificationProgress & { store_notification_id: string })[]>`
    select store_notification_id, status, result from notifications
    where app_id = ${appId} and store = ${store} and store_notification_id = any(${[...storeNotificationIds]}::text[])`
  return new Map(rows.map((row) => [row.store_notification_id, row]))
}

/** `at` is the time of its expiry. */
export type PendingPurchase = ScanCursor & { readonly saleKey: Uint8Array; readonly checkedAt: Date }

/** One batch of a table scan; `nextCursor` is null after the last batch. */
export type RowBatch<Row> = { readonly rows: readonly Row[]; readonly nextCursor: ScanCursor | null }
export type ScanCursor = { readonly at: Date; readonly id: string }

/** Pending purchases, in the order of their expiry. */
export async function selectPendingPurchases(
  { sql }: Db,
  { appId, store, after, limit }: StoreScope & { readonly after: ScanCursor | null; readonly limit: number },
): Promise<RowBatch<PendingPurchase>> {
  const rows = await sql<
    { id: string; expires_at: string; sale_key: Uint8Array; checked_at: string | null }[]
  >`
    with batch as materialized (
      select id, expires_at, sale_key, store from purchases
      where app_id = ${appId} and status = 'PENDING' and expires_at > '-infinity'
        and (expires_at, id) > (${after?.at.toISOString() ?? '-infinity'}::timestamptz, ${after?.id ?? minUuid}::uuid)
      order by expires_at, id limit ${limit}
    )
    select batch.id, batch.expires_at, batch.sale_key, sale.checked_at
    from batch left join lateral (
      select checked_at from sales s
      where s.app_id = ${appId} and s.store = ${store} and batch.store = ${store} and s.key = batch.sale_key
      limit 1
    ) sale on true
    order by batch.expires_at, batch.id`
  return {
    rows: rows.flatMap(({ id, expires_at: expiresAt, sale_key: saleKey, checked_at: checkedAt }) =>
      checkedAt === null ? [] : [{ id, at: new Date(expiresAt), saleKey, checkedAt: new Date(checkedAt) }],
    ),
    nextCursor: rows.length < limit ? null : toScanCursor(rows.at(-1)?.expires_at, rows.at(-1)?.id),
  }
}

const minUuid = '00000000-0000-0000-0000-000000000000'

function toScanCursor(at: string | undefined, id: string | undefined): ScanCursor | null {
  return at === undefined || id === undefined ? null : { at: new Date(at), id }
}

/** `id` and `at` belong to the buyer's payment. */
export type BuyerToReconcile = ScanCursor & {
  /** Reference of the payment's sale. */
  readonly encryptedReference: Uint8Array
}

export type BuyerScan = StoreScope & {
  readonly window: { readonly from: Date; readonly to: Date }
  readonly before: ScanCursor | null
  /** Only sales that were not read since this time. */
  readonly readBefore: Date
  readonly limit: number
}

/**
 * For each buyer the newest payment that is not refunded and whose sale was not read since `readBefore`. The newest payments come
 * first.
 */
export async function selectBuyersToReconcile(
  { sql }: Db,
  scan: BuyerScan,
): Promise<RowBatch<BuyerToReconcile>> {
  const { appId, store, window, before, limit } = scan
  const readBefore = scan.readBefore.toISOString()
  const to = window.to.toISOString()
  const rows = await sql<{ id: string; paid_at: string; encrypted_reference: Uint8Array | null }[]>`
    with batch as materialized (
      select * from payments
      where app_id = ${appId} and paid_at > '-infinity' and paid_at >= ${window.from.toISOString()}
        and (paid_at, id) < (${before?.at.toISOString() ?? to}::timestamptz, ${before?.id ?? maxUuid}::uuid)
      order by paid_at desc, id desc limit ${limit}
    ), buyer as materialized (
      select batch.id, sale.encrypted_reference
      from batch cross join lateral (
        select s.encrypted_reference, s.checked_at from purchases u, sales s
        where u.app_id = ${appId} and u.id = batch.purchase_id
          and s.app_id = ${appId} and s.store = ${store} and s.key = u.sale_key
        limit 1
      ) sale
      where batch.store = ${store} and batch.status <> 'REFUNDED' and sale.checked_at < ${readBefore}::timestamptz
        and not exists (
          select from payments newer cross join lateral (
            select s.checked_at from purchases u, sales s
            where u.app_id = ${appId} and u.id = newer.purchase_id
              and s.app_id = ${appId} and s.store = ${store} and s.key = u.sale_key
            limit 1
          ) sale
          where newer.app_id = ${appId} and newer.user_id = batch.user_id and newer.store = ${store}
            and (newer.paid_at, newer.id) > (batch.paid_at, batch.id) and newer.paid_at <= ${to}::timestamptz
            and newer.status <> 'REFUNDED' and sale.checked_at < ${readBefore}::timestamptz
        )
    )
    select batch.id, batch.paid_at, buyer.encrypted_reference
    from batch left join buyer on buyer.id = batch.id
    order by batch.paid_at desc, batch.id desc`
  return {
    rows: rows.flatMap(({ id, paid_at: paidAt, encrypted_reference: encryptedReference }) =>
      encryptedReference === null ? [] : [{ id, at: new Date(paidAt), encryptedReference }],
    ),
    nextCursor: rows.length < limit ? null : toScanCursor(rows.at(-1)?.paid_at, rows.at(-1)?.id),
  }
}

const maxUuid = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

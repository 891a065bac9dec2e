import { and, asc, desc, eq, gte, inArray, isNull, lt, lte, sql, type SQL } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { anyOf } from '../fragments/any-of.ts'
import { createRowMapper } from '../row-mapper.ts'
import type { StoreValue } from '../tables/columns.ts'
import { items } from '../tables/items.ts'
import { payments, type PaymentStatus, type RefundSource } from '../tables/payments.ts'
import { users } from '../tables/users.ts'

export type PaymentRow = typeof payments.$inferSelect
export type { PaymentStatus, RefundSource }

/** What identifies the payment of a line of a sale. */
export type PaymentIdentity = Pick<PaymentRow, 'store' | 'environment' | 'lineItem'> & {
  readonly saleKey: Uint8Array
  /** Null if the store does not state it. */
  readonly storeTransactionId: string | null
}

const toPayment = createRowMapper(payments)

export async function selectPayment(db: Db, appId: string, id: string): Promise<PaymentRow | null> {
  const [row] = await selectPaymentsByIds(db, appId, [id])
  return row ?? null
}

export async function selectPaymentsByIds(
  db: Db,
  appId: string,
  ids: readonly string[],
): Promise<PaymentRow[]> {
  return db.orm
    .select()
    .from(payments)
    .where(and(eq(payments.appId, appId), anyOf(payments.id, ids)))
}

export async function selectPaymentsOfPurchases(
  db: Db,
  appId: string,
  purchaseIds: readonly string[],
): Promise<PaymentRow[]> {
  return db.orm
    .select()
    .from(payments)
    .where(and(eq(payments.appId, appId), anyOf(payments.purchaseId, purchaseIds)))
}

/**
 * The payment of a line of a sale. The key of the sale decides; the store's transaction id finds the payments that were recorded
 * under another key.
 */
export async function selectPaymentOfSale(
  { sql }: Db,
  appId: string,
  { store, environment, saleKey, storeTransactionId, lineItem }: PaymentIdentity,
): Promise<PaymentRow | null> {
  const [row] = await sql`
    (
      select 1 as rank, p.* from payments p
      where p.app_id = ${appId} and p.sale_key = ${saleKey} and p.line_item = ${lineItem} and p.store = ${store}
    ) union all (
      select 2 as rank, p.* from payments p
      where p.app_id = ${appId} and p.store_transaction_id = ${storeTransactionId} and p.line_item = ${lineItem} and p.store = ${store}
        and p.environment = ${environment}
    )
    order by rank limit 1`
  return row === undefined ? null : toPayment(row)
}

/** The payment of a line of a sale, by the key of the sale alone. */
export async function selectPaymentOfSaleKey(
  db: Db,
  appId: string,
  { store, saleKey, lineItem }: Pick<PaymentIdentity, 'store' | 'saleKey' | 'lineItem'>,
): Promise<PaymentRow | null> {
  const [row] = await db.orm
    .select()
    .from(payments)
    .where(
      and(
        eq(payments.appId, appId),
        eq(payments.saleKey, saleKey),
        eq(payments.lineItem, lineItem),
        eq(payments.store, store),
      ),
    )
  return row ?? null
}

/** Stores when the app submitted the receipt; false if it had been submitted before. */
export async function updatePaymentSubmitted(db: Db, appId: string, id: string, now: Date): Promise<boolean> {
  const updated = await db.orm
    .update(payments)
    .set({ submittedAt: now })
    .where(and(eq(payments.appId, appId), eq(payments.id, id), isNull(payments.submittedAt)))
    .returning({ id: payments.id })
  return updated.length > 0
}

export type PaymentConditions = {
  readonly status?: readonly PaymentStatus[]
  readonly store?: readonly StoreValue[]
  readonly environment?: 'PRODUCTION' | 'SANDBOX'
  readonly userExternalId?: string
  readonly userId?: string
  readonly itemExternalId?: string
  readonly paidFrom?: Date
  readonly paidTo?: Date
  readonly storeOrderId?: string
  readonly storeTransactionId?: string
  readonly currencyCode?: string
  readonly countryCode?: string
  readonly priceFrom?: bigint
  readonly priceTo?: bigint
  readonly acknowledgementStatus?: readonly ('NOT_REQUIRED' | 'PENDING' | 'ACKNOWLEDGED' | 'FAILED')[]
}

/** A position in the order by time of payment; the id distinguishes equal times. */
export type PaymentCursor = { readonly paidAt: Date; readonly id: string }

export type PaymentPage = {
  readonly conditions: PaymentConditions
  readonly direction: 'asc' | 'desc'
  readonly after: PaymentCursor | null
  readonly before: PaymentCursor | null
  readonly limit: number
}

/** The condition of the index by time of payment, which no statement that looks up payments by something else may contain. */
const listedByTime = sql`${payments.paidAt} > '-infinity'`

/** Whether an index finds the payments without a list of all payments of the AppKey. */
function isSelective(conditions: PaymentConditions): boolean {
  const { userId, userExternalId, storeOrderId, storeTransactionId } = conditions
  return [userId, userExternalId, storeOrderId, storeTransactionId].some((value) => value !== undefined)
}

export async function selectPayments(db: Db, appId: string, page: PaymentPage): Promise<PaymentRow[]> {
  const order = page.direction === 'asc' ? asc : desc
  const [later, earlier] = page.direction === 'asc' ? [page.after, page.before] : [page.before, page.after]
  const sortKey = sql`(${payments.paidAt}, ${payments.id})`
  const cursorKey = (cursor: PaymentCursor) =>
    sql`(${cursor.paidAt.toISOString()}::timestamptz, ${cursor.id}::uuid)`
  return db.orm
    .select()
    .from(payments)
    .where(
      and(
        eq(payments.appId, appId),
        ...toSqlConditions(db, appId, page.conditions),
        isSelective(page.conditions) ? undefined : listedByTime,
        later === null ? undefined : sql`${sortKey} > ${cursorKey(later)}`,
        earlier === null ? undefined : sql`${sortKey} < ${cursorKey(earlier)}`,
      ),
    )
    .orderBy(order(payments.paidAt), order(payments.id))
    .limit(page.limit)
}

function toSqlConditions(db: Db, appId: string, conditions: PaymentConditions): (SQL | undefined)[] {
  const whenGiven = <T>(value: T | undefined, condition: (value: T) => SQL | undefined) =>
    value === undefined ? undefined : condition(value)
  const userIds = (externalId: string) =>
    db.orm
      .select({ id: users.id })
      .from(users)
      .where(and(eq(users.appId, appId), eq(users.externalId, externalId)))
  const itemIds = (externalId: string) =>
    db.orm
      .select({ id: items.id })
      .from(items)
      .where(and(eq(items.appId, appId), eq(items.externalId, externalId)))
  return [
    whenGiven(conditions.status, (status) => inArray(payments.status, [...status])),
    whenGiven(conditions.store, (store) => inArray(payments.store, [...store])),
    whenGiven(conditions.environment, (environment) => eq(payments.environment, environment)),
    whenGiven(conditions.userId, (id) => eq(payments.userId, id)),
    whenGiven(conditions.userExternalId, (externalId) => inArray(payments.userId, userIds(externalId))),
    whenGiven(conditions.itemExternalId, (externalId) => inArray(payments.itemId, itemIds(externalId))),
    whenGiven(conditions.paidFrom, (from) => gte(payments.paidAt, from)),
    whenGiven(conditions.paidTo, (to) => lt(payments.paidAt, to)),
    whenGiven(conditions.storeOrderId, (id) => eq(payments.storeOrderId, id)),
    whenGiven(conditions.storeTransactionId, (id) => eq(payments.storeTransactionId, id)),
    whenGiven(conditions.currencyCode, (code) => eq(payments.currencyCode, code)),
    whenGiven(conditions.countryCode, (code) => eq(payments.countryCode, code)),
    whenGiven(conditions.priceFrom, (from) => gte(payments.priceMicros, from)),
    whenGiven(conditions.priceTo, (to) => lte(payments.priceMicros, to)),
    whenGiven(conditions.acknowledgementStatus, (status) =>
      inArray(payments.acknowledgementStatus, [...status]),
    ),
  ]
}

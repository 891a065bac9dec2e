import type { Fragment } from 'postgres'
import { firstUuidAt } from '../../platform/ids.ts'
import type { Db } from '../client.ts'
import { createRowMapper } from '../row-mapper.ts'
import { rowsPerScan } from './rows-per-scan.ts'
import type { StoreValue } from '../tables/columns.ts'
import { purchases, type PurchaseStatus } from '../tables/purchases.ts'
import type { PurchaseRow } from './purchases.ts'

/** Conditions for purchases; a missing one is ignored. */
export type PurchaseConditions = {
  readonly status?: readonly PurchaseStatus[]
  readonly store?: readonly StoreValue[]
  readonly userExternalId?: string
  readonly itemExternalId?: string
  readonly requestedFrom?: Date
  readonly requestedTo?: Date
}

/** A part of the list of purchases by id, which is their order in time. */
export type PurchaseSpan = {
  readonly conditions: PurchaseConditions
  readonly direction: 'asc' | 'desc'
  /** Exclusive, in the direction of the list. */
  readonly after: string | null
  readonly before: string | null
  readonly limit: number
}

export type ScannedPurchases = {
  readonly rows: PurchaseRow[]
  /** The purchase at which the statement stopped because it had read enough, before it found `limit`; null if it need not stop. */
  readonly stoppedAt: string | null
}

/** A part of the list that an index has in its order. */
type PurchaseList = { readonly condition: Fragment; readonly order: Fragment }

const toPurchase = createRowMapper(purchases)
/** Ids are drawn by the clock of a process, and times by another clock at another moment. */
const clockToleranceMs = 24 * 60 * 60_000

/**
 * Reads the next purchases of a list, in its order. The lists of the index that is chosen here are merged; each is examined up to a
 * bound, and all are complete up to the first end of one.
 */
export async function scanPurchases(db: Db, appId: string, span: PurchaseSpan): Promise<ScannedPurchases> {
  const { sql } = db
  const { conditions, direction, limit } = span
  if (Object.values(conditions).some((value) => Array.isArray(value) && value.length === 0)) {
    return { rows: [], stoppedAt: null }
  }
  const lists = listsSql(db, appId, span)
  const unite = (columns: Fragment, bound: Fragment) =>
    lists
      .map(
        ({ condition, order }) => sql`(
          select ${columns} from purchases where app_id = ${appId} ${condition} ${betweenSql(db, span)} ${order} ${bound}
        )`,
      )
      .reduce((all, each) => sql`${all} union all ${each}`)
  const idOrder = direction === 'asc' ? sql`order by id` : sql`order by id desc`
  const filter = filterSql(db, appId, conditions)
  if (filter === null) {
    const found = await sql`
      select * from (${unite(sql`*`, sql`limit ${limit}`)}) p ${idOrder} limit ${limit}`
    return { rows: found.map((row) => toPurchase(row)), stoppedAt: null }
  }
  const perList = Math.floor(rowsPerScan / lists.length)
  const stop = sql`
    select id from (${unite(sql`id`, sql`offset ${perList - 1} limit 1`)}) ends ${idOrder} limit 1`
  const isComplete = direction === 'asc' ? sql`id <= (select id from stop)` : sql`id >= (select id from stop)`
  const found = await sql`
    with stop as materialized (${stop})
    select * from (${unite(sql`*`, sql`limit ${perList}`)}) p
    where ((select id from stop) is null or ${isComplete}) ${filter}
    ${idOrder} limit ${limit}`
  const rows = found.map((row) => toPurchase(row))
  if (rows.length >= limit) return { rows, stoppedAt: null }
  const [end] = await sql<{ id: string }[]>`${stop}`
  return { rows, stoppedAt: end?.id ?? null }
}

const unpaidStatuses = ['REQUESTED', 'PENDING', 'CANCELED', 'FAILED', 'EXPIRED'] as const

/**
 * The lists of the index that finds the fewest purchases. An index is not left to the planner, see decision 35: its first column is in
 * the order of its list, with a range in place of an equality, so that no other index has the order.
 */
function listsSql({ sql }: Db, appId: string, { conditions, direction }: PurchaseSpan): PurchaseList[] {
  const descending = direction === 'desc' ? sql`desc` : sql``
  const { status, userExternalId } = conditions
  if (userExternalId !== undefined) {
    const user = sql`(select id from users where external_id = ${userExternalId} and app_id = ${appId})`
    const condition = sql`and user_id >= ${user} and user_id <= ${user}`
    return [{ condition, order: sql`order by user_id ${descending}, id ${descending}` }]
  }
  if (status === undefined || status.includes('VERIFIED')) {
    return [{ condition: sql``, order: sql`order by id ${descending}` }]
  }
  return unpaidStatuses
    .filter((each) => status.includes(each))
    .map((each) => ({
      condition: sql`
        and status >= ${each} and status <= ${each} and status <> 'VERIFIED' and requested_at > '-infinity'`,
      order: sql`order by status ${descending}, id ${descending}`,
    }))
}

/** The conditions of all lists, by the order of the index. */
function betweenSql({ sql }: Db, { conditions, direction, after, before }: PurchaseSpan): Fragment {
  const [later, earlier] = direction === 'asc' ? [after, before] : [before, after]
  const { requestedFrom, requestedTo } = conditions
  const move = (time: Date, ms: number) => firstUuidAt(new Date(time.getTime() + ms))
  return sql`
    ${later === null ? sql`` : sql`and id > ${later}::uuid`}
    ${earlier === null ? sql`` : sql`and id < ${earlier}::uuid`}
    ${requestedFrom === undefined ? sql`` : sql`and id >= ${move(requestedFrom, -clockToleranceMs)}::uuid`}
    ${requestedTo === undefined ? sql`` : sql`and id < ${move(requestedTo, clockToleranceMs)}::uuid`}`
}

/** The conditions that the index does not check; null if it checks all. */
function filterSql({ sql }: Db, appId: string, conditions: PurchaseConditions): Fragment | null {
  const { status, store, userExternalId, itemExternalId, requestedFrom, requestedTo } = conditions
  const isStatusListed = userExternalId === undefined && status?.includes('VERIFIED') === false
  const given = [
    status === undefined || isStatusListed ? null : sql`and status = any(${[...status]}::text[])`,
    store === undefined ? null : sql`and store = any(${[...store]}::text[])`,
    itemExternalId === undefined
      ? null
      : sql`and item_id = (select id from items where external_id = ${itemExternalId} and app_id = ${appId})`,
    requestedFrom === undefined ? null : sql`and requested_at >= ${requestedFrom.toISOString()}::timestamptz`,
    requestedTo === undefined ? null : sql`and requested_at < ${requestedTo.toISOString()}::timestamptz`,
  ].filter((condition) => condition !== null)
  return given.length === 0 ? null : sql`${given}`
}

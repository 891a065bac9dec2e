import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'
import {
  givenConditions,
  paymentConditionsSql,
  type ConditionName,
  type PaymentConditions,
} from '../fragments/payment-conditions.ts'
import { partWriter, rawPart } from '../sql-parts.ts'
import { rowsPerScan } from './rows-per-scan.ts'
import {
  betweenSql,
  orderSql,
  selectPaymentIndex,
  sourceSql,
  storeListsSql,
  type PaymentSort,
  type PaymentSpan,
} from '../fragments/payment-order.ts'

/** As many payments of one currency are sorted, rather than searched for among all. */
const fewPayments = 2_000

/** How a statement finds the payments of a list: by which index is decided here, and not by the statistics of PostgreSQL. */
export type PaymentScan = {
  /** The payments that an index finds, in the order of the list if the scan may stop. */
  readonly source: Fragment
  /** Ends the source. `offset 0` only keeps the planner from using the index of a condition outside of it. */
  readonly bound: Fragment
  /** The conditions that the index does not check. */
  readonly filter: Fragment
  /** The last payment that was examined, if others may follow; null if the scan does not stop. */
  readonly stop: Fragment | null
  /** Whether the index checks every condition: then its order and a literal limit decide the plan, whatever the values are. */
  readonly isIndexed: boolean
}

const { sql } = partWriter

type ScanSpan = PaymentSpan & { readonly limit: number }

/** Null if no payment can match. */
export async function planPaymentScan(db: Db, appId: string, span: ScanSpan): Promise<PaymentScan | null> {
  const { conditions, sort } = span
  if (Object.values(conditions).some((value) => Array.isArray(value) && value.length === 0)) return null
  const selective = selectiveConditions[sort].find((name) => isSelective(conditions, name))
  if (selective !== undefined) return scanFew(appId, { span, selective })
  const { name } = selectPaymentIndex(span)
  const { currencyCode } = conditions
  const isListed = name === 'store' || name === 'time'
  if (currencyCode !== undefined && isListed && (await isRareCurrency(db, appId, currencyCode))) {
    return scanFew(appId, { span, selective: 'currencyCode' })
  }
  return name === 'store' ? scanStores(appId, span) : scanInOrder(appId, span)
}

const exactConditions = [
  'storeTransactionId',
  'storeOrderId',
  'acknowledgementAlert',
  'hasDeliveryFailure',
] as const
/** Few payments have the same of these. Those of a user are listed by time, by an index of their own. */
const selectiveConditions: Readonly<Record<PaymentSort, readonly ConditionName[]>> = {
  PAID_AT: exactConditions,
  PRICE: [...exactConditions, 'userId', 'userExternalId'],
}

/** Few deliveries have failed, and all others have not. */
const isSelective = (conditions: PaymentConditions, name: ConditionName): boolean =>
  name === 'hasDeliveryFailure' ? conditions[name] === true : conditions[name] !== undefined

async function isRareCurrency({ sql }: Db, appId: string, code: string): Promise<boolean> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from (
      select from payments where currency_code = ${code} and app_id = ${appId} and currency_code > '' limit 2001
    ) p`
  return (row?.count ?? 0) <= fewPayments
}

/** All payments that the selective condition finds. */
function scanFew(
  appId: string,
  { span, selective }: { readonly span: PaymentSpan; readonly selective: ConditionName },
): PaymentScan {
  const { conditions } = span
  const others = givenConditions(conditions).filter((name) => name !== selective)
  const listed = selective === 'currencyCode' ? sql`and currency_code > ''` : sql``
  return {
    source: sql`
      select * from payments
      where app_id = ${appId} ${paymentConditionsSql(partWriter, appId, conditions, [selective])} ${listed}`,
    bound: sql`offset 0`,
    filter: sql`${paymentConditionsSql(partWriter, appId, conditions, others)} ${betweenSql(partWriter, span)}`,
    stop: null,
    isIndexed: false,
  }
}

/** The conditions that the index of a list checks, and those that remain. */
function divideConditions(span: PaymentSpan) {
  const given = givenConditions(span.conditions)
  const { covers } = selectPaymentIndex(span)
  return {
    covered: given.filter((name) => covers.includes(name)),
    others: given.filter((name) => !covers.includes(name)),
  }
}

/** The payments that an index lists in the order of the list. */
function scanInOrder(appId: string, span: PaymentSpan): PaymentScan {
  const { name } = selectPaymentIndex(span)
  const { covered, others } = divideConditions(span)
  const condition = sql`
    app_id = ${appId} ${paymentConditionsSql(partWriter, appId, span.conditions, covered)} ${betweenSql(partWriter, span)}`
  const source = sql`select * from ${sourceSql(partWriter, name, condition)} ${orderSql(partWriter, span)}`
  // What belongs to one user is few.
  const mayStop = name !== 'user' && others.length > 0
  return {
    source,
    // A literal: for a parameter the planner would assume a part of the table.
    bound: mayStop ? sql`limit 10000` : sql`offset 0`,
    filter: paymentConditionsSql(partWriter, appId, span.conditions, others),
    stop: mayStop ? sql`${source} offset 9999 limit 1` : null,
    isIndexed: others.length === 0,
  }
}

/**
 * The payments of some stores and environments: one list of each, since the index has no common order of them. Where each list is
 * examined up to a bound, all are complete up to the first end.
 */
function scanStores(appId: string, span: ScanSpan): PaymentScan {
  const { conditions } = span
  const { covered, others } = divideConditions(span)
  const withoutStores = covered.filter((name) => name !== 'store' && name !== 'environment')
  const toLists = (between: PaymentSpan) =>
    storeListsSql(
      partWriter,
      conditions,
      sql`app_id = ${appId} ${paymentConditionsSql(partWriter, appId, conditions, withoutStores)} ${betweenSql(partWriter, between)}`,
    ).map((list) => sql`(select * from ${list} ${orderSql(partWriter, span)}`)
  const unite = (lists: readonly Fragment[]) => lists.reduce((all, list) => sql`${all} union all ${list}`)
  const filter = paymentConditionsSql(partWriter, appId, conditions, others)
  const lists = toLists(span)
  if (others.length === 0) {
    const source = sql`select * from (${unite(lists.map((list) => sql`${list} limit ${rawPart(String(span.limit))})`))}) lists`
    return { source, bound: sql`offset 0`, filter, stop: null, isIndexed: true }
  }
  const perList = Math.floor(rowsPerScan / lists.length)
  const ends = unite(lists.map((list) => sql`${list} offset ${perList - 1} limit 1)`))
  const stop = sql`select * from (${ends}) ends ${orderSql(partWriter, span)} limit 1`
  const limited = unite(lists.map((list) => sql`${list} limit ${perList})`))
  const complete = sql`
    select lists.* from (${limited}) lists left join (${stop}) last on true
    where last.id is null or ${notAfterSql(span)}`
  return { source: complete, bound: sql`offset 0`, filter, stop, isIndexed: false }
}

function notAfterSql({ direction }: PaymentSpan): Fragment {
  return direction === 'asc'
    ? sql`(lists.paid_at, lists.id) <= (last.paid_at, last.id)`
    : sql`(lists.paid_at, lists.id) >= (last.paid_at, last.id)`
}

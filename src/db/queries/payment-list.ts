import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'
import { givenConditions, paymentConditionsSql, type ConditionName } from '../fragments/payment-conditions.ts'
import {
  betweenSql,
  orderSql,
  selectPaymentIndex,
  sourceSql,
  type PaymentPosition,
  type PaymentSort,
  type PaymentSpan,
} from '../fragments/payment-order.ts'
import { createRowMapper } from '../row-mapper.ts'
import { payments } from '../tables/payments.ts'
import type { PaymentRow } from './payments.ts'

export type { PaymentConditions, RefundExtent } from '../fragments/payment-conditions.ts'
export type { PaymentPosition, PaymentSort, PaymentSpan }

export type ScannedPayments = {
  readonly rows: PaymentRow[]
  /** Where the statement stopped because it had read enough, before it found `limit` payments; null if it need not stop. */
  readonly stoppedAt: PaymentPosition | null
}

export type PaymentTally = { readonly count: number; readonly stoppedAt: PaymentPosition | null }

/**
 * The payments that one statement reads at most in order to find those that match. No index contains what a consume changes, so a list
 * may have to read many payments to find one; then the next statement continues where this one stopped.
 */
export const paymentsPerScan = 10_000
/** As many payments are sorted rather than searched for in a list of all. */
const fewPayments = 2_000

const toPayment = createRowMapper(payments)

export const positionOf = (
  { paidAt, priceMicros, id }: Pick<PaymentRow, 'paidAt' | 'priceMicros' | 'id'>,
  sort: PaymentSort,
): PaymentPosition => ({ sortKey: sort === 'PRICE' ? String(priceMicros) : paidAt.toISOString(), id })

/** Reads the next payments of a list, in its order. Which index finds them is decided here, and not by the statistics of PostgreSQL. */
export async function scanPayments(
  db: Db,
  appId: string,
  { limit, ...span }: PaymentSpan & { readonly limit: number },
): Promise<ScannedPayments> {
  const { sql } = db
  const scan = await planScan(db, appId, span)
  if (scan === null) return { rows: [], stoppedAt: null }
  const found = await sql`
    select * from (${scan.source} ${scan.limit}) p where true ${scan.filter}
    ${orderSql(db, span)} limit ${limit}`
  const rows = found.map((row) => toPayment(row))
  const stoppedAt = rows.length < limit ? await findEnd(db, scan, span) : null
  return { rows, stoppedAt }
}

/** Counts the next payments of a list, `limit` at most. */
export async function countPayments(
  db: Db,
  appId: string,
  { limit, ...span }: PaymentSpan & { readonly limit: number },
): Promise<PaymentTally> {
  const scan = await planScan(db, appId, span)
  if (scan === null) return { count: 0, stoppedAt: null }
  const [row] = await db.sql<{ count: number }[]>`
    select count(*)::int as count from (
      select from (${scan.source} ${scan.limit}) p where true ${scan.filter} limit ${limit}
    ) counted`
  const count = row?.count ?? 0
  return { count, stoppedAt: count < limit ? await findEnd(db, scan, span) : null }
}

type Scan = {
  /** The payments that an index finds; in the order of the list if there is a `limit`. */
  readonly source: Fragment
  /** Empty if the statement reads as many as it has to. */
  readonly limit: Fragment
  readonly isLimited: boolean
  /** The conditions that the index does not check. */
  readonly filter: Fragment
}

/** The position at which a limited scan ended; null if it read everything. */
async function findEnd(
  db: Db,
  { source, isLimited }: Scan,
  { sort }: PaymentSpan,
): Promise<PaymentPosition | null> {
  if (!isLimited) return null
  const [last] = await db.sql`
    select paid_at, price_micros, id from (${source} offset ${paymentsPerScan - 1} limit 1) p`
  return last === undefined ? null : positionOf(toPayment(last), sort)
}

/** Null if no payment can match. */
async function planScan(db: Db, appId: string, span: PaymentSpan): Promise<Scan | null> {
  const { conditions, sort } = span
  if (Object.values(conditions).some((value) => Array.isArray(value) && value.length === 0)) return null
  const given = givenConditions(conditions)
  const selective = selectiveConditions[sort].find((name) => given.includes(name))
  if (selective !== undefined) return scanFew(db, appId, { span, selective })
  const { currencyCode } = conditions
  const isListedByTime = ['store', 'time'].includes(selectPaymentIndex(span).name)
  if (currencyCode !== undefined && isListedByTime && (await isRareCurrency(db, appId, currencyCode))) {
    return scanFew(db, appId, { span, selective: 'currencyCode' })
  }
  return scanInOrder(db, appId, span)
}

const exactConditions = ['storeTransactionId', 'storeOrderId'] as const
/** Few payments have the same of these. Those of a user are listed by time, by an index of their own. */
const selectiveConditions: Readonly<Record<PaymentSort, readonly ConditionName[]>> = {
  PAID_AT: exactConditions,
  PRICE: [...exactConditions, 'userId', 'userExternalId'],
}

async function isRareCurrency({ sql }: Db, appId: string, code: string): Promise<boolean> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from (
      select from payments where currency_code = ${code} and app_id = ${appId} and currency_code > '' limit 2001
    ) p`
  return (row?.count ?? 0) <= fewPayments
}

/** All payments that the selective condition finds. `offset 0` keeps the planner from using the index of another condition. */
function scanFew(
  db: Db,
  appId: string,
  { span, selective }: { readonly span: PaymentSpan; readonly selective: ConditionName },
): Scan {
  const { sql } = db
  const { conditions } = span
  const others = givenConditions(conditions).filter((name) => name !== selective)
  const listed = selective === 'currencyCode' ? sql`and currency_code > ''` : sql``
  return {
    source: sql`
      select * from payments
      where app_id = ${appId} ${paymentConditionsSql(db, appId, conditions, [selective])} ${listed} offset 0`,
    limit: sql``,
    isLimited: false,
    filter: sql`${paymentConditionsSql(db, appId, conditions, others)} ${betweenSql(db, span)}`,
  }
}

/** The payments that an index lists in the order of the list. */
function scanInOrder(db: Db, appId: string, span: PaymentSpan): Scan {
  const { sql } = db
  const { conditions } = span
  const given = givenConditions(conditions)
  const { name, covers } = selectPaymentIndex(span)
  const covered = covers.filter((each) => given.includes(each))
  const others = given.filter((each) => !covers.includes(each))
  const condition = sql`
    app_id = ${appId} ${paymentConditionsSql(db, appId, conditions, covered)} ${betweenSql(db, span)}`
  const isLimited = name !== 'user' && others.length > 0
  return {
    source: sql`${sourceSql(db, name, { conditions, condition })} ${orderSql(db, span)}`,
    // A literal: for a parameter the planner would assume a part of the table.
    limit: isLimited ? sql`limit 10000` : sql``,
    isLimited,
    filter: paymentConditionsSql(db, appId, conditions, others),
  }
}

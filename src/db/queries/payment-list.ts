import type { Db } from '../client.ts'
import {
  orderSql,
  type PaymentPosition,
  type PaymentSort,
  type PaymentSpan,
} from '../fragments/payment-order.ts'
import { createRowMapper } from '../row-mapper.ts'
import { payments } from '../tables/payments.ts'
import { executeParts, partWriter, rawPart } from '../sql-parts.ts'
import { readerOf, wholePayments, type ListedPayment, type PaymentParts } from './payment-parts.ts'
import type { PaymentRow } from './payments.ts'
import { planPaymentScan, type PaymentScan } from './plan-payment-scan.ts'

export type { PaymentConditions } from '../fragments/payment-conditions.ts'
export type { ListedPayment, PaymentParts, PaymentPosition, PaymentSort, PaymentSpan }

export type ScannedPayments = {
  readonly rows: ListedPayment[]
  /** Where the statement stopped because it had read enough, before it found `limit` payments; null if it need not stop. */
  readonly stoppedAt: PaymentPosition | null
}

export type PaymentTally = { readonly count: number; readonly stoppedAt: PaymentPosition | null }

type LimitedSpan = PaymentSpan & { readonly limit: number }

const { sql } = partWriter
const toPayment = createRowMapper(payments)

export const positionOf = (
  { paidAt, priceMicros, id }: Pick<PaymentRow, 'paidAt' | 'priceMicros' | 'id'>,
  sort: PaymentSort,
): PaymentPosition => ({ sortKey: sort === 'PRICE' ? String(priceMicros) : paidAt.toISOString(), id })

/**
 * Reads the next payments of a list, in its order. The rows that belong to them are read by the same statement if its plan is kept:
 * planning the joins takes longer than the statements of the loaders.
 */
export async function scanPayments(
  db: Db,
  appId: string,
  span: LimitedSpan,
  parts: PaymentParts = wholePayments,
): Promise<ScannedPayments> {
  const scan = await planPaymentScan(db, appId, span)
  if (scan === null) return { rows: [], stoppedAt: null }
  const { columns, joins, read } = readerOf(parts, scan.isIndexed)
  const order = orderSql(partWriter, span)
  // For a parameter the planner would assume a part of the table, and plan for each value.
  const limit = scan.isIndexed ? rawPart(String(span.limit)) : span.limit
  const page = sql`select * from (${scan.source} ${scan.bound}) p where true ${scan.filter} ${order} limit ${limit}`
  const found = await executeParts(
    db,
    sql`select ${columns} from (${page}) p ${joins(appId)} ${order}`,
  ).values()
  const rows = found.map((values) => read(values as unknown[]))
  return { rows, stoppedAt: rows.length < span.limit ? await findStop(db, scan, span) : null }
}

/** Counts the next payments of a list, `limit` at most. */
export async function countPayments(db: Db, appId: string, span: LimitedSpan): Promise<PaymentTally> {
  const scan = await planPaymentScan(db, appId, span)
  if (scan === null) return { count: 0, stoppedAt: null }
  const counted = sql`select from (${scan.source} ${scan.bound}) p where true ${scan.filter} limit ${span.limit}`
  const [row] = await executeParts(db, sql`select count(*)::int as count from (${counted}) counted`)
  const count = (row as { readonly count: number } | undefined)?.count ?? 0
  return { count, stoppedAt: count < span.limit ? await findStop(db, scan, span) : null }
}

async function findStop(
  db: Db,
  { stop }: PaymentScan,
  { sort }: PaymentSpan,
): Promise<PaymentPosition | null> {
  if (stop === null) return null
  const [row] = await executeParts(db, sql`select * from (${stop}) p`)
  return row === undefined ? null : positionOf(toPayment(row), sort)
}

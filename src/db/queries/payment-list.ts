import type { Db } from '../client.ts'
import {
  orderSql,
  type PaymentPosition,
  type PaymentSort,
  type PaymentSpan,
} from '../fragments/payment-order.ts'
import { createRowMapper } from '../row-mapper.ts'
import { payments } from '../tables/payments.ts'
import type { PaymentRow } from './payments.ts'
import { planPaymentScan, type PaymentScan } from './plan-payment-scan.ts'

export type { PaymentConditions } from '../fragments/payment-conditions.ts'
export type { PaymentPosition, PaymentSort, PaymentSpan }

export type ScannedPayments = {
  readonly rows: PaymentRow[]
  /** Where the statement stopped because it had read enough, before it found `limit` payments; null if it need not stop. */
  readonly stoppedAt: PaymentPosition | null
}

export type PaymentTally = { readonly count: number; readonly stoppedAt: PaymentPosition | null }

type LimitedSpan = PaymentSpan & { readonly limit: number }

const toPayment = createRowMapper(payments)

export const positionOf = (
  { paidAt, priceMicros, id }: Pick<PaymentRow, 'paidAt' | 'priceMicros' | 'id'>,
  sort: PaymentSort,
): PaymentPosition => ({ sortKey: sort === 'PRICE' ? String(priceMicros) : paidAt.toISOString(), id })

/** Reads the next payments of a list, in its order. */
export async function scanPayments(db: Db, appId: string, span: LimitedSpan): Promise<ScannedPayments> {
  const scan = await planPaymentScan(db, appId, span)
  if (scan === null) return { rows: [], stoppedAt: null }
  const found = await db.sql`
    select * from (${scan.source} ${scan.bound}) p where true ${scan.filter} ${orderSql(db, span)} limit ${span.limit}`
  const rows = found.map((row) => toPayment(row))
  return { rows, stoppedAt: rows.length < span.limit ? await findStop(db, scan, span) : null }
}

/** Counts the next payments of a list, `limit` at most. */
export async function countPayments(db: Db, appId: string, span: LimitedSpan): Promise<PaymentTally> {
  const scan = await planPaymentScan(db, appId, span)
  if (scan === null) return { count: 0, stoppedAt: null }
  const [row] = await db.sql<{ count: number }[]>`
    select count(*)::int as count from (
      select from (${scan.source} ${scan.bound}) p where true ${scan.filter} limit ${span.limit}
    ) counted`
  const count = row?.count ?? 0
  return { count, stoppedAt: count < span.limit ? await findStop(db, scan, span) : null }
}

async function findStop(
  db: Db,
  { stop }: PaymentScan,
  { sort }: PaymentSpan,
): Promise<PaymentPosition | null> {
  if (stop === null) return null
  const [row] = await db.sql`select * from (${stop}) p`
  return row === undefined ? null : positionOf(toPayment(row), sort)
}

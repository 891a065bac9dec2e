import { and, asc, desc, eq, getTableColumns, inArray, lt, sql } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { anyOf } from '../fragments/any-of.ts'
import { createRowMapper } from '../row-mapper.ts'
import type { StoreValue } from '../tables/columns.ts'
import { payments } from '../tables/payments.ts'
import {
  refundReviewPayments,
  refundReviews,
  type RefundReviewAnswer,
  type RefundReviewStatus,
} from '../tables/refund-reviews.ts'
import type { PaymentRow } from './payments.ts'

export type RefundReviewRow = typeof refundReviews.$inferSelect
export type { RefundReviewAnswer, RefundReviewStatus }

const toReview = createRowMapper(refundReviews)

export async function selectRefundReview(db: Db, appId: string, id: string): Promise<RefundReviewRow | null> {
  const [row] = await db.orm
    .select()
    .from(refundReviews)
    .where(and(eq(refundReviews.appId, appId), eq(refundReviews.id, id)))
  return row ?? null
}

/** A position in the list; the id distinguishes equal times. */
export type RefundReviewCursor = { readonly at: Date; readonly id: string }

export type RefundReviewPage = {
  readonly status: readonly RefundReviewStatus[] | null
  readonly store: readonly StoreValue[] | null
  readonly deadlineBefore: Date | null
  readonly paymentId: string | null
  /** Newest first, or the nearest deadline first. */
  readonly orderBy: 'REQUESTED_AT_DESC' | 'DEADLINE_ASC'
  readonly after: RefundReviewCursor | null
  readonly limit: number
}

export async function selectRefundReviews(
  db: Db,
  appId: string,
  page: RefundReviewPage,
): Promise<RefundReviewRow[]> {
  const byDeadline = page.orderBy === 'DEADLINE_ASC'
  const column = byDeadline ? refundReviews.deadlineAt : refundReviews.requestedAt
  const order = byDeadline ? asc : desc
  const { after } = page
  const reviewsOfPayment = (paymentId: string) =>
    db.orm
      .select({ id: refundReviewPayments.reviewId })
      .from(refundReviewPayments)
      .where(and(eq(refundReviewPayments.appId, appId), eq(refundReviewPayments.paymentId, paymentId)))
  return db.orm
    .select()
    .from(refundReviews)
    .where(
      and(
        eq(refundReviews.appId, appId),
        // The condition of the index.
        sql`${column} > '-infinity'`,
        page.status === null ? undefined : inArray(refundReviews.status, [...page.status]),
        page.store === null ? undefined : inArray(refundReviews.store, [...page.store]),
        page.deadlineBefore === null ? undefined : lt(refundReviews.deadlineAt, page.deadlineBefore),
        page.paymentId === null ? undefined : inArray(refundReviews.id, reviewsOfPayment(page.paymentId)),
        after === null
          ? undefined
          : sql`(${column}, ${refundReviews.id}) ${sql.raw(byDeadline ? '>' : '<')}
              (${after.at.toISOString()}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(order(column), order(refundReviews.id))
    .limit(page.limit)
}

/** The newest reviews of each payment, at most `limit` of each; newest first. */
export async function selectRefundReviewsOfPayments(
  { sql }: Db,
  appId: string,
  paymentIds: readonly string[],
  limit: number,
): Promise<(RefundReviewRow & { readonly paymentId: string })[]> {
  const rows = await sql<({ payment_id: string } & Record<string, unknown>)[]>`
    select newest.*, payment.id as payment_id
    from unnest(${[...new Set(paymentIds)]}::uuid[]) as payment (id)
    cross join lateral (
      select r.* from refund_review_payments l
      join refund_reviews r on r.app_id = l.app_id and r.id = l.review_id
      where l.app_id = ${appId} and l.payment_id = payment.id
      order by r.id desc limit ${limit}
    ) newest
    order by newest.id desc`
  return rows.map((row) => ({ ...toReview(row), paymentId: row.payment_id }))
}

/** The payments of each review, by id. */
export async function selectPaymentsOfRefundReviews(
  db: Db,
  appId: string,
  reviewIds: readonly string[],
): Promise<(PaymentRow & { readonly reviewId: string })[]> {
  return db.orm
    .select({ ...getTableColumns(payments), reviewId: refundReviewPayments.reviewId })
    .from(refundReviewPayments)
    .innerJoin(
      payments,
      and(eq(payments.appId, refundReviewPayments.appId), eq(payments.id, refundReviewPayments.paymentId)),
    )
    .where(and(eq(refundReviewPayments.appId, appId), anyOf(refundReviewPayments.reviewId, reviewIds)))
    .orderBy(asc(payments.id))
}

/** The ids of the payments that a review is about, whether they belong to it yet or not; at most `limit`. */
export async function selectReviewedPaymentIds(
  db: Db,
  review: Pick<RefundReviewRow, 'appId' | 'store' | 'environment' | 'storeOrderId' | 'storeTransactionId'>,
  limit: number,
): Promise<string[]> {
  const { appId, store, environment, storeOrderId, storeTransactionId } = review
  const identity =
    storeOrderId === null
      ? eq(payments.storeTransactionId, storeTransactionId ?? '')
      : eq(payments.storeOrderId, storeOrderId)
  const rows = await db.orm
    .select({ id: payments.id })
    .from(payments)
    .where(
      and(
        eq(payments.appId, appId),
        identity,
        eq(payments.store, store),
        environment === null ? undefined : eq(payments.environment, environment),
      ),
    )
    .orderBy(asc(payments.id))
    .limit(limit)
  return rows.map(({ id }) => id)
}

export type OpenReviewCount = {
  readonly store: StoreValue
  readonly timeLeft: 'under_1h' | 'under_6h' | 'over_6h'
  readonly count: number
}

/** The open reviews of all AppKeys by store and by the time that is left. */
export async function selectOpenReviewCounts({ sql }: Db, now: Date): Promise<OpenReviewCount[]> {
  const nowText = now.toISOString()
  return sql<OpenReviewCount[]>`
    select r.store, r.time_left as "timeLeft", count(*)::int as count
    from apps a cross join lateral (
      select store, case
        when deadline_at < ${nowText}::timestamptz + interval '1 hour' then 'under_1h'
        when deadline_at < ${nowText}::timestamptz + interval '6 hours' then 'under_6h'
        else 'over_6h' end as time_left
      from refund_reviews where app_id = a.app_id and next_attempt_at is not null
    ) r
    group by 1, 2`
}

/** Only AppKeys that sell in very many currencies have more. */
const maxStatisticsRows = 1000

export type RefundReviewStatisticsRow = {
  readonly store: StoreValue
  readonly status: RefundReviewStatus
  readonly answer: RefundReviewAnswer | null
  readonly refunded: boolean
  readonly currencyCode: string | null
  readonly count: number
  readonly costMicros: bigint
}

/** Counts and costs of the reviews that were requested in a period. A review counts as refunded when all of its payments are. */
export async function selectRefundReviewStatistics(
  { sql }: Db,
  appId: string,
  period: { readonly from: Date; readonly to: Date },
): Promise<RefundReviewStatisticsRow[]> {
  const rows = await sql<(Omit<RefundReviewStatisticsRow, 'costMicros'> & { costMicros: string })[]>`
    select r.store, r.status, r.answer, p.refunded, r.chargeback_cost_currency as "currencyCode", count(*)::int as count,
           coalesce(sum(r.chargeback_cost_micros), 0)::text as "costMicros"
    from refund_reviews r cross join lateral (
      select coalesce(bool_and(p.status = 'REFUNDED'), false) as refunded
      from refund_review_payments l join payments p on p.app_id = l.app_id and p.id = l.payment_id
      where l.app_id = r.app_id and l.review_id = r.id
    ) p
    where r.app_id = ${appId} and r.requested_at > '-infinity' and r.requested_at >= ${period.from.toISOString()}::timestamptz
      and r.requested_at < ${period.to.toISOString()}::timestamptz
    group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5 limit ${maxStatisticsRows}`
  return rows.map((row) => ({ ...row, costMicros: BigInt(row.costMicros) }))
}

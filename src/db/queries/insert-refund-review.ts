import type { Db } from '../client.ts'
import { eventInsertSql } from '../fragments/event-insert.ts'
import { jobInsertSql } from '../fragments/job-insert.ts'
import { createRowMapper } from '../row-mapper.ts'
import { refundReviews } from '../tables/refund-reviews.ts'
import type { RefundReviewRow } from './refund-reviews.ts'

export type NewRefundReview = Pick<
  RefundReviewRow,
  | 'appId'
  | 'id'
  | 'store'
  | 'requestKey'
  | 'encryptedRequest'
  | 'environment'
  | 'storeOrderId'
  | 'storeTransactionId'
  | 'requestReason'
  | 'consentRequired'
  | 'requestedAt'
  | 'deadlineAt'
  | 'createdAt'
> & { readonly status: 'PENDING' | 'EXPIRED' }

const toReview = createRowMapper(refundReviews)

/**
 * Inserts a review and enqueues the job that processes it, in one statement. A request that was recorded before changes nothing; the
 * stored review is returned.
 * @param recoverAt when the job recovery enqueues the job again, should it get lost
 */
export async function insertRefundReview(
  db: Db,
  review: NewRefundReview,
  recoverAt: Date,
): Promise<{ readonly review: RefundReviewRow; readonly isNew: boolean }> {
  const { appId, store, requestKey, status } = review
  const nextAttemptAt = status === 'PENDING' ? recoverAt.toISOString() : null
  const [inserted] = await db.sql`
    with review_insert as (
      insert into refund_reviews (app_id, id, store, request_key, encrypted_request, environment, store_order_id, store_transaction_id,
                                  request_reason, consent_required, requested_at, deadline_at, created_at, status, attempts, next_attempt_at)
      values (${appId}, ${review.id}, ${store}, ${requestKey}, ${review.encryptedRequest}, ${review.environment},
              ${review.storeOrderId}, ${review.storeTransactionId}, ${review.requestReason}, ${review.consentRequired},
              ${review.requestedAt.toISOString()}::timestamptz, ${review.deadlineAt.toISOString()}::timestamptz,
              ${review.createdAt.toISOString()}::timestamptz, ${status}, 0, ${nextAttemptAt}::timestamptz)
      on conflict (request_key, app_id, store) do nothing
      returning *
    ), job_insert as (
      ${jobInsertSql(db, { task: 'process_refund_review', from: 'review_insert', where: db.sql`status = 'PENDING'` })}
    )
    select review_insert.* from review_insert left join job_insert on true`
  if (inserted !== undefined) return { review: toReview(inserted), isNew: true }
  const [existing] = await db.sql`
    select * from refund_reviews where app_id = ${appId} and store = ${store} and request_key = ${requestKey}`
  if (existing === undefined) throw new Error('a review that conflicts must exist')
  return { review: toReview(existing), isNew: false }
}

export type RefundReviewLink = { readonly paymentId: string; readonly eventId: string }

/**
 * Adds payments to a review, each with its event. Payments that belong to it already are skipped. A review that can no longer be
 * answered has no events.
 */
export async function insertRefundReviewPayments(
  db: Db,
  review: Pick<RefundReviewRow, 'appId' | 'id'>,
  links: readonly RefundReviewLink[],
  now: Date,
): Promise<{ readonly linkedCount: number }> {
  const event = eventInsertSql(db, {
    from: 'linked',
    id: db.sql`event_id`,
    type: 'PAYMENT_REFUND_REVIEW_REQUESTED',
    occurredAt: now.toISOString(),
    previousStatus: db.sql`status`,
  })
  const [row] = await db.sql<{ linked: number }[]>`
    with input as (
      select * from unnest(${links.map(({ paymentId }) => paymentId)}::uuid[], ${links.map(({ eventId }) => eventId)}::uuid[])
        as i (payment_id, event_id)
    ), link_insert as (
      insert into refund_review_payments (app_id, review_id, payment_id)
      select ${review.appId}, ${review.id}, payment_id from input order by payment_id
      on conflict (app_id, review_id, payment_id) do nothing
      returning app_id, review_id, payment_id
    ), linked as (
      select p.app_id, i.event_id, p.purchase_id, p.id, p.store, p.status
      from link_insert l
      join input i on i.payment_id = l.payment_id
      cross join lateral (
        select * from payments p where p.app_id = l.app_id and p.id = l.payment_id limit 1
      ) p
      where (select r.status from refund_reviews r where r.app_id = l.app_id and r.id = l.review_id) = 'PENDING'
    ), event_insert as (${event}
    )
    select count(*)::int as linked from link_insert`
  return { linkedCount: row?.linked ?? 0 }
}

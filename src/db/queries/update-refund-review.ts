import type { Db } from '../client.ts'
import { jobInsertSql } from '../fragments/job-insert.ts'
import { operatorActionSql, type OperatorAction } from '../fragments/operator-action.ts'
import { refundReviewEventsSql, type RefundReviewEvents } from '../fragments/refund-review-events.ts'
import { createRowMapper } from '../row-mapper.ts'
import { refundReviews } from '../tables/refund-reviews.ts'
import type { RefundReviewRow } from './refund-reviews.ts'

const toReview = createRowMapper(refundReviews)

type ReviewKey = Pick<RefundReviewRow, 'appId' | 'id'>

/** Claims a review: the job recovery skips it until `nextAttemptAt`. Null if it needs no further attempt. */
export async function updateRefundReviewStarted(
  { sql }: Db,
  { appId, id }: ReviewKey,
  nextAttemptAt: Date,
): Promise<RefundReviewRow | null> {
  const [row] = await sql`
    update refund_reviews set next_attempt_at = ${nextAttemptAt.toISOString()}::timestamptz
    where app_id = ${appId} and id = ${id} and status in ('PENDING', 'ANSWERING')
    returning *`
  return row === undefined ? null : toReview(row)
}

/** Stores what the store stated about the request. A cost that is known is not replaced: a refund lowers the revenue of an order. */
export async function updateRefundReviewCost(
  { sql }: Db,
  { appId, id }: ReviewKey,
  cost: { readonly amountMicros: bigint; readonly currencyCode: string },
): Promise<void> {
  await sql`
    update refund_reviews
    set chargeback_cost_micros = ${cost.amountMicros.toString()}::bigint, chargeback_cost_currency = ${cost.currencyCode}
    where app_id = ${appId} and id = ${id} and chargeback_cost_micros is null`
}

/**
 * Stores the result of an attempt that did not end the review. Stores nothing if the review was answered, made due or claimed by another
 * attempt since it was read: then the time of the next attempt is no longer this attempt's to decide.
 */
export async function updateRefundReviewProgress(
  { sql }: Db,
  { appId, id, nextAttemptAt: claimedUntil }: ReviewKey & Pick<RefundReviewRow, 'nextAttemptAt'>,
  progress: Pick<RefundReviewRow, 'attempts' | 'lastError'> & { readonly nextAttemptAt: Date },
): Promise<void> {
  await sql`
    update refund_reviews
    set attempts = ${progress.attempts}, last_error = ${progress.lastError},
        next_attempt_at = ${progress.nextAttemptAt.toISOString()}::timestamptz
    where app_id = ${appId} and id = ${id} and status in ('PENDING', 'ANSWERING')
      and next_attempt_at = ${claimedUntil?.toISOString() ?? null}::timestamptz`
}

export type RefundReviewDecision = {
  readonly answer: NonNullable<RefundReviewRow['answer']>
  readonly delivered: boolean
  readonly consumptionMilliunits: number | null
  readonly customerConsented: boolean
  readonly reason: string | null
  readonly now: Date
} &
  /** The job that decides sends the answer; `recoverAt` is when it is due again, should the job get lost. */
  (
    | { readonly answeredBy: 'POLICY'; readonly recoverAt: Date }
    | { readonly answeredBy: 'SERVER' | 'OPERATOR'; readonly action: OperatorAction }
  )

/**
 * PENDING → ANSWERING: stores the answer before it is sent; an answer of a caller with its job and the audit log. Of several
 * concurrent calls the first one decides. The policy decides only while the settings of the project, as they are now, allow it.
 * @returns null if the review is not pending, its deadline has passed, or the settings do not allow the answer
 */
export async function updateRefundReviewDecided(
  db: Db,
  { appId, id }: ReviewKey,
  decision: RefundReviewDecision,
): Promise<RefundReviewRow | null> {
  const { answer, delivered, consumptionMilliunits, customerConsented, answeredBy, reason } = decision
  const nowText = decision.now.toISOString()
  const allowed =
    decision.answeredBy === 'POLICY'
      ? db.sql`exists (
          select 1 from apps a
          where a.app_id = ${appId} and a.refund_review_policy <> 'MANUAL' and (a.send_consumption_info or not r.consent_required)
        )`
      : db.sql`(${customerConsented} or not r.consent_required)`
  const [nextAttemptAt, effects] =
    decision.answeredBy === 'POLICY'
      ? [decision.recoverAt, db.sql`job_insert as (select 1)`]
      : [
          decision.now,
          db.sql`${operatorActionSql(db, 'review_update', decision.action)}, job_insert as (
            ${jobInsertSql(db, { task: 'process_refund_review', from: 'review_update' })}
          )`,
        ]
  const [row] = await db.sql`
    with review_update as (
      update refund_reviews r
      set status = 'ANSWERING', answer = ${answer}, delivered = ${delivered},
          consumption_milliunits = ${consumptionMilliunits}::int, customer_consented = ${customerConsented},
          answered_by = ${answeredBy}, answer_reason = ${reason}::text, decided_at = ${nowText}::timestamptz,
          attempts = 0, last_error = null, next_attempt_at = ${nextAttemptAt.toISOString()}::timestamptz
      where r.app_id = ${appId} and r.id = ${id} and r.status = 'PENDING' and r.deadline_at > ${nowText}::timestamptz
        and ${allowed}
      returning r.*
    ), ${effects}
    select review_update.* from review_update left join job_insert on true`
  return row === undefined ? null : toReview(row)
}

export type RefundReviewResult = {
  readonly status: 'ANSWERED' | 'EXPIRED' | 'FAILED' | 'CLOSED'
  /** The status that the review has before. */
  readonly from: readonly ('PENDING' | 'ANSWERING')[]
  readonly attempts: number
  readonly lastError: string | null
  readonly events: RefundReviewEvents['events']
  readonly now: Date
}

const eventTypes = {
  ANSWERED: 'PAYMENT_REFUND_REVIEW_ANSWERED',
  EXPIRED: 'PAYMENT_REFUND_REVIEW_EXPIRED',
  FAILED: 'PAYMENT_REFUND_REVIEW_FAILED',
} as const

/** Ends a review, with its events. A review that is closed because its payments are refunded has none beside that of the refund. */
export async function updateRefundReviewFinished(
  db: Db,
  { appId, id }: ReviewKey,
  result: RefundReviewResult,
): Promise<RefundReviewRow | null> {
  const { status, from, attempts, lastError, now } = result
  const nowText = now.toISOString()
  const events =
    status === 'CLOSED'
      ? db.sql``
      : db.sql`, ${refundReviewEventsSql(db, {
          from: 'review_update',
          type: eventTypes[status],
          events: result.events,
          occurredAt: nowText,
        })}`
  const [row] = await db.sql`
    with review_update as (
      update refund_reviews
      set status = ${status}, attempts = ${attempts}, last_error = ${lastError}, next_attempt_at = null,
          encrypted_request = null,
          answered_at = case when ${status} = 'ANSWERED' then ${nowText}::timestamptz end
      where app_id = ${appId} and id = ${id} and status = any(${[...from]}::text[])
      returning *
    )${events}
    select * from review_update`
  return row === undefined ? null : toReview(row)
}

/** Stores that half of the time has passed without an accepted answer, with the events; false if that was stored before. */
export async function updateRefundReviewAlerted(
  db: Db,
  { appId, id }: ReviewKey,
  alert: { readonly events: RefundReviewEvents['events']; readonly now: Date },
): Promise<boolean> {
  const nowText = alert.now.toISOString()
  const events = refundReviewEventsSql(db, {
    from: 'review_update',
    type: 'PAYMENT_REFUND_REVIEW_WARNING',
    events: alert.events,
    occurredAt: nowText,
  })
  const rows = await db.sql`
    with review_update as (
      update refund_reviews set alerted_at = ${nowText}::timestamptz
      where app_id = ${appId} and id = ${id} and status in ('PENDING', 'ANSWERING') and alerted_at is null
      returning *
    ), ${events}
    select 1 from review_update`
  return rows.length > 0
}

/** Makes every open review of an AppKey due, because its settings have changed. */
export async function updateRefundReviewsDue({ sql }: Db, appId: string, now: Date): Promise<void> {
  await sql`
    update refund_reviews set next_attempt_at = ${now.toISOString()}::timestamptz
    where app_id = ${appId} and next_attempt_at is not null`
}

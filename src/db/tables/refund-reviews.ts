import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { appId, bytes, instant, store } from './columns.ts'
import { payments } from './payments.ts'

export type RefundReviewStatus = 'PENDING' | 'ANSWERING' | 'ANSWERED' | 'EXPIRED' | 'FAILED' | 'CLOSED'

export type RefundReviewAnswer = 'DECLINE' | 'GRANT' | 'GRANT_PRORATED' | 'NEUTRAL'

/**
 * Requests of stores for evidence before they decide on a refund or chargeback, one row per request. An answer is stored before it is
 * sent, because the store counts the first one that it receives: an attempt whose response was lost is repeated unchanged.
 */
export const refundReviews = pgTable(
  'refund_reviews',
  {
    appId: appId(),
    id: uuid('id').notNull(),
    store: store(),
    /** SHA-256 of the store's own identity of the request, which is the same in every repetition. */
    requestKey: bytes('request_key').notNull(),
    /** What the adapter needs to answer. Encrypted; null once no answer can follow. */
    encryptedRequest: bytes('encrypted_request'),
    environment: text('environment').$type<'PRODUCTION' | 'SANDBOX'>(),
    /** The payments are those of this order, or of this transaction; one of the two is null. */
    storeOrderId: text('store_order_id'),
    storeTransactionId: text('store_transaction_id'),
    /** The store's reason for the review; null where it states none. */
    requestReason: text('request_reason'),
    /** The store accepts an answer only with the consent of the customer. */
    consentRequired: boolean('consent_required').notNull(),
    requestedAt: instant('requested_at').notNull(),
    deadlineAt: instant('deadline_at').notNull(),
    createdAt: instant('created_at').notNull(),
    status: text('status').$type<RefundReviewStatus>().notNull(),
    answer: text('answer').$type<RefundReviewAnswer>(),
    /** What was stated about the item together with the answer. */
    delivered: boolean('delivered'),
    consumptionMilliunits: integer('consumption_milliunits'),
    customerConsented: boolean('customer_consented'),
    answeredBy: text('answered_by').$type<'POLICY' | 'SERVER' | 'OPERATOR'>(),
    answerReason: text('answer_reason'),
    /** When the answer was chosen. */
    decidedAt: instant('decided_at'),
    /** When the store accepted the answer. */
    answeredAt: instant('answered_at'),
    /** Attempts to send the answer that have ended, whatever their result. */
    attempts: integer('attempts').notNull(),
    lastError: text('last_error'),
    /** When the alert about the passing of half of the time was raised. */
    alertedAt: instant('alerted_at'),
    /** The developer's revenue that a chargeback takes, without fees of banks; null where the store does not state it. */
    chargebackCostMicros: bigint('chargeback_cost_micros', { mode: 'bigint' }),
    chargebackCostCurrency: text('chargeback_cost_currency'),
    /** Time of the next attempt; null if and only if the status is neither PENDING nor ANSWERING. */
    nextAttemptAt: instant('next_attempt_at'),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.id] }),
    unique('refund_reviews_request').on(table.requestKey, table.appId, table.store),
    index('refund_reviews_requested')
      .on(table.appId, table.requestedAt, table.id)
      .where(sql`requested_at > '-infinity'`),
    index('refund_reviews_deadline')
      .on(table.appId, table.deadlineAt, table.id)
      .where(sql`deadline_at > '-infinity'`),
    index('refund_reviews_due')
      .on(table.appId, table.nextAttemptAt)
      .where(sql`next_attempt_at is not null`),
    check(
      'refund_reviews_status',
      sql`status in ('PENDING', 'ANSWERING', 'ANSWERED', 'EXPIRED', 'FAILED', 'CLOSED')`,
    ),
    check('refund_reviews_open', sql`(next_attempt_at is not null) = (status in ('PENDING', 'ANSWERING'))`),
    check('refund_reviews_answer', sql`status not in ('ANSWERING', 'ANSWERED') or answer is not null`),
    check('refund_reviews_cost', sql`(chargeback_cost_micros is null) = (chargeback_cost_currency is null)`),
  ],
)

/** The payments of a review: several where the order has several products. */
export const refundReviewPayments = pgTable(
  'refund_review_payments',
  {
    appId: appId(),
    reviewId: uuid('review_id').notNull(),
    paymentId: uuid('payment_id').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.reviewId, table.paymentId] }),
    index('refund_review_payments_payment').on(table.paymentId, table.appId, table.reviewId),
    foreignKey({
      name: 'refund_review_payments_review_fk',
      columns: [table.appId, table.reviewId],
      foreignColumns: [refundReviews.appId, refundReviews.id],
    }),
    foreignKey({
      name: 'refund_review_payments_payment_fk',
      columns: [table.appId, table.paymentId],
      foreignColumns: [payments.appId, payments.id],
    }),
  ],
)

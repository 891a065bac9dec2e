import { sql } from 'drizzle-orm'
import { boolean, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { appId, instant } from './columns.ts'

/**
 * Progress of the acknowledgement of a payment at its store. The status is the payment's `acknowledgement_status`. There is no
 * foreign key: a row is written by the statement that writes its payment, payments are never deleted, and while `payments` has no
 * statistics each check would scan all payments of the AppKey.
 */
export const acknowledgements = pgTable(
  'acknowledgements',
  {
    appId: appId(),
    paymentId: uuid('payment_id').notNull(),
    /** Copy of `payments.consumable`, so that `sequence_events` need not read `payments`. */
    consumable: boolean('consumable').notNull(),
    /** When the store refunds the payment by itself unless it is acknowledged; null where it does not, or no longer does. */
    deadlineAt: instant('deadline_at'),
    /** The store no longer refunds by itself. Consuming at the store may still be due. */
    storeAcknowledged: boolean('store_acknowledged').notNull(),
    /** Attempts to acknowledge that have ended, whatever their result. */
    attempts: integer('attempts').notNull(),
    lastError: text('last_error'),
    acknowledgedAt: instant('acknowledged_at'),
    /** The highest deadline alert raised so far; null if none. */
    alertLevel: text('alert_level').$type<'WARNING' | 'CRITICAL'>(),
    /** Time of the next attempt; null if and only if `payments.acknowledgement_status` is not PENDING. */
    nextAttemptAt: instant('next_attempt_at'),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.paymentId] }),
    index('acknowledgements_due')
      .on(table.appId, table.nextAttemptAt)
      .where(sql`next_attempt_at is not null`),
    /** Few rows: those whose deadline is near enough for an alert. */
    index('acknowledgements_alerted')
      .on(table.appId, table.deadlineAt)
      .where(sql`alert_level is not null and next_attempt_at is not null and not store_acknowledged`),
    /** Few rows: those that ended after an error and without success. */
    index('acknowledgements_failed')
      .on(table.appId, table.paymentId)
      .where(sql`last_error is not null and next_attempt_at is null and acknowledged_at is null`),
  ],
)

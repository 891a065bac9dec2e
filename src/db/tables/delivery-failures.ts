import { sql } from 'drizzle-orm'
import { index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { appId, instant } from './columns.ts'

/**
 * Payments that the game server has given up to deliver. A trigger deletes the row when the payment is completed, refunded, corrected or
 * transferred. There is no foreign key: the statement that writes a row reads its payment, and payments are never deleted.
 */
export const deliveryFailures = pgTable(
  'delivery_failures',
  {
    appId: appId(),
    paymentId: uuid('payment_id').notNull(),
    /** Why, in the words of the game server. */
    message: text('message').notNull(),
    attempts: integer('attempts').notNull(),
    /** Time of the first report since the delivery was last retried. */
    failedAt: instant('failed_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.paymentId] }),
    index('delivery_failures_failed_at')
      .on(table.appId, table.failedAt, table.paymentId)
      .where(sql`failed_at > '-infinity'`),
  ],
)

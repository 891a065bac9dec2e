import { sql } from 'drizzle-orm'
import { boolean, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { appId, instant } from './columns.ts'

/**
 * What is left to tell the store about a payment. Its status is the payment's `acknowledgement_status`. No foreign key: a row is
 * written by the statement that writes its payment, payments are never deleted, and as long as `payments` has no statistics each
 * check would walk all payments of the AppKey.
 */
export const acknowledgements = pgTable(
  'acknowledgements',
  {
    appId: appId(),
    paymentId: uuid('payment_id').notNull(),
    /** As the payment's; copied here so that placing its events reads one table. */
    consumable: boolean('consumable').notNull(),
    /** When the store takes the money back unless it is told; null where it does not, or was told enough. */
    deadline: instant('deadline'),
    /** The store knows that the purchase was taken; using it up may still be due. */
    acknowledged: boolean('acknowledged').notNull(),
    attempts: integer('attempts').notNull(),
    lastError: text('last_error'),
    acknowledgedAt: instant('acknowledged_at'),
    /** How loudly was warned of the deadline. */
    alarm: text('alarm').$type<'WARNING' | 'CRITICAL'>(),
    /** When to look again; null if and only if nothing is to be done: the payment's status is not PENDING. */
    nextAt: instant('next_at'),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.paymentId] }),
    index('acknowledgements_due')
      .on(table.appId, table.nextAt)
      .where(sql`next_at is not null`),
  ],
)

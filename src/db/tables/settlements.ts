import { sql } from 'drizzle-orm'
import { boolean, foreignKey, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { appId, instant } from './columns.ts'
import { payments } from './payments.ts'

/** What is left to tell the store about a payment. Its status is the payment's `settlement_status`. */
export const settlements = pgTable(
  'settlements',
  {
    appId: appId(),
    paymentId: uuid('payment_id').notNull(),
    /** When the store takes the money back unless it is told; null where it does not, or was told enough. */
    deadline: instant('deadline'),
    /** The store knows that the purchase was taken; using it up may still be due. */
    acknowledged: boolean('acknowledged').notNull(),
    attempts: integer('attempts').notNull(),
    lastError: text('last_error'),
    settledAt: instant('settled_at'),
    /** How loudly was warned of the deadline. */
    alarm: text('alarm').$type<'WARNING' | 'ALARM'>(),
    /** When to look again; null while nothing is to be done. */
    nextAt: instant('next_at'),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.paymentId] }),
    index('settlements_due')
      .on(table.appId, table.nextAt)
      .where(sql`next_at is not null`),
    foreignKey({ columns: [table.appId, table.paymentId], foreignColumns: [payments.appId, payments.id] }),
  ],
)

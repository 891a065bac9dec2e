import { integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { appId, instant, store } from './columns.ts'

/** How often `verifyPurchase` ended with each problem, by hour. Nothing depends on these numbers: a killed process loses its last seconds. */
export const verificationFailures = pgTable(
  'verification_failures',
  {
    appId: appId(),
    /** Start of the hour, in UTC. */
    hour: instant('hour').notNull(),
    store: store(),
    /** Code of the problem. */
    code: text('code').notNull(),
    count: integer('count').notNull(),
    lastFailedAt: instant('last_failed_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.appId, table.hour, table.store, table.code] })],
)

import { index, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/** Steps of a sign-in that is not complete, such as a requested second factor: the "verification" of better-auth. */
export const operatorVerifications = pgTable(
  'operator_verifications',
  {
    id: uuid('id').primaryKey(),
    identifier: text('identifier').notNull(),
    value: text('value').notNull(),
    expiresAt: instant('expires_at').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [index('operator_verifications_identifier').on(table.identifier)],
)

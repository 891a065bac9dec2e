import { index, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { appId, instant } from './columns.ts'

/** Operator actions: who did what and why. A row is written in the transaction of the change; rows are never deleted. */
export const auditLog = pgTable(
  'audit_log',
  {
    appId: appId(),
    id: uuid('id').notNull(),
    occurredAt: instant('occurred_at').notNull(),
    /** `server key key_…` or `operator <name>`. */
    actor: text('actor').notNull(),
    /** Name of the GraphQL mutation. */
    action: text('action').notNull(),
    /** Id of the row that was changed: a payment, a notification. */
    subjectId: uuid('subject_id').notNull(),
    reason: text('reason'),
    /** The changed fields before and after. Contains no secrets. */
    changes: jsonb('changes').$type<Record<string, unknown>>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.id] }),
    index('audit_log_subject').on(table.subjectId, table.appId, table.id),
  ],
)

import { index, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { appId, instant } from './columns.ts'

/** What people did by hand, who and why. Written with the change it tells of; nothing is ever taken out. */
export const auditLog = pgTable(
  'audit_log',
  {
    appId: appId(),
    id: uuid('id').notNull(),
    at: instant('at').notNull(),
    /** `server key key_…`, or `operator <name>`. */
    actor: text('actor').notNull(),
    /** The mutation. */
    action: text('action').notNull(),
    /** What it was about: a payment, a notification. */
    subjectId: uuid('subject_id').notNull(),
    reason: text('reason'),
    /** What was there before and after, as far as it changed. No secrets. */
    details: jsonb('details').$type<Record<string, unknown>>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.id] }),
    index('audit_log_subject').on(table.appId, table.subjectId, table.id),
  ],
)

import { sql } from 'drizzle-orm'
import { check, foreignKey, index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import type { AuditActorKind } from './audit-log.ts'
import { appId, instant } from './columns.ts'
import { payments } from './payments.ts'
import { users } from './users.ts'

/** What operators write down about a payment or a user, for other operators. */
export const notes = pgTable(
  'notes',
  {
    appId: appId(),
    id: uuid('id').notNull(),
    /** The payment; null for a note about the user. */
    paymentId: uuid('payment_id'),
    /** The user, or the user to whom the payment belonged when the note was written. */
    userId: uuid('user_id').notNull(),
    /** Null after the user was erased. */
    text: text('text'),
    authorKind: text('author_kind').$type<AuditActorKind>().notNull(),
    /** Prefixed id of the operator or server key; null for the command line. */
    authorId: text('author_id'),
    authorName: text('author_name'),
    createdAt: instant('created_at').notNull(),
    erasedAt: instant('erased_at'),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.id] }),
    index('notes_payment').on(table.paymentId, table.appId, table.id),
    index('notes_user').on(table.userId, table.appId, table.id),
    foreignKey({ columns: [table.appId, table.paymentId], foreignColumns: [payments.appId, payments.id] }),
    foreignKey({ columns: [table.appId, table.userId], foreignColumns: [users.appId, users.id] }),
    check('notes_text', sql`(text is null) = (erased_at is not null)`),
  ],
)

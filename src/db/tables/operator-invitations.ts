import { pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { appId, instant } from './columns.ts'
import type { OperatorRoleValue } from './operator-grants.ts'

/**
 * Roles at a project for persons who are no operators yet. A trigger turns them into grants when an operator with the email address is
 * created, which takes a proof that the address is theirs.
 */
export const operatorInvitations = pgTable(
  'operator_invitations',
  {
    appId: appId(),
    id: uuid('id').notNull(),
    /** In lower case. */
    email: text('email').notNull(),
    role: text('role').$type<OperatorRoleValue>().notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.id] }),
    unique('operator_invitations_email').on(table.email, table.appId),
  ],
)

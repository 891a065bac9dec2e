import { pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { appId, bytes, instant } from './columns.ts'
import type { OperatorRoleValue } from './operator-grants.ts'

/** Invitations of persons to a project, who accept them by a link. */
export const operatorInvitations = pgTable(
  'operator_invitations',
  {
    appId: appId(),
    id: uuid('id').notNull(),
    /** In lower case; only an operator with this address can accept the invitation. */
    email: text('email').notNull(),
    role: text('role').$type<OperatorRoleValue>().notNull(),
    /** SHA-256 of the secret in the link, which has 192 random bits. */
    hash: bytes('hash').notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    acceptedAt: instant('accepted_at'),
    /** The operator who accepted it; null until then. */
    operatorId: uuid('operator_id'),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.id] }),
    unique('operator_invitations_hash').on(table.hash, table.appId),
  ],
)

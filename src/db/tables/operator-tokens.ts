import { boolean, index, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core'
import { bytes, instant } from './columns.ts'
import type { OperatorRoleValue } from './operator-grants.ts'

/** Personal access tokens of operators. Like operators, they belong to no AppKey. */
export const operatorTokens = pgTable(
  'operator_tokens',
  {
    id: uuid('id').primaryKey(),
    operatorId: uuid('operator_id').notNull(),
    name: text('name').notNull(),
    /** First characters of the secret, to tell tokens apart. */
    prefix: text('prefix').notNull(),
    /** SHA-256 of the whole secret. It has 192 random bits, so no slow hash is needed. */
    hash: bytes('hash').notNull(),
    /** The token has at most the rights of this role, and at most those of its operator. */
    role: text('role').$type<OperatorRoleValue>().notNull(),
    /** The projects that the token works on; null for all of its operator. */
    appIds: uuid('app_ids').array(),
    /** Whether the token may act where a session needs a second factor. */
    allowSensitiveActs: boolean('allow_sensitive_acts').notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    lastUsedAt: instant('last_used_at'),
    revokedAt: instant('revoked_at'),
  },
  (table) => [
    unique('operator_tokens_hash').on(table.hash),
    index('operator_tokens_operator').on(table.operatorId, table.id),
  ],
)

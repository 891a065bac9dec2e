import { pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { appId, bytes, instant } from './columns.ts'

/** API keys of the project's servers. */
export const serverKeys = pgTable(
  'server_keys',
  {
    appId: appId(),
    id: uuid('id').notNull(),
    name: text('name').notNull(),
    role: text('role').$type<'READER' | 'GAME_SERVER' | 'ADMIN'>().notNull(),
    /** First characters of the secret, to tell keys apart. */
    prefix: text('prefix').notNull(),
    /** SHA-256 of the whole secret. It has 192 random bits, so no slow hash is needed. */
    hash: bytes('hash').notNull(),
    createdAt: instant('created_at').notNull(),
    lastUsedAt: instant('last_used_at'),
    revokedAt: instant('revoked_at'),
    /** The key is valid before this time; null if it does not expire. */
    expiresAt: instant('expires_at'),
    /** The key that replaced this one when it was rotated. */
    replacedBy: uuid('replaced_by'),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.id] }),
    unique('server_keys_hash').on(table.hash, table.appId),
  ],
)

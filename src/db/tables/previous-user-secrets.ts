import { pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core'
import { appId, bytes, instant } from './columns.ts'

/** Secrets of user tokens before the newest rotations, which verify tokens until they expire. */
export const previousUserSecrets = pgTable(
  'previous_user_secrets',
  {
    appId: appId(),
    id: uuid('id').notNull(),
    /** Encrypted. */
    encryptedSecret: bytes('encrypted_secret').notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    lastUsedAt: instant('last_used_at'),
  },
  (table) => [primaryKey({ columns: [table.appId, table.id] })],
)

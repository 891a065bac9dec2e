import { pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { appId, instant } from './columns.ts'

/** Public keys that verify user tokens. A withdrawn key is deleted. */
export const userTokenKeys = pgTable(
  'user_token_keys',
  {
    appId: appId(),
    id: uuid('id').notNull(),
    /** The key id that tokens carry in their header; null if the key verifies tokens with any key id. */
    kid: text('kid'),
    algorithm: text('algorithm').$type<'ES256' | 'EDDSA'>().notNull(),
    /** The public key as a JWK in JSON, with the members that define the key only. */
    jwk: text('jwk').notNull(),
    createdAt: instant('created_at').notNull(),
    /** The key is valid before this time; null if it does not expire. */
    expiresAt: instant('expires_at'),
    lastUsedAt: instant('last_used_at'),
  },
  (table) => [primaryKey({ columns: [table.appId, table.id] })],
)

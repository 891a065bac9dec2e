import { boolean, index, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core'
import { bytes, instant } from './columns.ts'
import { operators } from './operators.ts'

/** One-time links that create an operator or set a password. The use of a link deletes it. */
export const operatorLinks = pgTable(
  'operator_links',
  {
    id: uuid('id').primaryKey(),
    kind: text('kind').$type<'FIRST_OPERATOR' | 'INVITATION' | 'PASSWORD_RESET'>().notNull(),
    /** SHA-256 of the token, which has 256 random bits. */
    tokenHash: bytes('token_hash').notNull(),
    /** The operator whose password is reset; otherwise null. */
    operatorId: uuid('operator_id').references(() => operators.id, { onDelete: 'cascade' }),
    /** The address of the invited person; otherwise null. */
    email: text('email'),
    /** Whether the invited person becomes an installation owner. */
    installationOwner: boolean('installation_owner').notNull().default(false),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [
    unique('operator_links_token_hash').on(table.tokenHash),
    index('operator_links_operator').on(table.operatorId),
  ],
)

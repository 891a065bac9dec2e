import { pgTable, text, unique, uuid } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'
import { operators } from './operators.ts'

/** How operators prove themselves, by password or by an OpenID Connect provider: the "account" of better-auth. */
export const operatorAccounts = pgTable(
  'operator_accounts',
  {
    id: uuid('id').primaryKey(),
    operatorId: uuid('operator_id')
      .notNull()
      .references(() => operators.id, { onDelete: 'cascade' }),
    /** `credential` for a password, `oidc` for the provider. */
    providerId: text('provider_id').notNull(),
    /** The operator's id for a password, the subject of the ID token for the provider. */
    accountId: text('account_id').notNull(),
    /** Argon2id hash in PHC format; null for the provider. */
    password: text('password'),
    /** Tokens of the provider are not needed after the sign-in: these columns of better-auth are always null. */
    accessToken: text('access_token'),
    refreshToken: text('refresh_token'),
    idToken: text('id_token'),
    accessTokenExpiresAt: instant('access_token_expires_at'),
    refreshTokenExpiresAt: instant('refresh_token_expires_at'),
    scope: text('scope'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    unique('operator_accounts_provider').on(table.providerId, table.accountId),
    unique('operator_accounts_operator').on(table.operatorId, table.providerId),
  ],
)

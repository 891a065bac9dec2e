import { boolean, integer, jsonb, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'
import { operators } from './operators.ts'

/** Second factors of operators: the "twoFactor" of better-auth. */
export const operatorTwoFactors = pgTable(
  'operator_two_factors',
  {
    id: uuid('id').primaryKey(),
    operatorId: uuid('operator_id')
      .notNull()
      .references(() => operators.id, { onDelete: 'cascade' }),
    /** The TOTP secret, encrypted by better-auth under a key of COINSLOT_SECRET: `$ba$<version>$<ciphertext>`. */
    secret: text('secret').notNull(),
    /** The unused backup codes, encrypted in the same way. */
    backupCodes: text('backup_codes').notNull(),
    /** Whether a code was verified after the secret was shown. */
    verified: boolean('verified').notNull().default(true),
    failedVerificationCount: integer('failed_verification_count').notNull().default(0),
    lockedUntil: instant('locked_until'),
    /** Codes that were accepted in the last minutes: `{ code, at }` with a hash of each, so that none is accepted twice. */
    recentCodes: jsonb('recent_codes')
      .$type<{ readonly code: string; readonly at: string }[]>()
      .notNull()
      .default([]),
  },
  (table) => [unique('operator_two_factors_operator').on(table.operatorId)],
)

import { sql } from 'drizzle-orm'
import { boolean, check, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/**
 * Persons who administer this installation: the "user" of better-auth. The tables of sign-in have no `app_id`, because an operator
 * signs in to the installation before any AppKey is known: see decision 47.
 */
export const operators = pgTable(
  'operators',
  {
    id: uuid('id').primaryKey(),
    /** In lower case. */
    email: text('email').notNull(),
    name: text('name').notNull(),
    emailVerified: boolean('email_verified').notNull().default(false),
    /** Always null: pictures are not stored. */
    image: text('image'),
    twoFactorEnabled: boolean('two_factor_enabled').notNull().default(false),
    /** Owner of every AppKey, who may create AppKeys and other operators. */
    installationOwner: boolean('installation_owner').notNull().default(false),
    /** A disabled operator has no session and cannot sign in. */
    disabledAt: instant('disabled_at'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    unique('operators_email').on(table.email),
    check('operators_email_is_lower_case', sql`${table.email} = lower(${table.email})`),
  ],
)

import { sql } from 'drizzle-orm'
import { index, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'
import { operators } from './operators.ts'

/** Sessions of signed-in operators: the "session" of better-auth. A session that ends is deleted. */
export const operatorSessions = pgTable(
  'operator_sessions',
  {
    id: uuid('id').primaryKey(),
    operatorId: uuid('operator_id')
      .notNull()
      .references(() => operators.id, { onDelete: 'cascade' }),
    /** Without the signature in the cookie, which only the server can make, it signs nobody in. */
    token: text('token').notNull(),
    /** The end of its lifetime, however much it is used. */
    expiresAt: instant('expires_at').notNull(),
    /** Time of the last call, to the minute; an idle session ends. */
    lastActiveAt: instant('last_active_at')
      .notNull()
      .default(sql`now()`),
    /** Time at which this session last verified a second factor; null if it never did. */
    secondFactorAt: instant('second_factor_at'),
    ipAddress: text('ip_address'),
    userAgent: text('user_agent'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    unique('operator_sessions_token').on(table.token),
    index('operator_sessions_operator').on(table.operatorId),
  ],
)

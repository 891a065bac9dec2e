import { index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { appId, instant } from './columns.ts'

export type OperatorRoleValue = 'OWNER' | 'ADMIN' | 'SUPPORT' | 'VIEWER'

/** What an operator may do with a project. An owner of the installation needs no grant. */
export const operatorGrants = pgTable(
  'operator_grants',
  {
    appId: appId(),
    operatorId: uuid('operator_id').notNull(),
    role: text('role').$type<OperatorRoleValue>().notNull(),
    grantedAt: instant('granted_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.operatorId] }),
    index('operator_grants_operator').on(table.operatorId, table.appId),
  ],
)

import { foreignKey, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { appId, instant } from './columns.ts'
import { payments } from './payments.ts'

/** One row per consumed payment. The primary key guarantees that a payment is consumed at most once. */
export const consumes = pgTable(
  'consumes',
  {
    appId: appId(),
    paymentId: uuid('payment_id').notNull(),
    id: uuid('id').notNull(),
    consumedAt: instant('consumed_at').notNull(),
    consumedBy: text('consumed_by').$type<'SERVER' | 'CLIENT' | 'OPERATOR'>().notNull(),
    /** The server key that consumed the payment; null for clients and operators. */
    serverKeyId: uuid('server_key_id'),
    /** IP address of the caller; null for operators, whose audit entry has it, and for consumes of an earlier version. */
    address: text('address'),
    idempotencyKey: text('idempotency_key'),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.paymentId] }),
    unique('consumes_id').on(table.id, table.appId),
    foreignKey({ columns: [table.appId, table.paymentId], foreignColumns: [payments.appId, payments.id] }),
  ],
)

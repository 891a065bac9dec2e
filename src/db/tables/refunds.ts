import {
  bigint,
  boolean,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uuid,
} from 'drizzle-orm/pg-core'
import { appId, instant } from './columns.ts'
import { payments, type PaymentStatus, type RefundSource } from './payments.ts'

/** Refund history: one row per refund, partial ones included. */
export const refunds = pgTable(
  'refunds',
  {
    appId: appId(),
    id: uuid('id').notNull(),
    paymentId: uuid('payment_id').notNull(),
    /** The payment's owner at the time of the refund. */
    userId: uuid('user_id').notNull(),
    /** Whether the refund made the payment REFUNDED. */
    isFull: boolean('is_full').notNull(),
    /** Quantity and amount of this refund, not the total of the payment. */
    quantity: integer('quantity').notNull(),
    amountMicros: bigint('amount_micros', { mode: 'bigint' }),
    currencyCode: text('currency_code'),
    reason: text('reason'),
    detectedBy: text('detected_by').$type<RefundSource>().notNull(),
    /** The payment's status before the refund. CONSUMED and COMPLETED mean that the item had been delivered. */
    previousStatus: text('previous_status').$type<PaymentStatus>().notNull(),
    refundedAt: instant('refunded_at').notNull(),
    createdAt: instant('created_at').notNull(),
    reversedAt: instant('reversed_at'),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.id] }),
    index('refunds_user').on(table.userId, table.appId, table.id),
    index('refunds_payment').on(table.paymentId, table.appId, table.id),
    foreignKey({ columns: [table.appId, table.paymentId], foreignColumns: [payments.appId, payments.id] }),
  ],
)

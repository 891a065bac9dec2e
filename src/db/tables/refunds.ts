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

/** Each time that money went back: a user's refund history. */
export const refunds = pgTable(
  'refunds',
  {
    appId: appId(),
    id: uuid('id').notNull(),
    paymentId: uuid('payment_id').notNull(),
    /** Who had the payment when it was refunded. */
    userId: uuid('user_id').notNull(),
    full: boolean('full').notNull(),
    /** Of this time, not of all times together. */
    quantity: integer('quantity').notNull(),
    amountMicros: bigint('amount_micros', { mode: 'bigint' }),
    currencyCode: text('currency_code'),
    reason: text('reason'),
    source: text('source').$type<RefundSource>().notNull(),
    /** CONSUMED and COMPLETED mean that the item had been given. */
    previousStatus: text('previous_status').$type<PaymentStatus>().notNull(),
    refundedAt: instant('refunded_at').notNull(),
    recordedAt: instant('recorded_at').notNull(),
    reversedAt: instant('reversed_at'),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.id] }),
    index('refunds_user').on(table.appId, table.userId, table.id),
    index('refunds_payment').on(table.appId, table.paymentId, table.id),
    foreignKey({ columns: [table.appId, table.paymentId], foreignColumns: [payments.appId, payments.id] }),
  ],
)

import { sql } from 'drizzle-orm'
import { bigint, index, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { appId, instant, store } from './columns.ts'

export type EventType =
  | 'PURCHASE_REQUESTED'
  | 'PURCHASE_PENDING'
  | 'PURCHASE_CANCELED'
  | 'PURCHASE_FAILED'
  | 'PURCHASE_EXPIRED'
  | 'PAYMENT_PAID'
  | 'PAYMENT_CONSUMED'
  | 'PAYMENT_COMPLETED'
  | 'PAYMENT_REFUNDED'
  | 'PAYMENT_REFUND_REVERSED'
  | 'PAYMENT_PARTIALLY_REFUNDED'
  | 'PAYMENT_SETTLED'
  | 'PAYMENT_SETTLEMENT_FAILED'
  | 'PAYMENT_SETTLEMENT_WARNING'
  | 'PAYMENT_SETTLEMENT_ALARM'
  | 'PAYMENT_CORRECTED'
  | 'PAYMENT_TRANSFERRED'

/** The feed. A row is written with the change it tells of, and gets its position after that change has committed. */
export const events = pgTable(
  'events',
  {
    appId: appId(),
    id: uuid('id').notNull(),
    /** Drawn at insert: of two changes of which one saw the other, the later one has the higher number. */
    recorded: bigint('recorded', { mode: 'bigint' }).generatedAlwaysAsIdentity(),
    /** The place in the AppKey's feed; null until it is given one. */
    position: bigint('position', { mode: 'bigint' }),
    type: text('type').$type<EventType>().notNull(),
    at: instant('at').notNull(),
    purchaseId: uuid('purchase_id').notNull(),
    paymentId: uuid('payment_id'),
    store: store(),
    previousStatus: text('previous_status'),
    status: text('status').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.id] }),
    unique('events_position').on(table.appId, table.position),
    index('events_unplaced')
      .on(table.appId, table.recorded)
      .where(sql`position is null`),
    index('events_payment').on(table.appId, table.paymentId, table.recorded),
    /** Those that are pruned with a purchase that came to nothing. */
    index('events_unpaid_purchase')
      .on(table.appId, table.purchaseId)
      .where(sql`payment_id is null`),
  ],
)

/** How far each AppKey's feed has been numbered. */
export const feedHeads = pgTable('feed_heads', {
  appId: uuid('app_id').primaryKey(),
  position: bigint('position', { mode: 'bigint' }).notNull(),
})

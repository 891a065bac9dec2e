import { sql } from 'drizzle-orm'
import { bigint, date, index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
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
  | 'PAYMENT_ACKNOWLEDGED'
  | 'PAYMENT_ACKNOWLEDGEMENT_FAILED'
  | 'PAYMENT_ACKNOWLEDGEMENT_WARNING'
  | 'PAYMENT_ACKNOWLEDGEMENT_CRITICAL'
  | 'PAYMENT_CORRECTED'
  | 'PAYMENT_TRANSFERRED'

/** What an event says, whether or not it has its place. */
const eventColumns = () => ({
  id: uuid('id').notNull(),
  type: text('type').$type<EventType>().notNull(),
  at: instant('at').notNull(),
  purchaseId: uuid('purchase_id').notNull(),
  paymentId: uuid('payment_id'),
  store: store(),
  previousStatus: text('previous_status'),
  status: text('status').notNull(),
})

/** A row is written with the change that it tells of, and waits here until that change has committed and it is placed. */
export const eventOutbox = pgTable(
  'unplaced_events',
  {
    appId: appId(),
    /** Drawn at insert: of two changes of which one saw the other, the later one has the higher number. */
    recorded: bigint('recorded', { mode: 'bigint' }).notNull().generatedAlwaysAsIdentity(),
    ...eventColumns(),
  },
  (table) => [primaryKey({ columns: [table.appId, table.recorded] })],
)

/** The feed. The migration partitions it by month; `list_events` reads it in its order. */
export const events = pgTable(
  'events',
  {
    appId: appId(),
    /** The first day of the month in which it was placed. Within an AppKey it never goes back as the position grows. */
    month: date('month', { mode: 'string' }).notNull(),
    /** The place in the AppKey's feed. */
    position: bigint('position', { mode: 'bigint' }).notNull(),
    ...eventColumns(),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.position, table.month] }),
    index('events_id').on(table.appId, table.id),
    index('events_payment').on(table.appId, table.paymentId, table.position),
    /** Those that are pruned with a purchase that came to nothing. */
    index('events_unpaid_purchase')
      .on(table.appId, table.purchaseId)
      .where(sql`payment_id is null`),
  ],
)

/** The months in which an AppKey's feed has grown, as far as they are kept. */
export const eventPartitions = pgTable(
  'feed_months',
  {
    appId: appId(),
    month: date('month', { mode: 'string' }).notNull(),
    firstPosition: bigint('first_position', { mode: 'bigint' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.appId, table.month] })],
)

/** How far each AppKey's feed has been numbered. */
export const feedHeads = pgTable('feed_heads', {
  appId: uuid('app_id').primaryKey(),
  position: bigint('position', { mode: 'bigint' }).notNull(),
  /** Of the database, when the feed grew last: another one has taken over since if it is not the present one. */
  timeline: text('timeline'),
})

import { sql } from 'drizzle-orm'
import { bigint, date, index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { appId, instant, type StoreValue } from './columns.ts'

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
  | 'PAYMENT_REFUND_REVIEW_REQUESTED'
  | 'PAYMENT_REFUND_REVIEW_WARNING'
  | 'PAYMENT_REFUND_REVIEW_ANSWERED'
  | 'PAYMENT_REFUND_REVIEW_EXPIRED'
  | 'PAYMENT_REFUND_REVIEW_FAILED'
  | 'PAYMENT_CORRECTED'
  | 'PAYMENT_TRANSFERRED'
  | 'PAYMENT_DELIVERY_FAILED'
  | 'PAYMENT_DELIVERY_RETRIED'
  | 'SUBSCRIPTION_STARTED'
  | 'SUBSCRIPTION_RENEWED'
  | 'SUBSCRIPTION_AUTO_RENEW_ON'
  | 'SUBSCRIPTION_AUTO_RENEW_OFF'
  | 'SUBSCRIPTION_GRACE_STARTED'
  | 'SUBSCRIPTION_HOLD_STARTED'
  | 'SUBSCRIPTION_PAUSE_SCHEDULED'
  | 'SUBSCRIPTION_PAUSED'
  | 'SUBSCRIPTION_RESUMED'
  | 'SUBSCRIPTION_CHANGE_SCHEDULED'
  | 'SUBSCRIPTION_CHANGE_UNDONE'
  | 'SUBSCRIPTION_CHANGED'
  | 'SUBSCRIPTION_EXTENDED'
  | 'SUBSCRIPTION_PRICE_CHANGED'
  | 'SUBSCRIPTION_EXPIRED'
  | 'SUBSCRIPTION_REVOKED'
  | 'SUBSCRIPTION_RESTORED'
  | 'ENTITLEMENT_CHANGED'

/** The columns that an event has in the outbox and in the feed. */
const eventColumns = () => ({
  id: uuid('id').notNull(),
  type: text('type').$type<EventType>().notNull(),
  occurredAt: instant('occurred_at').notNull(),
  /** Null only for a change of an entitlement, which may follow from no purchase. */
  purchaseId: uuid('purchase_id'),
  paymentId: uuid('payment_id'),
  /** Null only for a change of an entitlement. */
  store: text('store').$type<StoreValue>(),
  previousStatus: text('previous_status'),
  status: text('status').notNull(),
  subscriptionId: uuid('subscription_id'),
  /** Only of a change of an entitlement. */
  userId: uuid('user_id'),
  entitlementId: uuid('entitlement_id'),
  /** What a subscription's event says beside its type, for example from where it recovered; null if nothing. */
  reason: text('reason'),
})

/**
 * Transactional outbox: an event is inserted by the statement that makes the change. After the commit the sequencer
 * (`sequence_events`) assigns its position and moves it to `events`.
 */
export const eventOutbox = pgTable(
  'event_outbox',
  {
    appId: appId(),
    /** Order of insertion: if one change has seen the result of another, it has the higher number. */
    insertSeq: bigint('insert_seq', { mode: 'bigint' })
      .notNull()
      .generatedAlwaysAsIdentity({ name: 'event_outbox_insert_seq' }),
    ...eventColumns(),
  },
  (table) => [primaryKey({ columns: [table.appId, table.insertSeq] })],
)

/** The event feed, partitioned by month in the migration. `select_events` reads it in the order of the positions. */
export const events = pgTable(
  'events',
  {
    appId: appId(),
    /** First day of the month in which the position was assigned. Within an AppKey it never decreases as the position grows. */
    month: date('month', { mode: 'string' }).notNull(),
    /** Position in the AppKey's feed. */
    position: bigint('position', { mode: 'bigint' }).notNull(),
    ...eventColumns(),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.position, table.month] }),
    index('events_id').on(table.id, table.appId),
    index('events_payment').on(table.paymentId, table.appId, table.position),
    index('events_subscription')
      .on(table.subscriptionId, table.appId, table.position)
      .where(sql`subscription_id is not null`),
    /** For the events that are deleted together with an unpaid purchase. */
    index('events_unpaid_purchase')
      .on(table.purchaseId, table.appId)
      .where(sql`payment_id is null`),
  ],
)

/** The months in which an AppKey has events, without those whose partition was dropped. */
export const eventPartitions = pgTable(
  'event_partitions',
  {
    appId: appId(),
    month: date('month', { mode: 'string' }).notNull(),
    /** The AppKey's first position in that month. */
    firstPosition: bigint('first_position', { mode: 'bigint' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.appId, table.month] })],
)

/** The last assigned position of each AppKey's feed; 0 before the first event. */
export const feedHeads = pgTable('feed_heads', {
  appId: uuid('app_id').primaryKey(),
  position: bigint('position', { mode: 'bigint' }).notNull(),
  /** Not used any more: `origin` contains it. */
  timeline: text('timeline'),
  /** `feed_origin()` at the last assignment. It differs from the current one after a failover or a restore. */
  origin: text('origin'),
})

/**
 * The epochs of each AppKey's feed after its first one. An epoch begins when the database is not the one that assigned the last
 * position. Its positions begin at a random distance, so no position between two epochs was assigned by this database.
 */
export const feedEpochs = pgTable(
  'feed_epochs',
  {
    appId: appId(),
    firstPosition: bigint('first_position', { mode: 'bigint' }).notNull(),
    /** The last position of the epoch before. */
    previousPosition: bigint('previous_position', { mode: 'bigint' }).notNull(),
    startedAt: instant('started_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.appId, table.firstPosition] })],
)

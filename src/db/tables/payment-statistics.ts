import { bigint, boolean, date, integer, numeric, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { appId, instant, store } from './columns.ts'

// An empty text stands for an unknown country or currency, because the columns are part of keys. Sums are numeric: no amount that a
// store reports can make an addition fail.

const environment = () => text('environment').$type<'PRODUCTION' | 'SANDBOX'>().notNull()
const day = (name = 'day') => date(name, { mode: 'string' }).notNull()
const sum = (name: string) => numeric(name, { precision: 38, scale: 0, mode: 'bigint' }).notNull()

/** What a number is grouped by. */
const groupColumns = () => ({
  environment: environment(),
  /** Calendar day in the AppKey's reporting time zone. */
  day: day(),
  store: store(),
  itemId: uuid('item_id').notNull(),
  countryCode: text('country_code').notNull(),
  currencyCode: text('currency_code').notNull(),
})

/** Daily totals of payments, by the day of the payment, and of refunds, by the day of the refund. */
export const paymentDailyTotals = pgTable(
  'payment_daily_totals',
  {
    appId: appId(),
    ...groupColumns(),
    paymentCount: sum('payment_count'),
    quantity: sum('quantity'),
    grossMicros: sum('gross_micros'),
    /** Payments of this day that are refunded by now, fully or partly, and the refunded amount: by the day of the payment. */
    refundedPaymentCount: sum('refunded_payment_count'),
    refundedPaymentMicros: sum('refunded_payment_micros'),
    refundCount: sum('refund_count'),
    refundedQuantity: sum('refunded_quantity'),
    refundedMicros: sum('refunded_micros'),
  },
  (table) => [
    primaryKey({
      name: 'payment_daily_totals_pk',
      columns: [
        table.appId,
        table.environment,
        table.day,
        table.store,
        table.itemId,
        table.countryCode,
        table.currencyCode,
      ],
    }),
  ],
)

/**
 * What the totals contain of each payment: one row for the payment and one for each refund. Counting a payment again adds the
 * difference to its rows, so it may be repeated at any time.
 */
export const paymentStatisticsEntries = pgTable(
  'payment_statistics_entries',
  {
    appId: appId(),
    paymentId: uuid('payment_id').notNull(),
    /** Id of the payment or of the refund. */
    entryId: uuid('entry_id').notNull(),
    ...groupColumns(),
    userId: uuid('user_id').notNull(),
    paymentCount: integer('payment_count').notNull(),
    quantity: integer('quantity').notNull(),
    grossMicros: bigint('gross_micros', { mode: 'bigint' }).notNull(),
    refundedPaymentCount: integer('refunded_payment_count').notNull(),
    refundedPaymentMicros: bigint('refunded_payment_micros', { mode: 'bigint' }).notNull(),
    refundCount: integer('refund_count').notNull(),
    refundedQuantity: integer('refunded_quantity').notNull(),
    refundedMicros: bigint('refunded_micros', { mode: 'bigint' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.appId, table.paymentId, table.entryId] })],
)

/** The days on which each user paid, by currency. */
export const buyerDays = pgTable(
  'buyer_days',
  {
    appId: appId(),
    environment: environment(),
    userId: uuid('user_id').notNull(),
    currencyCode: text('currency_code').notNull(),
    day: day(),
    /** 0 after the payments of the day were transferred to another user. */
    paymentCount: integer('payment_count').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.environment, table.userId, table.currencyCode, table.day] }),
  ],
)

/**
 * The number of users who paid on a day, by the previous day on which they paid. The number of different buyers in a period is the
 * sum over its days of those whose previous day is before the period: each user counts once.
 */
export const buyerDailyTotals = pgTable(
  'buyer_daily_totals',
  {
    appId: appId(),
    environment: environment(),
    /** The currency in which they paid; empty for all currencies together. */
    currencyCode: text('currency_code').notNull(),
    day: day(),
    /** `-infinity` if they had not paid before; never more than the longest period of a query before `day`. */
    previousDay: day('previous_day'),
    buyerCount: sum('buyer_count'),
  },
  (table) => [
    primaryKey({
      name: 'buyer_daily_totals_pk',
      columns: [table.appId, table.environment, table.currencyCode, table.day, table.previousDay],
    }),
  ],
)

/** How far the statistics of each AppKey are. A statement that changes them names the revision that it is based on. */
export const paymentStatisticsProgress = pgTable('payment_statistics_progress', {
  appId: uuid('app_id').primaryKey(),
  revision: bigint('revision', { mode: 'bigint' }).notNull(),
  /** The last position of the event feed whose payment is counted. */
  position: bigint('position', { mode: 'bigint' }).notNull(),
  /** All payments are counted again, in the order of their ids: the last one that is; null after the last one. */
  recountAfter: uuid('recount_after'),
  /** The statistics are deleted, and then counted anew. */
  isClearing: boolean('is_clearing').notNull(),
  /** The time zone whose days the statistics have. */
  timeZone: text('time_zone').notNull(),
  /** When a number last changed; null before the first one. */
  updatedAt: instant('updated_at'),
})

/** Payments that changed without an event, so that they have to be counted again. */
export const paymentRecounts = pgTable(
  'payment_recounts',
  {
    appId: appId(),
    id: bigint('id', { mode: 'bigint' }).notNull().generatedAlwaysAsIdentity({ name: 'payment_recounts_id' }),
    paymentId: uuid('payment_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.appId, table.id] })],
)

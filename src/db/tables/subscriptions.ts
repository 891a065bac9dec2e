import { sql } from 'drizzle-orm'
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
import { appId, bytes, instant, store } from './columns.ts'
import { items } from './items.ts'
import type { OfferKind, PeriodPhase } from './payments.ts'

export type SubscriptionStatus =
  'PENDING' | 'ACTIVE' | 'IN_GRACE_PERIOD' | 'ON_HOLD' | 'PAUSED' | 'EXPIRED' | 'REVOKED'

export type CancelReason =
  | 'USER'
  | 'DEVELOPER'
  | 'STORE'
  | 'BILLING'
  | 'PRICE_NOT_AGREED'
  | 'PRODUCT_UNAVAILABLE'
  | 'REPLACED'
  | 'OTHER'

/**
 * One chain: a subscription of one customer through all renewals and changes of its plan. The row says where it is now, as the store last
 * stated it; its money is in the payments of its periods. What the store's answer does not contain is null.
 */
export const subscriptions = pgTable(
  'subscriptions',
  {
    appId: appId(),
    id: uuid('id').notNull(),
    store: store(),
    environment: text('environment').$type<'PRODUCTION' | 'SANDBOX'>().notNull(),
    /** The purchase that all periods share; null while the subscription belongs to no user. */
    purchaseId: uuid('purchase_id'),
    /** Null while the subscription belongs to no user; its periods are then no payments yet. */
    userId: uuid('user_id'),
    /** The item of the first line that gives access, else of the first line; null if the product is no item of the AppKey. */
    itemId: uuid('item_id'),
    storeProductId: text('store_product_id').notNull(),
    status: text('status').$type<SubscriptionStatus>().notNull(),
    /** End of the access by the store's word; null before the first payment. */
    accessUntil: instant('access_until'),
    willRenew: boolean('will_renew').notNull(),
    renewsAt: instant('renews_at'),
    gracePeriodEndsAt: instant('grace_period_ends_at'),
    resumesAt: instant('resumes_at'),
    canceledAt: instant('canceled_at'),
    cancelReason: text('cancel_reason').$type<CancelReason>(),
    phase: text('phase').$type<PeriodPhase>().notNull(),
    ownership: text('ownership').$type<'BOUGHT' | 'SHARED'>().notNull().default('BOUGHT'),
    pendingProductId: text('pending_product_id'),
    pendingBasePlanId: text('pending_base_plan_id'),
    pendingChangeAt: instant('pending_change_at'),
    priceChangeStatus: text('price_change_status').$type<
      'OUTSTANDING' | 'CONFIRMED' | 'APPLIED' | 'CANCELED'
    >(),
    priceChangeMicros: bigint('price_change_micros', { mode: 'bigint' }),
    priceChangeCurrency: text('price_change_currency'),
    priceChangeNeedsConsent: boolean('price_change_needs_consent').notNull().default(false),
    consentBy: instant('consent_by'),
    commitmentPaid: integer('commitment_paid'),
    commitmentTotal: integer('commitment_total'),
    commitmentEndsAt: instant('commitment_ends_at'),
    /** What the server assumed because the store does not say it; null if nothing. */
    assumption: text('assumption').$type<'HOLD_OR_PAUSE'>(),
    groupId: text('group_id'),
    accountToken: uuid('account_token'),
    storeAccountId: text('store_account_id'),
    countryCode: text('country_code'),
    startedAt: instant('started_at').notNull(),
    /** When the store first said EXPIRED or REVOKED; null while it has not, or says otherwise again. */
    endedAt: instant('ended_at'),
    createdAt: instant('created_at').notNull(),
    /** The last reading that was applied. */
    storeReadAt: instant('store_read_at').notNull(),
    /** When the store made the last statement that was applied, if it says so; an earlier statement is dropped. */
    storeStatedAt: instant('store_stated_at'),
    /** The store could not be read when the access ended: it lasts for the leeway of the AppKey, or ended with that. */
    isStale: boolean('is_stale').notNull().default(false),
    /** Failed readings in a row. */
    failedReads: integer('failed_reads').notNull().default(0),
    /** When the schedule reads the store again; null when the store will not answer any more. */
    nextCheckAt: instant('next_check_at'),
    /** `IMPORT`: the row is from a file, and the store has not been read, or can no longer tell. */
    source: text('source').$type<'STORE' | 'IMPORT'>().notNull().default('STORE'),
    /** When the first payment of the current reference has to be acknowledged; null if it is, or the store has no deadline. */
    acknowledgementDeadlineAt: instant('acknowledgement_deadline_at'),
    /**
     * The periods that the store has charged and that are no payments yet, because the subscription belongs to no user or a product is no
     * item: a store may not return them again. JSON, encrypted; null if there are none.
     */
    encryptedPeriods: bytes('encrypted_periods'),
    /** Number of changes of the row. Incremented by a trigger. */
    version: integer('version').notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.id] }),
    index('subscriptions_user').on(table.userId, table.appId, table.id),
    index('subscriptions_purchase').on(table.purchaseId, table.appId),
    index('subscriptions_account_token').on(table.accountToken, table.appId),
    index('subscriptions_group').on(table.storeAccountId, table.appId, table.groupId),
    /** The schedule, over all AppKeys; each takes its share of what is due. */
    index('subscriptions_due')
      .on(table.appId, table.nextCheckAt)
      .where(sql`next_check_at is not null`),
    index('subscriptions_list')
      .on(table.appId, table.startedAt, table.id)
      .where(sql`started_at > '-infinity'`),
    index('subscriptions_status')
      .on(table.appId, table.status, table.startedAt, table.id)
      .where(sql`status > ''`),
    // The next two have the columns that the statistics need, so that they read no row of the table.
    index('subscriptions_states')
      .on(
        table.appId,
        table.environment,
        table.status,
        table.phase,
        table.willRenew,
        table.ownership,
        table.store,
        table.itemId,
        table.id,
      )
      // Not on a column that lookups compare with a constant: that would imply the condition.
      .where(sql`created_at > '-infinity'`),
    index('subscriptions_ended')
      .on(
        table.appId,
        table.environment,
        table.endedAt,
        table.status,
        table.cancelReason,
        table.phase,
        table.store,
        table.itemId,
      )
      .where(sql`ended_at > '-infinity'`),
    index('subscriptions_unattributed')
      .on(table.appId, table.createdAt, table.id)
      .where(sql`user_id is null`),
    foreignKey({ columns: [table.appId, table.itemId], foreignColumns: [items.appId, items.id] }),
  ],
)

/** The products of a subscription. Access ends for each of them by itself. At most 50 for each subscription. */
export const subscriptionLines = pgTable(
  'subscription_lines',
  {
    appId: appId(),
    subscriptionId: uuid('subscription_id').notNull(),
    lineKey: text('line_key').notNull(),
    itemId: uuid('item_id'),
    storeProductId: text('store_product_id').notNull(),
    basePlanId: text('base_plan_id'),
    offerKind: text('offer_kind').$type<OfferKind>(),
    offerId: text('offer_id'),
    /** Null for a line that has not begun. */
    accessUntil: instant('access_until'),
    /** False while the store withholds the access although its end is ahead. */
    givesAccess: boolean('gives_access').notNull(),
    willRenew: boolean('will_renew').notNull(),
    renewalPriceMicros: bigint('renewal_price_micros', { mode: 'bigint' }),
    renewalCurrencyCode: text('renewal_currency_code'),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.subscriptionId, table.lineKey] }),
    index('subscription_lines_item').on(table.itemId, table.appId, table.subscriptionId),
  ],
)

/**
 * What names a subscription at its store: one purchase token after the other, or one original transaction. Each is a sale of `sales`, which
 * has its encrypted reference and the versions of its readings.
 */
export const subscriptionTokens = pgTable(
  'subscription_tokens',
  {
    appId: appId(),
    store: store(),
    /** `sales.key` of the token. */
    saleKey: bytes('sale_key').notNull(),
    subscriptionId: uuid('subscription_id').notNull(),
    /** When a later token took its place; null for the current one. */
    supersededAt: instant('superseded_at'),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.store, table.saleKey] }),
    index('subscription_tokens_subscription').on(table.subscriptionId, table.appId),
  ],
)

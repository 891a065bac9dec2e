import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
  type ExtraConfigColumn,
} from 'drizzle-orm/pg-core'
import { appId, bytes, instant, store } from './columns.ts'
import { purchases } from './purchases.ts'

export type PaymentStatus = 'PAID' | 'CONSUMED' | 'COMPLETED' | 'REFUNDED'

/** How a refund was detected. A `CORRECTION` was made by an operator; what the store reports does not reverse it. */
export type RefundSource =
  'VERIFICATION' | 'NOTIFICATION' | 'RECONCILIATION' | 'ACKNOWLEDGEMENT' | 'OPERATOR' | 'CORRECTION'

export type OfferKind =
  | 'STANDARD'
  | 'DISCOUNT'
  | 'RENTAL'
  | 'PREORDER'
  | 'INTRODUCTORY'
  | 'PROMOTIONAL'
  | 'OFFER_CODE'
  | 'WIN_BACK'
  | 'OTHER'

export type PeriodPhase =
  'TRIAL' | 'INTRODUCTORY' | 'OFFER' | 'NORMAL' | 'PREPAID' | 'PRORATION' | 'GRANTED' | 'OTHER'

export type PeriodKind = 'INITIAL' | 'RENEWAL' | 'RECOVERY' | 'CHANGE' | 'TOP_UP'

export type AcknowledgementStatus = 'NOT_REQUIRED' | 'PENDING' | 'ACKNOWLEDGED' | 'FAILED'

type PeriodColumn =
  | 'appId'
  | 'currencyCode'
  | 'environment'
  | 'id'
  | 'isReplaced'
  | 'itemId'
  | 'paidAt'
  | 'periodEndsAt'
  | 'periodKind'
  | 'periodPhase'
  | 'periodStartsAt'
  | 'priceMicros'
  | 'quantity'
  | 'refundedMicros'
  | 'refundedQuantity'
  | 'replacesPaymentId'
  | 'store'
  | 'subscriptionId'
  | 'userId'

/** Only of periods of subscriptions, with the columns that their statistics need, so that these read no payment. */
function periodIndexes(table: Readonly<Record<PeriodColumn, ExtraConfigColumn>>) {
  return [
    index('payments_periods')
      .on(
        table.appId,
        table.environment,
        table.paidAt,
        table.periodKind,
        table.store,
        table.itemId,
        table.userId,
      )
      .where(sql`subscription_id > '00000000-0000-0000-0000-000000000000'`),
    index('payments_period_ends')
      .on(
        table.appId,
        table.environment,
        table.periodEndsAt,
        table.subscriptionId,
        table.periodStartsAt,
        table.id,
        table.replacesPaymentId,
        table.isReplaced,
        table.periodPhase,
        table.store,
        table.itemId,
        table.priceMicros,
        table.currencyCode,
        table.refundedMicros,
        table.refundedQuantity,
        table.quantity,
      )
      .where(sql`period_ends_at > '-infinity'`),
    index('payments_trials')
      .on(
        table.appId,
        table.environment,
        table.periodEndsAt,
        table.subscriptionId,
        table.periodStartsAt,
        table.store,
        table.itemId,
      )
      .where(sql`period_phase = 'TRIAL'`),
  ]
}

/**
 * One row per store transaction and line item. No index contains `status` or another column that a consume or an acknowledgement
 * changes, not even in its condition: so these are HOT updates, which rewrite the row in its own page and touch no index. That halves
 * the cost of a consume. The lists by other columns are decision 62.
 */
export const payments = pgTable(
  'payments',
  {
    appId: appId(),
    id: uuid('id').notNull(),
    purchaseId: uuid('purchase_id').notNull(),
    userId: uuid('user_id').notNull(),
    itemId: uuid('item_id').notNull(),
    /** Whether the item's type is consumable. Copied here so that the consume statement reads one table. */
    consumable: boolean('consumable').notNull(),
    store: store(),
    environment: text('environment').$type<'PRODUCTION' | 'SANDBOX'>().notNull(),
    storeTransactionId: text('store_transaction_id').notNull(),
    lineItem: text('line_item').notNull(),
    /**
     * `sales.key` of the sale: with the line item it identifies the payment, because the store's transaction id can be missing or
     * change. Null only for a second payment of one sale that an earlier version recorded.
     */
    saleKey: bytes('sale_key'),
    storeOrderId: text('store_order_id'),
    status: text('status').$type<PaymentStatus>().notNull(),
    /** `SHARED`: a family member of the user bought the item. */
    ownership: text('ownership').$type<'BOUGHT' | 'SHARED'>().notNull().default('BOUGHT'),
    priceMicros: bigint('price_micros', { mode: 'bigint' }),
    currencyCode: text('currency_code'),
    quantity: integer('quantity').notNull(),
    /** ISO 3166-1 alpha-2 code of the country of the customer's store account; null if the store does not state it. */
    countryCode: text('country_code'),
    /** How the product was offered; these three are null if the store states no offer. */
    offerKind: text('offer_kind').$type<OfferKind>(),
    purchaseOptionId: text('purchase_option_id'),
    offerId: text('offer_id'),
    paidAt: instant('paid_at').notNull(),
    verifiedAt: instant('verified_at').notNull(),
    /** When the app first submitted the receipt; null while only the store has reported the payment. */
    submittedAt: instant('submitted_at'),
    completedAt: instant('completed_at'),
    deliveryReference: text('delivery_reference'),
    refundedAt: instant('refunded_at'),
    /** Quantity refunded so far; the whole quantity when the status is REFUNDED. */
    refundedQuantity: integer('refunded_quantity').notNull().default(0),
    refundedMicros: bigint('refunded_micros', { mode: 'bigint' }),
    refundReason: text('refund_reason'),
    refundDetectedBy: text('refund_detected_by').$type<RefundSource>(),
    acknowledgementStatus: text('acknowledgement_status').$type<AcknowledgementStatus>().notNull(),
    /** When a refund was requested that is not recorded yet; null if none is open. */
    refundRequestedAt: instant('refund_requested_at'),
    /** When the store accepted that request; null while its answer is unknown. */
    refundAcceptedAt: instant('refund_accepted_at'),
    /** Number of changes of the row. Incremented by a trigger, so that no statement can forget it. */
    version: integer('version').notNull().default(0),
    /** The subscription of which the payment is a period; null, like the four columns after `period_key`, for every other payment. */
    subscriptionId: uuid('subscription_id'),
    /** The store's identity of the period and its line; empty for a payment that is no period. All periods share one purchase. */
    periodKey: text('period_key').notNull().default(''),
    periodStartsAt: instant('period_starts_at'),
    /** As the store stated it when it charged the period; the end of the access is that of the subscription's line. */
    periodEndsAt: instant('period_ends_at'),
    periodKind: text('period_kind').$type<PeriodKind>(),
    periodPhase: text('period_phase').$type<PeriodPhase>(),
    /** The payment whose rest this period took over; null if there is none. */
    replacesPaymentId: uuid('replaces_payment_id'),
    /** Another period of the subscription took the place of this one: a refund of it is no loss. */
    isReplaced: boolean('is_replaced').notNull().default(false),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.id] }),
    uniqueIndex('payments_sale_line').on(table.saleKey, table.appId, table.lineItem, table.store),
    uniqueIndex('payments_store_transaction').on(
      table.storeTransactionId,
      table.appId,
      table.lineItem,
      table.store,
      table.environment,
    ),
    unique('payments_purchase').on(table.purchaseId, table.appId, table.periodKey),
    index('payments_subscription')
      .on(table.subscriptionId, table.appId, table.periodStartsAt)
      .where(sql`subscription_id is not null`),
    ...periodIndexes(table),
    /** What gives a user entitlements without a subscription: few rows beside the consumables. */
    index('payments_non_consumable')
      .on(table.userId, table.appId)
      .where(sql`not consumable and subscription_id is null`),
    /** For the users whom a change of an entitlement's items concerns. */
    index('payments_non_consumable_item')
      .on(table.itemId, table.appId, table.userId)
      .where(sql`not consumable and subscription_id is null`),
    index('payments_paid_at')
      .on(table.appId, table.paidAt, table.id)
      .where(sql`paid_at > '-infinity'`),
    index('payments_user').on(table.userId, table.appId, table.paidAt, table.id),
    // Not without a condition: there are few items, and PostgreSQL skips from one to the next to find all payments of an AppKey.
    index('payments_item')
      .on(table.itemId, table.appId, table.paidAt, table.id)
      .where(sql`verified_at > '-infinity'`),
    index('payments_store')
      .on(table.appId, table.store, table.environment, table.paidAt, table.id)
      .where(sql`environment > ''`),
    index('payments_price')
      .on(table.currencyCode, table.appId, table.priceMicros, table.id)
      .where(sql`currency_code > ''`),
    index('payments_refunded')
      .on(table.appId, table.paidAt, table.id, table.refundedAt)
      .where(sql`refunded_at > '-infinity'`),
    index('payments_store_order').on(table.storeOrderId, table.appId),
    foreignKey({ columns: [table.appId, table.purchaseId], foreignColumns: [purchases.appId, purchases.id] }),
    check('payments_status', sql`status in ('PAID', 'CONSUMED', 'COMPLETED', 'REFUNDED')`),
    check('payments_price', sql`(price_micros is null) = (currency_code is null)`),
    check('payments_quantity', sql`quantity > 0`),
  ],
)

import DataLoader from 'dataloader'
import { LRUCache } from 'lru-cache'
import type { Db } from '../db/client.ts'
import { selectConsumesOfPayments, type ConsumeRow } from '../db/queries/consumes.ts'
import { selectConsumerLags, type ConsumerLag as FeedLag } from '../db/queries/event-consumers.ts'
import {
  selectEventsByIds,
  selectEventsOfPayments,
  selectEventsOfPurchases,
  type EventRow,
} from '../db/queries/events.ts'
import { selectDiscrepanciesOfPurchases } from '../db/queries/ignored-discrepancies.ts'
import {
  selectItemsByIds,
  selectStoreProducts,
  type ItemRow,
  type StoreProductRow,
} from '../db/queries/items.ts'
import {
  selectNewestPaymentsOfPurchases,
  selectPaymentsByIds,
  type PaymentRow,
} from '../db/queries/payments.ts'
import { selectPurchasesByIds, type PurchaseRow } from '../db/queries/purchases.ts'
import { selectUnfinishedRefundApprovals, type RefundApprovalRow } from '../db/queries/refund-approvals.ts'
import { selectStoreReadTimes } from '../db/queries/sales.ts'
import type { DiscrepancyRow } from '../db/queries/reconciliation-discrepancies.ts'
import { selectRefundsOfPayments, type RefundRow } from '../db/queries/refunds.ts'
import {
  selectPaymentsOfRefundReviews,
  selectRefundReviewsOfPayments,
  type RefundReviewRow,
} from '../db/queries/refund-reviews.ts'
import { selectServerKeysByIds, type ServerKeyRow } from '../db/queries/server-keys.ts'
import { selectDeliveryFailures, type DeliveryFailureRow } from '../db/queries/delivery-failures.ts'
import { selectAcknowledgements, type AcknowledgementRow } from '../db/queries/acknowledgements.ts'
import { selectUnattributedSalesOfTransactions, type ListedSale } from '../db/queries/unattributed-sales.ts'
import { selectUserSuspensions, type UserSuspensionRow } from '../db/queries/user-suspensions.ts'
import { selectUsersByIds, type UserRow } from '../db/queries/users.ts'
import { createGroupLoader, createRowLoader, maxBatchSize, type Loader } from './batch-loaders.ts'
import { createEntitlementLoaders, type EntitlementLoaders } from './entitlement-loaders.ts'
import { createSubscriptionLoaders, type SubscriptionLoaders } from './subscription-loaders.ts'

/** Loaders that combine concurrent reads by id into one statement. They cache nothing, because streams outlive the states of rows. */
export type Loaders = EntitlementLoaders &
  SubscriptionLoaders & {
    readonly users: Loader<UserRow | null>
    readonly suspensionOfUser: Loader<UserSuspensionRow | null>
    readonly events: Loader<EventRow | null>
    readonly items: Loader<ItemRow | null>
    readonly storeProducts: Loader<readonly StoreProductRow[]>
    readonly purchases: Loader<PurchaseRow | null>
    readonly payments: Loader<PaymentRow | null>
    /** The newest one of a purchase with several. */
    readonly paymentOfPurchase: Loader<PaymentRow | null>
    readonly serverKeys: Loader<ServerKeyRow | null>
    readonly consumeOfPayment: Loader<ConsumeRow | null>
    readonly acknowledgementOfPayment: Loader<AcknowledgementRow | null>
    readonly deliveryFailureOfPayment: Loader<DeliveryFailureRow | null>
    readonly unfinishedRefundApprovalOfPayment: Loader<RefundApprovalRow | null>
    readonly storeReadTimeOfPayment: Loader<{ readonly readAt: Date } | null>
    /** The newest hundred events, oldest first. */
    readonly eventsOfPayment: Loader<readonly EventRow[]>
    /** The newest hundred events before the payment, oldest first. */
    readonly eventsOfPurchase: Loader<readonly EventRow[]>
    /** The newest twenty that are not resolved, newest first. */
    readonly discrepanciesOfPurchase: Loader<readonly DiscrepancyRow[]>
    /** The newest hundred refunds, newest first. */
    readonly refundsOfPayment: Loader<readonly RefundRow[]>
    /** The newest hundred refund reviews, newest first. */
    readonly refundReviewsOfPayment: Loader<readonly RefundReviewRow[]>
    /** By id; at most twenty. */
    readonly paymentsOfRefundReview: Loader<readonly PaymentRow[]>
    /** By the store's transaction id, which several stores may use. */
    readonly unattributedSales: Loader<readonly ListedSale[]>
    /** How far a position is behind the end of the feed. */
    readonly feedLags: Loader<FeedLag>
  }

/** Returns the loaders of an app, which all of its requests and subscribers in this process share. */
export type LoaderDirectory = (appId: string) => Loaders

export function createLoaderDirectory(db: Db): LoaderDirectory {
  const cache = new LRUCache<string, Loaders>({ max: 1_000 })
  return (appId) => {
    const loaders = cache.get(appId) ?? createLoaders(db, appId)
    cache.set(appId, loaders)
    return loaders
  }
}

/** Number of events, refunds and refund reviews that are loaded for one payment. */
const maxRowsPerPayment = 100

function createLoaders(db: Db, appId: string): Loaders {
  return {
    users: createRowLoader(
      (ids) => selectUsersByIds(db, appId, ids),
      ({ id }) => id,
    ),
    suspensionOfUser: createRowLoader(
      (ids) => selectUserSuspensions(db, appId, ids),
      ({ userId }) => userId,
    ),
    events: createRowLoader(
      (ids) => selectEventsByIds(db, appId, ids),
      ({ id }) => id,
    ),
    items: createRowLoader(
      (ids) => selectItemsByIds(db, appId, ids),
      ({ id }) => id,
    ),
    storeProducts: createGroupLoader(
      (ids) => selectStoreProducts(db, appId, ids),
      ({ itemId }) => itemId,
    ),
    purchases: createRowLoader(
      (ids) => selectPurchasesByIds(db, appId, ids),
      ({ id }) => id,
    ),
    payments: createRowLoader(
      (ids) => selectPaymentsByIds(db, appId, ids),
      ({ id }) => id,
    ),
    paymentOfPurchase: createRowLoader(
      (ids) => selectNewestPaymentsOfPurchases(db, appId, ids),
      ({ ofPurchaseId }) => ofPurchaseId,
    ),
    serverKeys: createRowLoader(
      (ids) => selectServerKeysByIds(db, appId, ids),
      ({ id }) => id,
    ),
    feedLags: new DataLoader<string, FeedLag>(
      (positions) => selectConsumerLags(db, appId, positions.map(BigInt)),
      { cache: false, maxBatchSize },
    ),
    ...createEntitlementLoaders(db, appId),
    ...createSubscriptionLoaders(db, appId),
    ...createPaymentPartLoaders(db, appId),
    ...createListLoaders(db, appId),
  }
}

type PaymentPartLoaders = Pick<
  Loaders,
  | 'consumeOfPayment'
  | 'acknowledgementOfPayment'
  | 'deliveryFailureOfPayment'
  | 'unfinishedRefundApprovalOfPayment'
  | 'storeReadTimeOfPayment'
>

/** The loaders of what a payment has one of. */
function createPaymentPartLoaders(db: Db, appId: string): PaymentPartLoaders {
  return {
    consumeOfPayment: createRowLoader(
      (ids) => selectConsumesOfPayments(db, appId, ids),
      ({ paymentId }) => paymentId,
    ),
    acknowledgementOfPayment: createRowLoader(
      (ids) => selectAcknowledgements(db, appId, ids),
      ({ paymentId }) => paymentId,
    ),
    deliveryFailureOfPayment: createRowLoader(
      (ids) => selectDeliveryFailures(db, appId, ids),
      ({ paymentId }) => paymentId,
    ),
    unfinishedRefundApprovalOfPayment: createRowLoader(
      (ids) => selectUnfinishedRefundApprovals(db, appId, ids),
      ({ paymentId }) => paymentId,
    ),
    storeReadTimeOfPayment: createRowLoader(
      (ids) => selectStoreReadTimes(db, appId, ids),
      ({ paymentId }) => paymentId,
    ),
  }
}

type ListLoaders = Pick<
  Loaders,
  | 'eventsOfPayment'
  | 'eventsOfPurchase'
  | 'discrepanciesOfPurchase'
  | 'refundsOfPayment'
  | 'refundReviewsOfPayment'
  | 'paymentsOfRefundReview'
  | 'unattributedSales'
>

/** The loaders of bounded lists. */
function createListLoaders(db: Db, appId: string): ListLoaders {
  return {
    eventsOfPayment: createGroupLoader(
      (ids) => selectEventsOfPayments(db, appId, ids, maxRowsPerPayment),
      ({ paymentId }) => paymentId,
    ),
    eventsOfPurchase: createGroupLoader(
      (ids) => selectEventsOfPurchases(db, appId, ids, maxRowsPerPayment),
      ({ purchaseId }) => purchaseId,
    ),
    discrepanciesOfPurchase: createGroupLoader(
      (ids) => selectDiscrepanciesOfPurchases(db, appId, ids),
      ({ purchaseId }) => purchaseId,
    ),
    refundsOfPayment: createGroupLoader(
      (ids) => selectRefundsOfPayments(db, appId, ids, maxRowsPerPayment),
      ({ paymentId }) => paymentId,
    ),
    refundReviewsOfPayment: createGroupLoader(
      (ids) => selectRefundReviewsOfPayments(db, appId, ids, maxRowsPerPayment),
      ({ paymentId }) => paymentId,
    ),
    paymentsOfRefundReview: createGroupLoader(
      (ids) => selectPaymentsOfRefundReviews(db, appId, ids),
      ({ reviewId }) => reviewId,
    ),
    unattributedSales: createGroupLoader(
      (ids) => selectUnattributedSalesOfTransactions(db, appId, ids),
      ({ storeTransactionId }) => storeTransactionId,
    ),
  }
}

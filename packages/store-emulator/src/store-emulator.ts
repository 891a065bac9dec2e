import type { FastifyInstance } from 'fastify'
import type { NotificationSender } from './notifications/notification.ts'
import type { RefundInput } from './purchases/refund-input.ts'
import type {
  Purchase,
  PurchaseDraft,
  Refund,
  RefundReview,
  StoreEnvironment,
  StoreName,
} from './purchases/purchase.ts'
import type { Receipt } from './purchases/receipt.ts'
import type { SubscriptionProtocol } from './subscriptions/subscription-protocol.ts'

/** One emulated store; each store has a folder that implements this contract. */
export type StoreEmulator = {
  readonly name: StoreName
  /** The app whose purchases the credentials give access to. */
  readonly appId: string
  /** Names of the API operations, which faults refer to. */
  readonly operations: readonly string[]
  /** Throws when the store does not support such a purchase. */
  readonly checkPurchase: (purchase: PurchaseDraft) => void
  /** The store's id of the customer that the request names. */
  readonly toCustomerId: (customer: string, environment: StoreEnvironment, appId: string) => string
  /** Throws when the store does not support such a refund. */
  readonly checkRefund: (purchase: Purchase, refund: RefundInput) => void
  /** The account token as the store returns it. */
  readonly normalizeAccountToken: (token: string) => string
  /** The ids that the store assigns when a purchase is created. */
  readonly createOrderIds: (environment: StoreEnvironment) => StoreIds
  /** The ids that the store assigns when the payment arrives. */
  readonly createPaymentIds: (environment: StoreEnvironment, origin: Purchase['origin']) => StoreIds
  /** Milliseconds after the payment within which a purchase must be acknowledged; undefined when there is no deadline. */
  readonly acknowledgementPeriodMs: (purchase: Purchase) => number | undefined
  /** The store's decision on a refund at the end of a review. Stores without reviews never decide. */
  readonly decideOnRefund: (review: RefundReview) => RefundDecision
  /** The receipt that the app holds now; null when the store has given it none. */
  readonly createReceipt: (purchase: Purchase) => Promise<Receipt>
  /** The store's own response with this status, for faults that specify only a status. */
  readonly createFaultResponse: (status: number) => FaultResponse
  /** Absent when the store sends no notifications. */
  readonly notifications?: NotificationSender
  /** Absent when the store sells no subscriptions that renew. */
  readonly subscriptions?: SubscriptionProtocol
  /** Registers the store's HTTP API; the `config.operation` of each route is one of `operations`. */
  readonly registerRoutes: (scope: FastifyInstance) => void
}

/** `percentage` 0: the store declines the refund. */
export type RefundDecision = Pick<Refund, 'percentage' | 'by' | 'reason'>

export type StoreIds = Pick<PurchaseDraft, 'transactionId' | 'orderId' | 'purchaseToken'>

export type FaultResponse = { body: string; headers: Record<string, string> }

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Name of the store's API operation, which faults refer to; a function when it depends on the end of the URL. */
    operation?: string | ((url: string) => string | undefined)
  }
}

import type { FastifyInstance } from 'fastify'
import type { NotificationSender } from './notifications/notification.ts'
import type { RefundInput } from './purchases/refund-input.ts'
import type { Purchase, PurchaseDraft, StoreEnvironment, StoreName } from './purchases/purchase.ts'

/** What a folder of one store gives to the emulator. */
export type StoreEmulator = {
  readonly name: StoreName
  /** The app whose purchases the credentials can see. */
  readonly appId: string
  /** The API operations that faults can name. */
  readonly operations: readonly string[]
  /** Throws when this store could not have taken such a purchase. */
  readonly checkPurchase: (purchase: PurchaseDraft) => void
  /** The store's own id for the customer that the buyer's request names. */
  readonly toCustomerId: (customer: string, environment: StoreEnvironment, appId: string) => string
  /** Throws when the store gives no such refund. */
  readonly checkRefund: (purchase: Purchase, refund: RefundInput) => void
  /** How the store gives back the account token that the app set. */
  readonly normalizeAccountToken: (token: string) => string
  /** The ids that a purchase has from the start. */
  readonly createOrderIds: (environment: StoreEnvironment) => StoreIds
  /** The ids that it gets when its money has arrived. */
  readonly createPaymentIds: (environment: StoreEnvironment, origin: Purchase['origin']) => StoreIds
  /** How long after its payment a purchase may stay unacknowledged; undefined is for ever. */
  readonly acknowledgementPeriodMs: (purchase: Purchase) => number | undefined
  /** What the app would hold now, as the server's `ReceiptInput` takes it; null when the store gave the app nothing. */
  readonly createReceipt: (purchase: Purchase) => Promise<object | null>
  /** How the store itself words an answer with this status, for faults that name only the status. */
  readonly createFaultResponse: (status: number) => FaultResponse
  /** Absent when the store notifies nobody. */
  readonly notifications?: NotificationSender
  /** Mounts the store's HTTP interface; each route's `config.operation` is one of `operations`. */
  readonly registerRoutes: (scope: FastifyInstance) => void
}

export type StoreIds = Pick<PurchaseDraft, 'transactionId' | 'orderId' | 'purchaseToken'>

export type FaultResponse = { body: string; headers: Record<string, string> }

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Name of the store's API operation, as faults name it; a function where the path alone does not say it. */
    operation?: string | ((url: string) => string | undefined)
  }
}

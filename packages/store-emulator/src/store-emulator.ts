import type { FastifyInstance } from 'fastify'
import type { Purchase, PurchaseDraft, StoreEnvironment, StoreName } from './purchases/purchase.ts'

/** What a folder of one store gives to the emulator. */
export type StoreEmulator = {
  readonly name: StoreName
  /** The app whose purchases the credentials can see. */
  readonly appId: string
  /** The API operations that faults can name. */
  readonly operations: readonly string[]
  /** Whether the store numbers a purchase before its money has arrived. */
  readonly numbersPendingPurchases: boolean
  /** Throws when this store could not have taken such a purchase. */
  checkPurchase(purchase: PurchaseDraft): void
  /** The store's own id for the customer that the buyer's request names. */
  customerId(customer: string, environment: StoreEnvironment, appId: string): string
  /** Throws when the store gives no partial refunds. */
  checkPartialRefund(): void
  newTransaction(environment: StoreEnvironment): { transactionId: string; orderId: string }
  /** What the app would hold now, as the server's `ReceiptInput` takes it; null when the store gave the app nothing. */
  receiptFor(purchase: Purchase): Promise<object | null>
  /** How the store itself words an answer with this status, for faults that name only the status. */
  faultAnswer(status: number): FaultAnswer
  /** Mounts the store's HTTP interface; each route's `config.operation` is one of `operations`. */
  registerRoutes(scope: FastifyInstance): void
}

export type FaultAnswer = { body: string; headers: Record<string, string> }

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Name of the store's API operation, as faults name it. */
    operation?: string
  }
}

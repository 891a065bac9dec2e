import type { Environment, StoreTransaction } from '../contract.ts'
import type { PurchaseData, PurchaseDetails } from './api-types.ts'

const uuidShape = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i

export type Sale = {
  readonly details: PurchaseDetails
  /** What ONE store signed for the buyer's device; null where the app did not hand it on, or no key checks it. */
  readonly signed: PurchaseData | null
  /** As given: ONE store answers "no such data" when it does not belong to the token. */
  readonly productId: string
  readonly environment: Environment
  readonly raw: string
}

export function toStoreTransaction(sale: Sale): StoreTransaction {
  const { details, signed, productId, environment, raw } = sale
  return {
    environment,
    storeTransactionId: details.purchaseId,
    lineItem: '',
    storeOrderId: signed?.orderId || null,
    storeProductId: productId,
    quantity: details.quantity ?? 1,
    // Only ONE store's notifications tell a price.
    price: null,
    paidAt: new Date(Math.floor(details.purchaseTime)),
    accountToken: toAccountToken(details, signed),
    revokedAt: null,
    ownership: 'BOUGHT',
    raw,
  }
}

/** The commercial host has been seen to leave the developer payload out; then what the store signed tells it. */
export function toAccountToken(details: PurchaseDetails, signed: PurchaseData | null): string | null {
  const payload = details.developerPayload || signed?.developerPayload
  return payload && uuidShape.test(payload) ? payload.toLowerCase() : null
}

/** The host decides, and an id that begins like those of the sandbox is never taken for real money. */
export function toEnvironment(
  host: Environment,
  { purchaseId }: PurchaseDetails,
  sandboxPrefix: string,
): Environment {
  return host === 'SANDBOX' || purchaseId.startsWith(sandboxPrefix) ? 'SANDBOX' : 'PRODUCTION'
}

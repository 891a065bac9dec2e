import type { StoreEnvironment, StoreAcknowledgement, StoreTransaction } from '../contract/sale.ts'
import { isAcknowledged, isConsumed } from './api-types.ts'
import type { PurchaseDetails } from './api-types.ts'
import type { PurchaseDetailsResponse } from './client.ts'
import type { OneStoreConfig } from './config.ts'
import { toSaleReference } from './sale-reference.ts'
import type { SaleReferenceDetails } from './sale-reference.ts'

const uuidShape = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i

export type SaleSource = {
  readonly found: PurchaseDetailsResponse
  /** What was asked for, with what ONE store signed. */
  readonly reference: SaleReferenceDetails
  readonly config: MapperConfig
}

export type MapperConfig = Pick<OneStoreConfig, 'sandboxPurchaseIdPrefix' | 'acknowledgeWithinMs'>

export function toStoreTransaction({ found, reference, config }: SaleSource): StoreTransaction {
  const { details, environment, body } = found
  return {
    environment: toEnvironment(environment, details, config.sandboxPurchaseIdPrefix),
    storeTransactionId: details.purchaseId,
    lineItem: '',
    storeOrderId: reference.orderId,
    storeProductId: reference.productId,
    quantity: details.quantity ?? 1,
    // Only ONE store's notifications tell a price.
    price: null,
    paidAt: new Date(Math.floor(details.purchaseTime)),
    accountToken: toAccountToken(details, reference),
    // A purchase that was taken back is told as canceled.
    refund: null,
    acknowledgement: toAcknowledgement(details, config.acknowledgeWithinMs),
    reference: toSaleReference(reference),
    ownership: 'BOUGHT',
    raw: body,
  }
}

/** The commercial host has been seen to leave the developer payload out; then what the store signed tells it. */
export function toAccountToken(
  { developerPayload }: PurchaseDetails,
  signed: Pick<SaleReferenceDetails, 'accountToken'>,
): string | null {
  return developerPayload ? parseAccountToken(developerPayload) : signed.accountToken
}

/** Other payloads are for purposes of the app's own. */
export function parseAccountToken(developerPayload: string | null | undefined): string | null {
  return developerPayload && uuidShape.test(developerPayload) ? developerPayload.toLowerCase() : null
}

function toAcknowledgement(details: PurchaseDetails, withinMs: number): StoreAcknowledgement {
  const acknowledged = isAcknowledged(details)
  return {
    acknowledged,
    consumed: isConsumed(details),
    deadlineAt: acknowledged ? null : new Date(Math.floor(details.purchaseTime) + withinMs),
  }
}

/** The host decides, and an id that begins like those of the sandbox is never taken for real money. */
export function toEnvironment(
  host: StoreEnvironment,
  { purchaseId }: PurchaseDetails,
  sandboxPrefix: string,
): StoreEnvironment {
  return host === 'SANDBOX' || purchaseId.startsWith(sandboxPrefix) ? 'SANDBOX' : 'PRODUCTION'
}

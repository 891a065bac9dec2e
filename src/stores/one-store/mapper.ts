import type { Environment, StoreAcknowledgement, StoreTransaction } from '../sale-contract.ts'
import { isAcknowledged, isConsumed } from './api-types.ts'
import type { PurchaseDetails } from './api-types.ts'
import type { FoundDetails } from './client.ts'
import type { OneStoreConfig } from './one-store-config.ts'
import { toReference } from './reference.ts'
import type { SaleDetails } from './reference.ts'

const uuidShape = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i

export type Sale = {
  readonly found: FoundDetails
  /** What was asked for, with what ONE store signed. */
  readonly known: SaleDetails
  readonly config: MapperConfig
}

export type MapperConfig = Pick<OneStoreConfig, 'sandboxPurchaseIdPrefix' | 'acknowledgeWithinMs'>

export function toStoreTransaction({ found, known, config }: Sale): StoreTransaction {
  const { details, host, body } = found
  return {
    environment: toEnvironment(host, details, config.sandboxPurchaseIdPrefix),
    storeTransactionId: details.purchaseId,
    lineItem: '',
    storeOrderId: known.orderId,
    storeProductId: known.productId,
    quantity: details.quantity ?? 1,
    // Only ONE store's notifications tell a price.
    price: null,
    paidAt: new Date(Math.floor(details.purchaseTime)),
    accountToken: toAccountToken(details, known),
    // A purchase that was taken back is told as canceled.
    refund: null,
    acknowledgement: toAcknowledgement(details, config.acknowledgeWithinMs),
    reference: toReference(known),
    ownership: 'BOUGHT',
    raw: body,
  }
}

/** The commercial host has been seen to leave the developer payload out; then what the store signed tells it. */
export function toAccountToken(
  { developerPayload }: PurchaseDetails,
  signed: Pick<SaleDetails, 'accountToken'>,
): string | null {
  return developerPayload ? readAccountToken(developerPayload) : signed.accountToken
}

/** Other payloads are for purposes of the app's own. */
export function readAccountToken(developerPayload: string | null | undefined): string | null {
  return developerPayload && uuidShape.test(developerPayload) ? developerPayload.toLowerCase() : null
}

function toAcknowledgement(details: PurchaseDetails, withinMs: number): StoreAcknowledgement {
  const acknowledged = isAcknowledged(details)
  return {
    acknowledged,
    consumed: isConsumed(details),
    deadline: acknowledged ? null : new Date(Math.floor(details.purchaseTime) + withinMs),
  }
}

/** The host decides, and an id that begins like those of the sandbox is never taken for real money. */
export function toEnvironment(
  host: Environment,
  { purchaseId }: PurchaseDetails,
  sandboxPrefix: string,
): Environment {
  return host === 'SANDBOX' || purchaseId.startsWith(sandboxPrefix) ? 'SANDBOX' : 'PRODUCTION'
}

import { sha256 } from '../../platform/crypto.ts'
import type { SaleState, StoreAcknowledgement, StoreEnvironment, StoreTransaction } from '../contract/sale.ts'
import { parseAccountToken } from '../shared/schemas.ts'
import type { PurchaseDetails, PurchaseDetailsResponse } from './api-types.ts'
import type { OneStoreConfig } from './config.ts'
import { toSaleReference } from './sale-reference.ts'
import type { SaleReferenceDetails } from './sale-reference.ts'

export type SaleSource = {
  readonly found: PurchaseDetailsResponse
  /** What the purchase was requested by, with the fields that ONE store signed. */
  readonly reference: SaleReferenceDetails
  readonly config: MapperConfig
}

export type MapperConfig = Pick<OneStoreConfig, 'sandboxPurchaseIdPrefix' | 'acknowledgeWithinMs'>

/**
 * A purchase that is already consumed at the store is verified like any other: usually this server consumed it, and the same receipt
 * must keep naming the same payment.
 */
export function toSaleState(sale: SaleSource): SaleState {
  const { reference } = sale
  const { details, environment, body } = sale.found
  if (details.purchaseState === 0) {
    return { kind: 'verified', transaction: toStoreTransaction(sale), proves: 'POSSESSION' }
  }
  return {
    kind: 'canceled',
    storeProductId: sale.reference.productId,
    accountToken: toAccountToken(details, sale.reference),
    environment: toEnvironment(environment, details, sale.config.sandboxPurchaseIdPrefix),
    reference: toSaleReference(sale.reference),
    reason: 'ONE store canceled the purchase.',
    storeTransactionId: toStoreTransactionId(details, reference),
    lineItem: '',
    raw: body,
  }
}

export function toStoreTransaction({ found, reference, config }: SaleSource): StoreTransaction {
  const { details, environment, body } = found
  return {
    environment: toEnvironment(environment, details, config.sandboxPurchaseIdPrefix),
    storeTransactionId: toStoreTransactionId(details, reference),
    lineItem: '',
    storeOrderId: reference.orderId,
    storeProductId: reference.productId,
    quantity: details.quantity ?? 1,
    // Only notifications contain the price.
    price: null,
    paidAt: toPaidAt(found),
    accountToken: toAccountToken(details, reference),
    // ONE store reports a refunded purchase as canceled.
    refund: null,
    acknowledgement: toAcknowledgement(found, config.acknowledgeWithinMs),
    reference: toSaleReference(reference),
    ownership: 'BOUGHT',
    raw: body,
  }
}

/** A purchase without an id is identified by a hash of its token, which itself proves possession. */
function toStoreTransactionId(
  { purchaseId }: PurchaseDetails,
  { purchaseToken }: SaleReferenceDetails,
): string {
  return purchaseId ?? `token-sha256:${sha256(purchaseToken).toString('base64url')}`
}

function toPaidAt({ details, readAt }: PurchaseDetailsResponse): Date {
  return details.purchaseTime == null ? readAt : new Date(Math.floor(details.purchaseTime))
}

/** The commercial host can leave the developer payload out; the account token of the signed text is then used. */
export function toAccountToken(
  { developerPayload }: PurchaseDetails,
  signed: Pick<SaleReferenceDetails, 'accountToken'>,
): string | null {
  return developerPayload ? parseAccountToken(developerPayload) : signed.accountToken
}

export function isConsumed(details: PurchaseDetails): boolean {
  return details.consumptionState === 1
}

export function isAcknowledged(details: PurchaseDetails): boolean {
  return details.acknowledgeState === 1 || isConsumed(details)
}

function toAcknowledgement(found: PurchaseDetailsResponse, withinMs: number): StoreAcknowledgement {
  const { details } = found
  const acknowledged = isAcknowledged(details)
  return {
    acknowledged,
    consumed: isConsumed(details),
    deadlineAt: acknowledged ? null : new Date(toPaidAt(found).getTime() + withinMs),
  }
}

/** The host decides, but a purchase with an id of the sandbox never counts as production. */
export function toEnvironment(
  host: StoreEnvironment,
  { purchaseId }: Pick<PurchaseDetails, 'purchaseId'>,
  sandboxPrefix: string,
): StoreEnvironment {
  return host === 'SANDBOX' || purchaseId?.startsWith(sandboxPrefix) === true ? 'SANDBOX' : 'PRODUCTION'
}

import type {
  SaleState,
  StoreOffer,
  StoreOfferKind,
  StorePrice,
  StoreRefund,
  StoreTransaction,
} from '../contract/sale.ts'
import { unixMillisSchema } from '../shared/schemas.ts'
import { storeEnvironments } from './api-types.ts'
import type { AppleTransaction } from './api-types.ts'
import { toCountryCode } from './country-code.ts'
import { toSaleReference } from './sale-reference.ts'

export const microsPerMilliunit = 1000n
/** Apple's percentages are in thousandths of a percent. */
const wholePercentage = 100_000n

/**
 * @param jws the signed transaction as received
 * @param proves what the way in which the transaction was submitted proves about the user
 */
export function toSaleState(
  apple: AppleTransaction,
  jws: string,
  proves: 'POSSESSION' | 'NOTHING',
): Extract<SaleState, { kind: 'verified' }> {
  return { kind: 'verified', transaction: toStoreTransaction(apple, jws), proves }
}

/** @param raw the JWS that contained the transaction, stored as evidence */
export function toStoreTransaction(apple: AppleTransaction, raw: string): StoreTransaction {
  return {
    environment: storeEnvironments[apple.environment],
    storeTransactionId: apple.transactionId,
    lineItem: '',
    // Transactions do not contain the order number of the customer's bill.
    storeOrderId: null,
    storeProductId: apple.productId,
    quantity: toQuantity(apple),
    price: toPrice(apple),
    paidAt: toPaidAt(apple),
    countryCode: toCountryCode(apple.storefront),
    // The account token of a shared purchase is its buyer's.
    accountToken: isShared(apple) ? null : apple.appAccountToken,
    storeAccountId: apple.appTransactionId ?? null,
    offer: toOffer(apple),
    refund: toRefund(apple),
    // Transactions do not state whether they are finished, and Apple does not cancel unfinished ones.
    acknowledgement: { acknowledged: false, consumed: false, deadlineAt: null },
    reference: toSaleReference(apple),
    ownership: isShared(apple) ? 'SHARED' : 'BOUGHT',
    ...(isAutoRenewable(apple) ? { isSubscription: true } : {}),
    raw,
  }
}

export function isShared({ inAppOwnershipType }: AppleTransaction): boolean {
  return inAppOwnershipType === 'FAMILY_SHARED'
}

export function isAutoRenewable({ type }: { readonly type?: unknown }): boolean {
  return type === 'Auto-Renewable Subscription'
}

const offerKinds: Readonly<Record<number, StoreOfferKind>> = {
  1: 'INTRODUCTORY',
  2: 'PROMOTIONAL',
  3: 'OFFER_CODE',
  4: 'WIN_BACK',
}

export function toOffer({ offerType, offerIdentifier }: AppleTransaction): StoreOffer | null {
  if (offerType === undefined) return null
  const kind = offerKinds[offerType] ?? 'OTHER'
  return { kind, purchaseOptionId: null, offerId: offerIdentifier ?? null }
}

/** Apple states the date always; the others are close to it. */
export function toPaidAt({ purchaseDate, originalPurchaseDate, signedDate }: AppleTransaction): Date {
  const signedAt = unixMillisSchema.safeParse(signedDate).data
  return new Date(Math.floor(purchaseDate ?? originalPurchaseDate ?? signedAt ?? Date.now()))
}

/** Apple's `price` is in milliunits and is the total for the quantity. What a shared purchase cost was paid by its buyer. */
export function toPrice(apple: AppleTransaction): StorePrice | null {
  if (apple.price === undefined || apple.currency === undefined) return null
  if (isShared(apple) && apple.price !== 0) return null
  return { amountMicros: BigInt(apple.price) * microsPerMilliunit, currencyCode: apple.currency }
}

export function isFullRefund({ revocationType }: AppleTransaction): boolean {
  return revocationType !== 'REFUND_PRORATED'
}

/** A prorated refund returns part of the money and leaves the sale valid; every other revocation ends it. */
export function toRefund(apple: AppleTransaction): StoreRefund | null {
  const { revocationDate } = apple
  if (revocationDate === null) return null
  const full = isFullRefund(apple)
  return {
    full,
    refundedAt: revocationDate.at === null ? toPaidAt(apple) : new Date(Math.floor(revocationDate.at)),
    quantity: full ? toQuantity(apple) : 0,
    amountMicros: toRefundedMicros(apple),
    reason: toReason(apple),
  }
}

function toRefundedMicros(apple: AppleTransaction): bigint | null {
  const price = toPrice(apple)
  // The buyer stopped sharing, or was refunded; the money belongs to the buyer's transaction.
  if (price === null || apple.revocationType === 'FAMILY_REVOKE') return null
  if (isFullRefund(apple)) return price.amountMicros
  if (apple.revocationPercentage === undefined) return null
  return (price.amountMicros * BigInt(apple.revocationPercentage)) / wholePercentage
}

function toReason({ revocationType, revocationReason }: AppleTransaction): string | null {
  if (revocationType === 'FAMILY_REVOKE') return 'FAMILY_REVOKE'
  if (revocationReason === 1) return 'APP_ISSUE'
  return revocationReason === 0 ? 'OTHER' : null
}

export function toQuantity({ quantity = 1 }: AppleTransaction): number {
  return quantity
}

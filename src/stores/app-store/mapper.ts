import type { StorePrice, StoreRefund, StoreTransaction } from '../contract/sale.ts'
import { storeEnvironments } from './api-types.ts'
import type { AppleTransaction } from './api-types.ts'
import { toSaleReference } from './sale-reference.ts'

const microsPerMilliunit = 1000n
/** Apple's percentages are in milliunits too. */
const wholePercentage = 100_000n

/** @param raw the JWS that the transaction was read from: the App Store's own signature over what it said */
export function toStoreTransaction(apple: AppleTransaction, raw: string): StoreTransaction {
  return {
    environment: storeEnvironments[apple.environment],
    storeTransactionId: apple.transactionId,
    lineItem: '',
    // The order number on a customer's bill is in no transaction; it can only be looked up from their side.
    storeOrderId: null,
    storeProductId: apple.productId,
    quantity: toQuantity(apple),
    price: toPrice(apple),
    paidAt: new Date(Math.floor(apple.purchaseDate)),
    accountToken: apple.appAccountToken?.toLowerCase() ?? null,
    refund: toRefund(apple),
    // No transaction says whether it is finished, and Apple takes none back that is not.
    acknowledgement: { acknowledged: false, consumed: false, deadlineAt: null },
    reference: toSaleReference(apple),
    ownership: apple.inAppOwnershipType === 'FAMILY_SHARED' ? 'SHARED' : 'BOUGHT',
    raw,
  }
}

/** Apple's `price` is in milliunits and already the total for the quantity. */
function toPrice(apple: AppleTransaction): StorePrice | null {
  if (apple.price === undefined || apple.currency === undefined) return null
  return { amountMicros: BigInt(apple.price) * microsPerMilliunit, currencyCode: apple.currency }
}

export function isFullRefund({ revocationType }: AppleTransaction): boolean {
  return revocationType !== 'REFUND_PRORATED'
}

/** A prorated refund gives back part of the money and leaves the sale; every other revocation undoes it. */
function toRefund(apple: AppleTransaction): StoreRefund | null {
  if (apple.revocationDate === undefined) return null
  const full = isFullRefund(apple)
  return {
    full,
    refundedAt: new Date(Math.floor(apple.revocationDate)),
    quantity: full ? toQuantity(apple) : 0,
    amountMicros: toRefundedMicros(apple),
    reason: toReason(apple),
  }
}

function toRefundedMicros(apple: AppleTransaction): bigint | null {
  const price = toPrice(apple)
  // Who shared it has stopped doing so, or got the money back: that is another transaction's.
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

function toQuantity({ quantity = 1 }: AppleTransaction): number {
  return quantity
}

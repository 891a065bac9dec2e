import type { Environment, StorePrice, StoreTransaction } from '../contract.ts'
import type { AppleTransaction } from './api-types.ts'

const microsPerMilliunit = 1000n

const environments: Readonly<Record<AppleTransaction['environment'], Environment>> = {
  Production: 'PRODUCTION',
  Sandbox: 'SANDBOX',
}

/** @param raw the JWS that the transaction was read from: the App Store's own signature over what it said */
export function toStoreTransaction(apple: AppleTransaction, raw: string): StoreTransaction {
  return {
    environment: environments[apple.environment],
    storeTransactionId: apple.transactionId,
    lineItem: '',
    // The order number on a customer's bill is in no transaction; it can only be looked up from their side.
    storeOrderId: null,
    storeProductId: apple.productId,
    quantity: apple.quantity ?? 1,
    price: toPrice(apple),
    paidAt: new Date(Math.floor(apple.purchaseDate)),
    accountToken: apple.appAccountToken?.toLowerCase() ?? null,
    revokedAt: toRevokedAt(apple),
    ownership: apple.inAppOwnershipType === 'FAMILY_SHARED' ? 'SHARED' : 'BOUGHT',
    raw,
  }
}

/** Apple's `price` is in milliunits and already the total for the quantity. */
function toPrice(apple: AppleTransaction): StorePrice | null {
  if (apple.price === undefined || apple.currency === undefined) return null
  return { amountMicros: BigInt(apple.price) * microsPerMilliunit, currencyCode: apple.currency }
}

/** A prorated refund gives back part of the money and leaves the sale; every other revocation undoes it. */
function toRevokedAt(apple: AppleTransaction): Date | null {
  if (apple.revocationDate === undefined || apple.revocationType === 'REFUND_PRORATED') return null
  return new Date(Math.floor(apple.revocationDate))
}

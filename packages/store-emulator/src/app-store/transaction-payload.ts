import { digitsFrom } from '../random-id.ts'
import type { ProductType, Purchase, Refund, StoreEnvironment } from '../purchases/purchase.ts'

const SUBSCRIPTION_PERIOD_MS = 30 * 24 * 60 * 60 * 1000

const TYPE_NAMES: Record<ProductType, string> = {
  CONSUMABLE: 'Consumable',
  NON_CONSUMABLE: 'Non-Consumable',
  AUTO_RENEWABLE: 'Auto-Renewable Subscription',
}

const ENVIRONMENT_NAMES = { PRODUCTION: 'Production', SANDBOX: 'Sandbox' } as const

const USA = { storefront: 'USA', storefrontId: '143441' }
const STOREFRONTS: Record<string, { storefront: string; storefrontId: string }> = {
  USD: USA,
  KRW: { storefront: 'KOR', storefrontId: '143466' },
  JPY: { storefront: 'JPN', storefrontId: '143462' },
  EUR: { storefront: 'DEU', storefrontId: '143443' },
  GBP: { storefront: 'GBR', storefrontId: '143444' },
}

/** A purchase that the App Store has made a transaction for. */
export type Transaction = Purchase & { transactionId: string; paidAt: number }

export function environmentName(environment: StoreEnvironment): 'Production' | 'Sandbox' {
  return ENVIRONMENT_NAMES[environment]
}

/** Narrows a purchase to one with a transaction: StoreKit has none for what is pending, canceled or declined. */
export function asTransaction(purchase: Purchase): Transaction | undefined {
  const { transactionId, paidAt } = purchase
  return transactionId === undefined || paidAt === undefined
    ? undefined
    : { ...purchase, transactionId, paidAt }
}

/** The signed payload of StoreKit 2. Times in ms, price in milliunits; what does not apply is left out, never null. */
export function transactionPayload(transaction: Transaction, signedDate: number): Record<string, unknown> {
  const { transactionId, paidAt, productType, accountToken, refund, currency } = transaction
  return {
    transactionId,
    originalTransactionId: transactionId,
    bundleId: transaction.appId,
    productId: transaction.productId,
    ...(productType === 'AUTO_RENEWABLE' ? subscriptionFields(transaction) : {}),
    purchaseDate: paidAt,
    originalPurchaseDate: paidAt,
    quantity: transaction.quantity,
    type: TYPE_NAMES[productType],
    ...(accountToken === undefined ? {} : { appAccountToken: accountToken }),
    inAppOwnershipType: 'PURCHASED',
    signedDate,
    ...(refund === undefined ? {} : revocationFields(refund)),
    environment: environmentName(transaction.environment),
    transactionReason: 'PURCHASE',
    ...(STOREFRONTS[currency] ?? USA),
    price: Number(BigInt(transaction.priceMicros) / 1000n),
    currency,
    appTransactionId: transaction.customerId,
  }
}

/** Each subscription product is a group of its own. */
export function subscriptionGroupOf({ productType, appId, productId }: Purchase): string | undefined {
  return productType === 'AUTO_RENEWABLE' ? digitsFrom(`${appId}\n${productId}`, 8) : undefined
}

export function expiresDate({ paidAt }: Transaction): number {
  return paidAt + SUBSCRIPTION_PERIOD_MS
}

function subscriptionFields(transaction: Transaction): object {
  return {
    webOrderLineItemId: digitsFrom(transaction.transactionId, 15),
    subscriptionGroupIdentifier: subscriptionGroupOf(transaction),
    expiresDate: expiresDate(transaction),
  }
}

/** Reason 1 is a problem with the app that a customer complained about; 0 is every other, as when Apple acts by itself. */
function revocationFields({ at, kind, percentage }: Refund): object {
  return {
    revocationDate: at,
    revocationReason: kind === 'REFUND' ? 1 : 0,
    ...(percentage === 100
      ? { revocationType: 'REFUND_FULL' }
      : { revocationType: 'REFUND_PRORATED', revocationPercentage: percentage * 1000 }),
  }
}

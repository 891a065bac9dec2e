import { dayMs } from '../durations.ts'
import { hashToDigits } from '../random-id.ts'
import { applySituation } from '../purchases/situation.ts'
import type { ProductType, Purchase, Refund, StoreEnvironment } from '../purchases/purchase.ts'

const subscriptionPeriodMs = 30 * dayMs

const typeNames: Record<ProductType, string> = {
  CONSUMABLE: 'Consumable',
  NON_CONSUMABLE: 'Non-Consumable',
  AUTO_RENEWABLE: 'Auto-Renewable Subscription',
}

const environmentNames = { PRODUCTION: 'Production', SANDBOX: 'Sandbox' } as const

const usStorefront = { storefront: 'USA', storefrontId: '143441' }
const storefronts: Record<string, { storefront: string; storefrontId: string }> = {
  USD: usStorefront,
  KRW: { storefront: 'KOR', storefrontId: '143466' },
  JPY: { storefront: 'JPN', storefrontId: '143462' },
  EUR: { storefront: 'DEU', storefrontId: '143443' },
  GBP: { storefront: 'GBR', storefrontId: '143444' },
}

/** A purchase for which the App Store has created a transaction. */
export type Transaction = Purchase & {
  transactionId: string
  paidAt: number
  /** The id on the device that shows the transaction, if it differs: a restored one has an id of its own. */
  shownTransactionId?: string
  /** Fields of a period of a subscription that renews, which replace those of a single purchase. */
  periodFields?: Record<string, unknown>
  /** The subscription of the period, and its group. */
  subscription?: { id: string; group: string }
}

export function toEnvironmentName(environment: StoreEnvironment): 'Production' | 'Sandbox' {
  return environmentNames[environment]
}

/** Undefined when the purchase has no transaction, because it is pending, canceled or declined. */
export function toTransaction(purchase: Purchase): Transaction | undefined {
  const { transactionId, paidAt } = purchase
  return transactionId === undefined || paidAt === undefined
    ? undefined
    : { ...purchase, transactionId, paidAt }
}

/** The payload of a StoreKit 2 transaction. Times are UNIX milliseconds, the price is in milliunits; absent values are omitted. */
export function toTransactionPayload(transaction: Transaction, signedDate: number): Record<string, unknown> {
  const { transactionId, paidAt, productType, accountToken, refund, currency } = transaction
  return applySituation(transaction, {
    transactionId: transaction.shownTransactionId ?? transactionId,
    originalTransactionId: transactionId,
    bundleId: transaction.appId,
    productId: transaction.productId,
    ...(productType === 'AUTO_RENEWABLE' ? subscriptionFields(transaction) : {}),
    purchaseDate: paidAt,
    originalPurchaseDate: paidAt,
    quantity: transaction.quantity,
    type: typeNames[productType],
    ...(accountToken === undefined ? {} : { appAccountToken: accountToken }),
    inAppOwnershipType: ownershipTypeOf(transaction),
    signedDate,
    ...(refund === undefined ? {} : revocationFields(transaction, refund)),
    ...offerFields(transaction),
    environment: toEnvironmentName(transaction.environment),
    transactionReason: 'PURCHASE',
    ...(storefronts[currency] ?? usStorefront),
    price: Number(BigInt(transaction.priceMicros) / 1000n),
    currency,
    appTransactionId: transaction.customerId,
    ...transaction.periodFields,
  })
}

const offerCodeType = 3

/** An offer code of a one-time product. */
function offerFields({ offer }: Transaction): object {
  if (offer?.offerId === undefined) return {}
  return { offerType: offerCodeType, offerIdentifier: offer.offerId, offerDiscountType: 'ONE_TIME' }
}

export function ownershipTypeOf({ familyShared }: Purchase): 'PURCHASED' | 'FAMILY_SHARED' {
  return familyShared === true ? 'FAMILY_SHARED' : 'PURCHASED'
}

/** Each product that does not renew has its own group. */
export function subscriptionGroupOf({
  productType,
  appId,
  productId,
  subscription,
}: Purchase & Pick<Transaction, 'subscription'>): string | undefined {
  if (subscription !== undefined) return subscription.group
  return productType === 'AUTO_RENEWABLE' ? hashToDigits(`${appId}\n${productId}`, 8) : undefined
}

export function expiresDate({ paidAt }: Transaction): number {
  return paidAt + subscriptionPeriodMs
}

function subscriptionFields(transaction: Transaction): object {
  return {
    webOrderLineItemId: hashToDigits(transaction.transactionId, 15),
    subscriptionGroupIdentifier: subscriptionGroupOf(transaction),
    expiresDate: expiresDate(transaction),
  }
}

/** Revocation reason 1 is a problem with the app that the customer reported; 0 is any other reason. */
function revocationFields({ familyShared }: Transaction, { at, kind, percentage }: Refund): object {
  return {
    revocationDate: at,
    revocationReason: kind === 'REFUND' ? 1 : 0,
    ...(percentage === 100
      ? { revocationType: familyShared === true ? 'FAMILY_REVOKE' : 'REFUND_FULL' }
      : { revocationType: 'REFUND_PRORATED', revocationPercentage: percentage * 1000 }),
  }
}

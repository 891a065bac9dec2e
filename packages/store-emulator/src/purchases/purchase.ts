import { z } from 'zod'
import { timeMs } from '../time-ms.ts'
import { situationSchema } from './situation.ts'
import { tamperModes } from './tamper-mode.ts'

/** Every emulated store. */
export const storeNames = ['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE', 'TEST_STORE'] as const
export type StoreName = (typeof storeNames)[number]

export const storeEnvironments = ['PRODUCTION', 'SANDBOX'] as const
export type StoreEnvironment = (typeof storeEnvironments)[number]

export const allProductTypes = ['CONSUMABLE', 'NON_CONSUMABLE', 'AUTO_RENEWABLE'] as const
export type ProductType = (typeof allProductTypes)[number]

export const purchaseStates = ['PENDING', 'PAID', 'DECLINED', 'CANCELED', 'REFUNDED'] as const
export type PurchaseState = (typeof purchaseStates)[number]

/** Origins of purchases that were not paid for. */
export const purchaseOrigins = ['PROMO_CODE', 'REWARDED_AD'] as const

export const marketCodes = ['MKT_ONE', 'MKT_GLB'] as const
export type MarketCode = (typeof marketCodes)[number]

export const refundSchema = z.strictObject({
  /** Time of the refund. */
  at: timeMs,
  /** REFUND: requested by the customer or the developer. REVOKE: decided by the store. */
  kind: z.enum(['REFUND', 'REVOKE']),
  /** Whole percent of the price; below 100 the purchase stays PAID. */
  percentage: z.int().min(1).max(100),
  by: z.enum(['CUSTOMER', 'DEVELOPER', 'STORE']),
  /** UNACKNOWLEDGED: the purchase was not acknowledged in time. CHARGEBACK: the bank of the customer took the money back. */
  reason: z.enum(['UNACKNOWLEDGED', 'CHARGEBACK']).exactOptional(),
  /** The customer keeps the product (Google Play's refund without revoking). */
  keepsProduct: z.literal(true).exactOptional(),
})

/** The store asks the developer for evidence before it decides on a refund. */
export const refundReviewSchema = z.strictObject({
  requestedAt: timeMs,
  /** The developer's answer counts until then. */
  deadlineAt: timeMs,
  /** Google Play: the token that the developer's answer has to contain. */
  token: z.string().exactOptional(),
  /** The first answer of the developer. */
  response: z.record(z.string(), z.unknown()).exactOptional(),
  decision: z.enum(['REFUNDED', 'PARTIALLY_REFUNDED', 'DECLINED']).exactOptional(),
})

/** Google Play: further products of the same purchase. */
const purchaseLineSchema = z.strictObject({
  productId: z.string(),
  quantity: z.int().positive(),
  /** Millionths of a currency unit for the whole quantity, as a decimal string. */
  priceMicros: z.string(),
  consumedAt: timeMs.exactOptional(),
})

export const offerKinds = ['RENTAL', 'PREORDER'] as const

/** How the product was offered: a purchase option and an offer at Google Play, an offer code at the App Store. */
const purchaseOfferSchema = z.strictObject({
  purchaseOptionId: z.string().exactOptional(),
  offerId: z.string().exactOptional(),
  kind: z.enum(offerKinds).exactOptional(),
})

/** A purchase of any store as the emulator stores it. Times are UNIX milliseconds of the virtual clock. */
export const purchaseSchema = z.strictObject({
  id: z.string(),
  store: z.enum(storeNames),
  environment: z.enum(storeEnvironments),
  /** Bundle id or package name of the app. */
  appId: z.string(),
  productId: z.string(),
  productType: z.enum(allProductTypes),
  quantity: z.int().positive(),
  /** Millionths of a currency unit for the whole quantity, as a decimal string. */
  priceMicros: z.string(),
  /** ISO 4217. */
  currency: z.string(),
  accountToken: z.string().exactOptional(),
  /** The store's id of the customer; purchases with the same id share one history. */
  customerId: z.string(),
  state: z.enum(purchaseStates),
  /** Absent until the store has created a transaction. */
  transactionId: z.string().exactOptional(),
  orderId: z.string().exactOptional(),
  /** Identifies the purchase in the app and in the store's API; Google Play and ONE store only. */
  purchaseToken: z.string().exactOptional(),
  origin: z.enum(purchaseOrigins).exactOptional(),
  /** ISO 3166-1 alpha-2, Google Play only. */
  regionCode: z.string().exactOptional(),
  /** ONE store only. */
  marketCode: z.enum(marketCodes).exactOptional(),
  /** ONE store: the API returns the account token as developer payload. */
  returnsDeveloperPayload: z.literal(true).exactOptional(),
  /** Payload that the developer sent when acknowledging or consuming. */
  developerPayload: z.string().exactOptional(),
  createdAt: timeMs,
  paidAt: timeMs.exactOptional(),
  refund: refundSchema.exactOptional(),
  /** Quantity-based partial refunds; Google Play only. */
  partialRefunds: z.array(z.strictObject({ at: timeMs, quantity: z.int().positive() })).exactOptional(),
  /** Consumption information that the developer sent to the App Store. */
  consumptionInformation: z.record(z.string(), z.unknown()).exactOptional(),
  /** The most recent review of a refund; App Store and Google Play only. */
  refundReview: refundReviewSchema.exactOptional(),
  acknowledgedAt: timeMs.exactOptional(),
  consumedAt: timeMs.exactOptional(),
  finishedAt: timeMs.exactOptional(),
  tamper: z.enum(tamperModes).exactOptional(),
  lines: z.array(purchaseLineSchema).exactOptional(),
  offer: purchaseOfferSchema.exactOptional(),
  /** App Store: a family member of the customer bought the product and shares it. */
  familyShared: z.literal(true).exactOptional(),
  situation: situationSchema.exactOptional(),
  /** The transaction ids that a non-consumable got when it was restored on other devices, oldest first; App Store only. */
  restoredTransactionIds: z.array(z.string()).exactOptional(),
  /** Position of the purchase in the order of creation. */
  sequence: z.int().nonnegative(),
  /** Position of its last change in the order of all changes. */
  revision: z.int().nonnegative(),
})

export type Purchase = z.infer<typeof purchaseSchema>
export type PurchaseLine = z.infer<typeof purchaseLineSchema>
export type PurchaseOffer = z.infer<typeof purchaseOfferSchema>
export type Refund = z.infer<typeof refundSchema>
export type RefundReview = z.infer<typeof refundReviewSchema>
/** A purchase before the repository has assigned its sequence and revision. */
export type PurchaseDraft = Omit<Purchase, 'sequence' | 'revision'>

import { z } from 'zod'
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

/** How something came to a customer without being bought. */
export const purchaseOrigins = ['PROMO_CODE', 'REWARDED_AD'] as const

export const marketCodes = ['MKT_ONE', 'MKT_GLB'] as const
export type MarketCode = (typeof marketCodes)[number]

const timeMs = z.int().nonnegative()

export const refundSchema = z.strictObject({
  /** When the store took the money back, UNIX ms. */
  at: timeMs,
  /** REFUND: the customer asked for it. REVOKE: the store did it by itself. */
  kind: z.enum(['REFUND', 'REVOKE']),
  /** Whole percent of the price; below 100 the purchase stays PAID. */
  percentage: z.int().min(1).max(100),
  by: z.enum(['CUSTOMER', 'DEVELOPER', 'STORE']),
  /** UNACKNOWLEDGED: nobody acknowledged the purchase in time. */
  reason: z.literal('UNACKNOWLEDGED').exactOptional(),
  /** The money went back, but the customer keeps the product (Google Play's refund without revoking). */
  keepsProduct: z.literal(true).exactOptional(),
})

/** One purchase as the emulator keeps it, whatever its store. Times are UNIX milliseconds of the virtual clock. */
export const purchaseSchema = z.strictObject({
  id: z.string(),
  store: z.enum(storeNames),
  environment: z.enum(storeEnvironments),
  /** Bundle id or package name of the app in which it was bought. */
  appId: z.string(),
  productId: z.string(),
  productType: z.enum(allProductTypes),
  quantity: z.int().positive(),
  /** Millionths of a currency unit for the whole quantity, as a decimal string. */
  priceMicros: z.string(),
  /** ISO 4217. */
  currency: z.string(),
  accountToken: z.string().exactOptional(),
  /** The store's own id of the customer; purchases with the same id share one history. */
  customerId: z.string(),
  state: z.enum(purchaseStates),
  /** The store's ids; absent as long as the store has made no transaction. */
  transactionId: z.string().exactOptional(),
  orderId: z.string().exactOptional(),
  /** What the app holds and the store's API is asked by, in Google Play and ONE store. */
  purchaseToken: z.string().exactOptional(),
  origin: z.enum(purchaseOrigins).exactOptional(),
  /** ISO 3166-1 alpha-2, Google Play only. */
  regionCode: z.string().exactOptional(),
  /** ONE store only. */
  marketCode: z.enum(marketCodes).exactOptional(),
  /** Whether ONE store's API gives the developer payload back. */
  returnsDeveloperPayload: z.literal(true).exactOptional(),
  /** What the developer sent along when acknowledging or consuming. */
  developerPayload: z.string().exactOptional(),
  createdAt: timeMs,
  paidAt: timeMs.exactOptional(),
  refund: refundSchema.exactOptional(),
  /** Refunds of some of the pieces, in Google Play. */
  partialRefunds: z.array(z.strictObject({ at: timeMs, quantity: z.int().positive() })).exactOptional(),
  /** What the developer told the App Store about a refund that a customer asked for. */
  consumptionInformation: z.record(z.string(), z.unknown()).exactOptional(),
  acknowledgedAt: timeMs.exactOptional(),
  consumedAt: timeMs.exactOptional(),
  finishedAt: timeMs.exactOptional(),
  tamper: z.enum(tamperModes).exactOptional(),
  /** Number of this purchase in the order of creation. */
  sequence: z.int().nonnegative(),
  /** Number of its last change in the order of all changes. */
  revision: z.int().nonnegative(),
})

export type Purchase = z.infer<typeof purchaseSchema>
export type Refund = z.infer<typeof refundSchema>
/** A purchase before the ledger numbered it. */
export type PurchaseDraft = Omit<Purchase, 'sequence' | 'revision'>

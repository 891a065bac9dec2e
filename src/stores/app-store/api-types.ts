import { z } from 'zod'

import type { StoreEnvironment } from '../contract/sale.ts'
import {
  currencyCodeSchema,
  parseAccountToken,
  quantitySchema,
  storeTextSchema,
  unixMillisSchema,
} from '../shared/schemas.ts'

/** Transaction ids are decimal strings that exceed the range of a number. */
export const transactionIdPattern = /^\d{1,32}$/

/** The fields that identify the sale of a transaction. */
const saleIdentityShape = {
  transactionId: z.string().regex(transactionIdPattern),
  originalTransactionId: z.string().regex(transactionIdPattern).optional().catch(undefined),
  /** `Consumable`, `Non-Consumable` and others; Apple may add values. */
  type: z.string().optional().catch(undefined),
  /** Only of subscriptions. */
  expiresDate: z.unknown().optional(),
  inAppOwnershipType: z.string().optional().catch(undefined),
}

export const appleSaleIdentitySchema = z.object(saleIdentityShape)

export type AppleSaleIdentity = z.infer<typeof appleSaleIdentitySchema>

const optionalTime = unixMillisSchema.optional().catch(undefined)

/** A revocation whose date cannot be read is one all the same. */
const revocationDate = z
  .unknown()
  .optional()
  .transform((value) => (value == null ? null : { at: unixMillisSchema.safeParse(value).data ?? null }))

const flag = z.boolean().optional().catch(undefined)

/** Only of subscriptions. */
const subscriptionShape = {
  subscriptionGroupIdentifier: storeTextSchema(64).optional().catch(undefined),
  /** Names one renewal, also where it was restored as another transaction. */
  webOrderLineItemId: storeTextSchema(64).optional().catch(undefined),
  /** `PURCHASE`, `RENEWAL` and what Apple may add. */
  transactionReason: z.string().optional().catch(undefined),
  /** `FREE_TRIAL`, `PAY_AS_YOU_GO`, `PAY_UP_FRONT` and others. */
  offerDiscountType: z.string().optional().catch(undefined),
  /** A plan of a higher level took the place of this one before its end. */
  isUpgraded: flag,
  /** The subscription that this one continues under another id, for example inside a bundle. */
  previousOriginalTransactionId: z.string().regex(transactionIdPattern).optional().catch(undefined),
  /** Of a yearly plan that is paid by the month. */
  commitmentInfo: z
    .object({
      billingPeriodNumber: z.int().positive(),
      totalBillingPeriods: z.int().positive(),
      commitmentExpiresDate: optionalTime,
    })
    .optional()
    .catch(undefined),
}

/**
 * The fields of JWSTransactionDecodedPayload that are used. Apple marks every field as optional and adds enumeration values without
 * notice, so a field is required only if a sale cannot be recorded without it. Every other field counts as absent when it cannot be
 * read: the signature proves the sale, whatever the form of its price.
 */
export const appleTransactionSchema = z.object({
  ...saleIdentityShape,
  productId: storeTextSchema(255),
  environment: z.enum(['Production', 'Sandbox']),
  purchaseDate: optionalTime,
  originalPurchaseDate: optionalTime,
  quantity: quantitySchema.optional().catch(undefined),
  /** ISO 3166-1 alpha-3 code. */
  storefront: z.string().optional().catch(undefined),
  price: z.int().nonnegative().optional().catch(undefined),
  currency: currencyCodeSchema.optional().catch(undefined),
  appAccountToken: z.unknown().optional().transform(parseAccountToken),
  offerType: z.number().optional().catch(undefined),
  offerIdentifier: storeTextSchema(200).optional().catch(undefined),
  /** The same for all purchases of one Apple account in one app. */
  appTransactionId: storeTextSchema(64).optional().catch(undefined),
  revocationDate,
  revocationType: z.string().optional().catch(undefined),
  revocationReason: z.number().optional().catch(undefined),
  revocationPercentage: z.int().nonnegative().max(100_000).optional().catch(undefined),
  signedDate: z.number().optional().catch(undefined),
  ...subscriptionShape,
})

export type AppleTransaction = z.infer<typeof appleTransactionSchema>

export const storeEnvironments: Readonly<Record<AppleTransaction['environment'], StoreEnvironment>> = {
  Production: 'PRODUCTION',
  Sandbox: 'SANDBOX',
}

/** The fields that identify the app; every kind of content has them. */
const appFields = {
  bundleId: z.string().optional(),
  appAppleId: z.number().optional(),
  environment: z.string().optional(),
}

/** The fields of ResponseBodyV2DecodedPayload that are used. Which of the last four members exists depends on the type. */
export const appleNotificationSchema = z.object({
  notificationType: storeTextSchema(1_000),
  subtype: storeTextSchema(1_000).optional().catch(undefined),
  notificationUUID: storeTextSchema(1_000),
  signedDate: optionalTime,
  data: z
    .object({
      ...appFields,
      signedTransactionInfo: z.string().optional(),
      signedRenewalInfo: z.string().optional(),
      consumptionRequestReason: z.string().optional().catch(undefined),
    })
    .optional(),
  summary: z.object(appFields).optional(),
  appData: z.object(appFields).optional(),
  externalPurchaseToken: z.object({ ...appFields, externalPurchaseId: z.string().optional() }).optional(),
})

export type AppleNotification = z.infer<typeof appleNotificationSchema>

export const transactionInfoSchema = z.object({ signedTransactionInfo: z.string() })

export const notificationHistorySchema = z.object({
  notificationHistory: z.array(z.object({ signedPayload: z.string() })).default([]),
  hasMore: z.boolean().default(false),
  paginationToken: z.string().min(1).optional(),
})

/** The order number of a customer's bill. */
export const orderIdPattern = /^[A-Z0-9]{6,32}$/

/** The order is not one of this app, or none at all. */
export const invalidOrderStatus = 1

export const orderLookupSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal(0), signedTransactions: z.array(z.string()) }),
  z.object({ status: z.literal(invalidOrderStatus) }),
])

export const refundHistorySchema = z.object({
  signedTransactions: z.array(z.string()).default([]),
  hasMore: z.boolean().default(false),
  revision: z.string().min(1).optional(),
})

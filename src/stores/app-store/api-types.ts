import { z } from 'zod'

import type { StoreEnvironment } from '../contract/sale.ts'
import { accountTokenSchema, unixMillisSchema } from '../shared/schemas.ts'

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

/**
 * The fields of JWSTransactionDecodedPayload that are used. Apple marks every field as optional and adds enumeration values without
 * notice, so a field is required only if a sale cannot be recorded without it. An unreadable reason or percentage of a refund counts as
 * absent.
 */
export const appleTransactionSchema = z.object({
  ...saleIdentityShape,
  productId: z.string().min(1).max(255),
  environment: z.enum(['Production', 'Sandbox']),
  purchaseDate: unixMillisSchema,
  quantity: z.int32().positive().optional(),
  price: z.int().nonnegative().optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  appAccountToken: accountTokenSchema.optional(),
  offerType: z.number().optional().catch(undefined),
  offerIdentifier: z.string().max(200).optional().catch(undefined),
  /** The same for all purchases of one Apple account in one app. */
  appTransactionId: z.string().max(64).optional().catch(undefined),
  revocationDate: unixMillisSchema.optional(),
  revocationType: z.string().optional(),
  revocationReason: z.number().optional().catch(undefined),
  revocationPercentage: z.int().nonnegative().max(100_000).optional().catch(undefined),
  signedDate: z.number().optional(),
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
  notificationType: z.string().min(1),
  subtype: z.string().optional(),
  notificationUUID: z.string().min(1),
  signedDate: unixMillisSchema.optional(),
  data: z
    .object({
      ...appFields,
      signedTransactionInfo: z.string().optional(),
      signedRenewalInfo: z.string().optional(),
    })
    .optional(),
  summary: z.object(appFields).optional(),
  appData: z.object(appFields).optional(),
  externalPurchaseToken: z.object({ ...appFields, externalPurchaseId: z.string().optional() }).optional(),
})

export type AppleNotification = z.infer<typeof appleNotificationSchema>

export const notificationHistorySchema = z.object({
  notificationHistory: z.array(z.object({ signedPayload: z.string() })).default([]),
  hasMore: z.boolean().default(false),
  paginationToken: z.string().min(1).optional(),
})

export const refundHistorySchema = z.object({
  signedTransactions: z.array(z.string()).default([]),
  hasMore: z.boolean().default(false),
  revision: z.string().min(1).optional(),
})

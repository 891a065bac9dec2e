import { z } from 'zod'

import type { StoreEnvironment } from '../contract/sale.ts'

/** Ids are decimal strings, longer than a number can hold. */
export const transactionIdPattern = /^\d{1,32}$/

/** Milliseconds; Xcode and the App Store's test servers send fractions of them. The bound is `Date`'s own. */
const milliseconds = z.number().nonnegative().max(8.64e15)

const uuidShape = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i

/**
 * JWSTransactionDecodedPayload, as far as it is used. Apple marks every field as optional and adds values to
 * its enumerations without notice; required here is what a sale cannot be recorded without. Why and how much
 * was taken back counts as not told when it cannot be read.
 */
export const appleTransactionSchema = z.object({
  transactionId: z.string().regex(transactionIdPattern),
  productId: z.string().min(1).max(255),
  environment: z.enum(['Production', 'Sandbox']),
  purchaseDate: milliseconds,
  quantity: z.int32().positive().optional(),
  price: z.int().nonnegative().optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  appAccountToken: z.string().regex(uuidShape).optional(),
  inAppOwnershipType: z.string().optional(),
  revocationDate: milliseconds.optional(),
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

/** What an answer or a notification is about; each of Apple's kinds of content names it in the same way. */
const appFields = {
  bundleId: z.string().optional(),
  appAppleId: z.number().optional(),
  environment: z.string().optional(),
}

/** ResponseBodyV2DecodedPayload, as far as it is used. Which of the last four it has depends on its type. */
export const appleNotificationSchema = z.object({
  notificationType: z.string().min(1),
  subtype: z.string().optional(),
  notificationUUID: z.string().min(1),
  signedDate: milliseconds.optional(),
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

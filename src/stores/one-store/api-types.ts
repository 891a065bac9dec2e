import { z } from 'zod'

import type { StoreEnvironment } from '../contract/sale.ts'
import { pathSegmentSchema, quantitySchema, storeTextSchema, unixMillisSchema } from '../shared/schemas.ts'
import { oneStoreMarkets } from './config.ts'

export const productIdSchema = pathSegmentSchema(255)
export const purchaseTokenSchema = pathSegmentSchema(1_000)

/** The server in front of ONE store's API does not forward an escaped slash; it returns an HTML page. */
const hasNoSlash = (text: string): boolean => !text.includes('/')

/** Identifies a purchase in ONE store's API. */
export const purchaseKeySchema = z.object({
  productId: productIdSchema.refine(hasNoSlash),
  purchaseToken: purchaseTokenSchema.refine(hasNoSlash),
})

const text = (maxLength: number) => storeTextSchema(maxLength).nullish().catch(null)

/**
 * The fields of getPurchaseDetails (V7) that are used. The response contains neither product nor price nor user. A missing
 * `developerPayload` is null on the commercial host and "" in the sandbox. Optional fields count as absent when they cannot be read.
 */
export const purchaseDetailsSchema = z.object({
  purchaseId: text(200),
  /** 0 completed, 1 canceled. */
  purchaseState: z.union([z.literal(0), z.literal(1)]),
  purchaseTime: unixMillisSchema.nullish().catch(null),
  quantity: quantitySchema.nullish().catch(null),
  developerPayload: text(1_000),
  consumptionState: z.number().nullish().catch(null),
  /** ONE store's spelling; not `acknowledgementState`. */
  acknowledgeState: z.number().nullish().catch(null),
})

export type PurchaseDetails = z.infer<typeof purchaseDetailsSchema>

export type PurchaseDetailsResponse = {
  readonly details: PurchaseDetails
  readonly environment: StoreEnvironment
  /** The response body as received. */
  readonly body: string
  readonly readAt: Date
}

/** The response of acknowledgePurchase and consumePurchase. */
export const successSchema = z.object({ result: z.object({ code: z.literal('Success') }) })

/** The fields of getVoidedPurchases (V7, unconfirmed) that are used. The response contains no product. */
export const voidedPurchasesSchema = z.object({
  voidedPurchaseList: z.array(
    z.object({ purchaseId: z.string().min(1).max(200), purchaseToken: z.string().min(1).max(1000) }),
  ),
  continuationKey: z.string().max(2_000).nullish(),
})

export type VoidedPurchases = z.infer<typeof voidedPurchasesSchema>

/** The content of `originalJson`, which ONE store signed for the app's library. */
export const originalJsonSchema = z.object({
  purchaseToken: z.string(),
  productId: z.string(),
  purchaseId: text(200),
  packageName: z.string().nullish(),
  clientId: z.string().nullish(),
  orderId: text(200),
  developerPayload: text(1_000),
  /** -1 for a purchase that does not renew, 0 for a subscription that does, 1 for one that no longer does. */
  recurringState: z.number().nullish().catch(null),
})

export type OriginalJson = z.infer<typeof originalJsonSchema>

const identifierSchema = z.string().regex(/^\w{1,40}$/)

/** The fields that every PNS message has, with those that identify the app in the different versions. */
export const pnsMessageSchema = z.object({
  /** Ends in D for messages of the sandbox. */
  msgVersion: z.string().regex(/^\d{1,4}\.\d{1,4}(\.\d{1,4})*D?$/),
  messageType: identifierSchema,
  /** Since version 3.1, instead of `packageName`. */
  clientId: z.string().nullish(),
  packageName: z.string().nullish(),
  /** This field and the next do not exist in version 2. */
  environment: z.enum(['SANDBOX', 'COMMERCIAL']).nullish(),
  marketCode: z.enum(oneStoreMarkets).nullish(),
})

export type PnsMessage = z.infer<typeof pnsMessageSchema>

/** The fields of a payment message that are used. `price` is the total of the purchase, all payment methods together. */
export const pnsPaymentSchema = z.object({
  purchaseId: z.string().regex(/^[\x21-\x7e]{1,150}$/),
  /** COMPLETED or CANCELED; ONE store may add values. */
  purchaseState: identifierSchema,
  purchaseTimeMillis: unixMillisSchema.nullish().catch(null),
  /** Does not exist in version 2. */
  purchaseToken: z.string().nullish().catch(null),
  productId: z.string().nullish().catch(null),
  developerPayload: z.string().nullish().catch(null),
  price: z.string().nullish().catch(null),
  priceCurrencyCode: z.string().nullish().catch(null),
})

export type PnsPayment = z.infer<typeof pnsPaymentSchema>

/** A message about a subscription, which ONE store sends to a URL of its own (unconfirmed). */
export const subscriptionMessageSchema = z.object({
  msgVersion: z.string().max(40),
  clientId: z.string().nullish(),
  packageName: z.string().nullish(),
  environment: z.enum(['SANDBOX', 'COMMERCIAL']).nullish().catch(null),
  marketCode: z.enum(oneStoreMarkets).nullish(),
  eventTimeMillis: unixMillisSchema.nullish().catch(null),
  subscriptionNotification: z.object({
    notificationType: z.number().nullish().catch(null),
    ...purchaseKeySchema.shape,
  }),
})

export const errorBodySchema = z.object({ error: z.object({ code: z.string() }) })

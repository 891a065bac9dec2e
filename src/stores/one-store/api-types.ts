import { z } from 'zod'

import { oneStoreMarkets } from './config.ts'

/** Tokens and ids go into a URL path, where `.` and `..` would be steps. */
export const pathSegmentSchema = z
  .string()
  .regex(/^[\x21-\x7e]{1,1000}$/)
  .refine((text) => text !== '.' && text !== '..')

/** The server in front of ONE store's API answers an escaped slash itself, with a page. */
const segmentWithoutSlash = pathSegmentSchema.refine((text) => !text.includes('/'))

/** What ONE store can be asked about. */
export const purchaseKeySchema = z.object({
  productId: segmentWithoutSlash.max(255),
  purchaseToken: segmentWithoutSlash,
})

/** Far enough for any purchase, and its deadline is still a date. */
const milliseconds = z.number().nonnegative().max(8e15)

/**
 * getPurchaseDetails (V7), as far as it is used. It names neither the product nor a price nor a user. An
 * unset `developerPayload` is null on the commercial host and "" in the sandbox.
 */
export const purchaseDetailsSchema = z.object({
  purchaseId: z.string().min(1).max(200),
  /** 0 completed, 1 canceled. */
  purchaseState: z.union([z.literal(0), z.literal(1)]),
  purchaseTime: milliseconds,
  quantity: z.int32().positive().nullish(),
  developerPayload: z.string().nullish(),
  consumptionState: z.number().nullish(),
  /** Spelled so, not `acknowledgementState`. */
  acknowledgeState: z.number().nullish(),
})

export type PurchaseDetails = z.infer<typeof purchaseDetailsSchema>

export function isConsumed(details: PurchaseDetails): boolean {
  return details.consumptionState === 1
}

export function isAcknowledged(details: PurchaseDetails): boolean {
  return details.acknowledgeState === 1 || isConsumed(details)
}

/** What acknowledgePurchase and consumePurchase answer. */
export const successSchema = z.object({ result: z.object({ code: z.literal('Success') }) })

/** getVoidedPurchases (V7, unconfirmed), as far as it is used. It names no product. */
export const voidedPurchasesSchema = z.object({
  voidedPurchaseList: z.array(
    z.object({ purchaseId: z.string().min(1).max(200), purchaseToken: z.string().min(1).max(1000) }),
  ),
  continuationKey: z.string().max(2_000).nullish(),
})

export type VoidedPurchases = z.infer<typeof voidedPurchasesSchema>

/** `originalJson` of the app's library, which ONE store signed. */
export const originalJsonSchema = z.object({
  purchaseToken: z.string(),
  productId: z.string(),
  purchaseId: z.string().nullish(),
  packageName: z.string().nullish(),
  clientId: z.string().nullish(),
  orderId: z.string().nullish(),
  developerPayload: z.string().nullish(),
})

export type OriginalJson = z.infer<typeof originalJsonSchema>

const identifierSchema = z.string().regex(/^\w{1,40}$/)

/** PNS: what every message has, and what names the app in one version or another. */
export const pnsMessageSchema = z.object({
  /** Ends in D where the message is of the sandbox. */
  msgVersion: z.string().regex(/^\d{1,4}\.\d{1,4}(\.\d{1,4})*D?$/),
  messageType: identifierSchema,
  /** Since 3.1, in place of `packageName`. */
  clientId: z.string().nullish(),
  packageName: z.string().nullish(),
  /** These two are not in version 2. */
  environment: z.enum(['SANDBOX', 'COMMERCIAL']).nullish(),
  marketCode: z.enum(oneStoreMarkets).nullish(),
})

export type PnsMessage = z.infer<typeof pnsMessageSchema>

/** The message of a payment, as far as it is used. `price` is of the whole purchase: what was paid, by all means together. */
export const pnsPaymentSchema = z.object({
  purchaseId: z.string().regex(/^[\x21-\x7e]{1,150}$/),
  /** COMPLETED or CANCELED, so far. */
  purchaseState: identifierSchema,
  purchaseTimeMillis: milliseconds.nullish().catch(null),
  /** Not in version 2. */
  purchaseToken: z.string().nullish(),
  productId: z.string().nullish(),
  developerPayload: z.string().nullish().catch(null),
  price: z.string().nullish().catch(null),
  priceCurrencyCode: z.string().nullish().catch(null),
})

export type PnsPayment = z.infer<typeof pnsPaymentSchema>

export const errorBodySchema = z.object({ error: z.object({ code: z.string() }) })

export const tokenResponseSchema = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  expires_in: z.number().positive(),
})

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

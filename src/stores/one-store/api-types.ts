import { z } from 'zod'

/** Tokens and ids go into a URL path, where `.` and `..` would be steps. */
export const pathSegmentSchema = z
  .string()
  .regex(/^[\x21-\x7e]{1,1000}$/)
  .refine((text) => text !== '.' && text !== '..')

/**
 * getPurchaseDetails (V7), as far as it is used. It names neither the product nor a price nor a user. An
 * unset `developerPayload` is null on the commercial host and "" in the sandbox.
 */
export const purchaseDetailsSchema = z.object({
  purchaseId: z.string().min(1).max(200),
  /** 0 completed, 1 canceled. */
  purchaseState: z.union([z.literal(0), z.literal(1)]),
  purchaseTime: z.number().nonnegative().max(8.64e15),
  quantity: z.int32().positive().nullish(),
  developerPayload: z.string().nullish(),
  consumptionState: z.number().nullish(),
  /** Spelled so, not `acknowledgementState`. */
  acknowledgeState: z.number().nullish(),
})

export type PurchaseDetails = z.infer<typeof purchaseDetailsSchema>

/** `originalJson` of the app's library, which ONE store signed. */
export const purchaseDataSchema = z.object({
  purchaseToken: z.string(),
  productId: z.string(),
  purchaseId: z.string().nullish(),
  packageName: z.string().nullish(),
  clientId: z.string().nullish(),
  orderId: z.string().nullish(),
  developerPayload: z.string().nullish(),
})

export type PurchaseData = z.infer<typeof purchaseDataSchema>

export const errorBodySchema = z.object({ error: z.object({ code: z.string() }) })

export const grantSchema = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  expires_in: z.number().positive(),
})

export function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

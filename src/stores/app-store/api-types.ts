import { z } from 'zod'

/** Ids are decimal strings, longer than a number can hold. */
export const transactionIdPattern = /^\d{1,32}$/

/** Milliseconds; Xcode and the App Store's test servers send fractions of them. The bound is `Date`'s own. */
const milliseconds = z.number().nonnegative().max(8.64e15)

const uuidShape = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i

/**
 * JWSTransactionDecodedPayload, as far as it is used. Apple marks every field as optional and adds values to
 * its enumerations without notice; required here is what a sale cannot be recorded without.
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
  signedDate: z.number().optional(),
})

export type AppleTransaction = z.infer<typeof appleTransactionSchema>

import { z } from 'zod'

import { StoreUnavailableError } from '../contract/store-adapter.ts'
import {
  currencyCodeSchema,
  parseAccountToken,
  storeTextSchema,
  unixMillisSchema,
} from '../shared/schemas.ts'
import { transactionIdPattern } from './api-types.ts'
import type { AppleTransaction } from './api-types.ts'
import type { SignedDataVerifier } from './signed-data.ts'

const optionalTime = unixMillisSchema.optional().catch(undefined)
const optionalNumber = z.number().optional().catch(undefined)
const productId = storeTextSchema(255).optional().catch(undefined)

/** The fields of JWSRenewalInfoDecodedPayload that are used. `isInBillingRetryPeriod` was seen false during a grace period. */
export const appleRenewalInfoSchema = z.object({
  originalTransactionId: z.string().regex(transactionIdPattern),
  environment: z.string(),
  autoRenewProductId: productId,
  autoRenewStatus: optionalNumber,
  expirationIntent: optionalNumber,
  priceIncreaseStatus: optionalNumber,
  gracePeriodExpiresDate: optionalTime,
  renewalDate: optionalTime,
  renewalPrice: z.int().nonnegative().optional().catch(undefined),
  currency: currencyCodeSchema.optional().catch(undefined),
  signedDate: optionalTime,
  appAccountToken: z.unknown().optional().transform(parseAccountToken),
  /** What happens after the last payment of a commitment. */
  commitmentInfo: z
    .object({
      commitmentAutoRenewProductId: productId,
      commitmentAutoRenewStatus: optionalNumber,
      commitmentRenewalDate: optionalTime,
    })
    .optional()
    .catch(undefined),
})

export type AppleRenewalInfo = z.infer<typeof appleRenewalInfoSchema>

/**
 * Verifies and reads the renewal information of the subscription of a verified transaction; it does not contain the app.
 * @throws StoreUnavailableError if it cannot be verified, or is of another subscription
 */
export async function readRenewalInfo(
  verifier: SignedDataVerifier,
  jws: string,
  { originalTransactionId, transactionId, environment }: AppleTransaction,
): Promise<AppleRenewalInfo> {
  const signed = await verifier.verify(jws)
  if (!signed.ok) {
    throw new StoreUnavailableError(`The App Store's renewal information is invalid: ${signed.reason}`)
  }
  const parsed = appleRenewalInfoSchema.safeParse(signed.payload)
  if (!parsed.success) {
    throw new StoreUnavailableError("The App Store's renewal information cannot be read", {
      cause: parsed.error,
    })
  }
  const renewal = parsed.data
  const isOfSame = renewal.originalTransactionId === (originalTransactionId ?? transactionId)
  if (!isOfSame || renewal.environment !== environment) {
    throw new StoreUnavailableError('The App Store returned the renewal information of another subscription')
  }
  return renewal
}

import { updateRefundReviewCost } from '../../db/queries/update-refund-review.ts'
import { decrypt } from '../../platform/crypto.ts'
import { refundReviewAad } from '../../platform/encryption-aad.ts'
import { StoreMisconfiguredError } from '../../stores/contract/store-adapter.ts'
import type { RefundReviews } from '../../stores/contract/refund-review.ts'
import type { AppContext } from '../context.ts'
import type { RefundReviewRow } from '../models.ts'
import { requireStoreAdapter } from '../store-connection/store-not-connected.ts'
import { hashSaleKey } from '../store-sync/sale-reference.ts'
import { syncStoreKey } from '../store-refresh/sync-store-key.ts'

/** @throws StoreMisconfiguredError if the connection cannot answer */
export async function requireRefundReviews(
  ctx: AppContext,
  { store }: Pick<RefundReviewRow, 'store'>,
): Promise<RefundReviews> {
  const { refundReviews } = await requireStoreAdapter(ctx, store)
  if (refundReviews !== null) return refundReviews
  throw new StoreMisconfiguredError(`The ${store} connection lacks the credentials to answer refund reviews.`)
}

export function decryptRequest(ctx: AppContext, { store, encryptedRequest }: RefundReviewRow): string {
  if (encryptedRequest === null) throw new Error('a refund review that has ended has no request')
  return decrypt(ctx.keyring, encryptedRequest, refundReviewAad(ctx.app.appId, store))
}

/**
 * Reads from the store what its notification did not contain: the cost, and the sale, whose payment it records if that is possible.
 * @throws StoreUnavailableError or StoreMisconfiguredError
 */
export async function readRequest(ctx: AppContext, review: RefundReviewRow): Promise<void> {
  const refundReviews = await requireRefundReviews(ctx, review)
  const { sale, chargebackCost } = await refundReviews.readRequest(decryptRequest(ctx, review))
  if (chargebackCost !== null) await updateRefundReviewCost(ctx.db, review, chargebackCost)
  if (sale === null) return
  const { key, details } = sale
  await syncStoreKey(ctx, { store: review.store, key: hashSaleKey(key), details, source: 'NOTIFICATION' })
}

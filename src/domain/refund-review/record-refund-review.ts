import { insertRefundReview } from '../../db/queries/insert-refund-review.ts'
import type { NotificationRow } from '../../db/queries/notifications.ts'
import { encrypt, sha256 } from '../../platform/crypto.ts'
import { refundReviewAad } from '../../platform/encryption-aad.ts'
import { newUuid } from '../../platform/ids.ts'
import type { NotifiedRefundReview } from '../../stores/contract/refund-review.ts'
import type { AppContext } from '../context.ts'
import type { RefundReviewRow } from '../models.ts'

/** The job is enqueued in the same statement; should it be lost, the review is due again after this time. */
const recoveryDelayMs = 60_000

type ReviewNotification = Pick<NotificationRow, 'store' | 'environment' | 'sentAt' | 'receivedAt'>

/**
 * Records a store's request for evidence before it decides on a refund; once, however often the store repeats it. A request that comes
 * after its deadline is recorded as expired.
 */
export async function recordRefundReview(
  ctx: AppContext,
  { store, environment, sentAt, receivedAt }: ReviewNotification,
  notified: NotifiedRefundReview,
): Promise<RefundReviewRow> {
  const { appId } = ctx.app
  const now = ctx.clock()
  // The store's clock may be ahead of ours, which must not prolong the time.
  const requestedAt = sentAt !== null && sentAt < receivedAt ? sentAt : receivedAt
  const deadlineAt = new Date(requestedAt.getTime() + notified.answerWithinMs)
  const isOpen = now < deadlineAt
  const { storeOrderId, storeTransactionId, reason, consentRequired } = notified
  const { review, isNew } = await insertRefundReview(
    ctx.db,
    {
      appId,
      id: newUuid(),
      store,
      requestKey: sha256(notified.key),
      encryptedRequest: isOpen ? encrypt(ctx.keyring, notified.request, refundReviewAad(appId, store)) : null,
      environment,
      storeOrderId,
      storeTransactionId,
      requestReason: reason,
      consentRequired,
      requestedAt,
      deadlineAt,
      createdAt: now,
      status: isOpen ? 'PENDING' : 'EXPIRED',
    },
    new Date(now.getTime() + recoveryDelayMs),
  )
  if (isNew && !isOpen) {
    ctx.count('refund_reviews', { store, outcome: 'expired' })
    ctx.log.warn(
      { appId, store, reviewId: review.id, deadlineAt },
      'refund review received after its deadline',
    )
  }
  return review
}

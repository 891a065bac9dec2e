import {
  updateNotificationResult,
  updateNotificationStarted,
  type NotificationRow,
} from '../../db/queries/notifications.ts'
import { encodeId } from '../../platform/ids.ts'
import { backoffMs } from '../../platform/retry.ts'
import { decryptContent } from '../../stores/contract/notification-content.ts'
import type { NotifiedSale } from '../../stores/contract/notification.ts'
import type { SaleReference } from '../../stores/contract/sale.ts'
import { StoreMisconfiguredError, StoreUnavailableError } from '../../stores/contract/store-adapter.ts'
import type { AppContext } from '../context.ts'
import type { RefundReviewRow } from '../models.ts'
import { linkPayments } from '../refund-review/link-payments.ts'
import { recordRefundReview } from '../refund-review/record-refund-review.ts'
import { hashSaleKey } from '../store-sync/sale-reference.ts'
import { syncSale, type SaleChange } from '../store-sync/sync-sale.ts'
import { refreshSubscription } from '../subscription/refresh-subscription.ts'
import { toSaleChange } from '../subscription/to-sale-change.ts'

/** How long a notification that is being processed is not due for another worker. */
const visibilityTimeoutMs = 2 * 60_000
const initialRetryDelayMs = 5_000
const maxRetryDelayMs = 15 * 60_000
/** How long a store's API may lag behind its notifications. */
const storeLagToleranceMs = 60 * 60_000
/** After this time, only reconciliation finds what the notification was about. */
const maxRetryAgeMs = 7 * 24 * 60 * 60_000

/**
 * Processes a notification of the inbox: reads each of its sales from the store, because the notification itself is no proof. If
 * the store is unavailable, a retry is scheduled.
 * @returns the changes; null if the notification is already processed, or another worker processes it
 */
export async function processNotification(
  ctx: AppContext,
  notificationId: string,
): Promise<readonly SaleChange[] | null> {
  const { appId } = ctx.app
  const nextAt = new Date(ctx.clock().getTime() + visibilityTimeoutMs)
  const row = await updateNotificationStarted(ctx.db, { appId, id: notificationId, nextAttemptAt: nextAt })
  if (row === null) return null
  try {
    const { sales, subscriptions, refundReview } = decryptContent(ctx.keyring, row)
    // Before the store is read, which may be unavailable: the time for an answer is limited.
    const review = refundReview === null ? null : await recordRefundReview(ctx, row, refundReview)
    const changes: SaleChange[] = []
    for (const sale of sales) changes.push(...(await syncNotifiedSale(ctx, row, sale)))
    for (const reference of subscriptions)
      changes.push(await refreshNotifiedSubscription(ctx, row, reference))
    if (isNotYetVisible(ctx, row, changes))
      throw new StoreUnavailableError('The store does not return the sale yet')
    if (review !== null) await linkPayments(ctx, review)
    await markProcessed(ctx, row, describeResult(changes, review))
    return changes
  } catch (error) {
    await scheduleRetry(ctx, row, error)
    return []
  }
}

/** Whether a sale may be missing only because the store's API lags behind its notification. */
function isNotYetVisible(
  ctx: AppContext,
  { receivedAt }: NotificationRow,
  changes: readonly SaleChange[],
): boolean {
  const age = ctx.clock().getTime() - receivedAt.getTime()
  return age < storeLagToleranceMs && changes.some(({ kind }) => kind === 'UNKNOWN')
}

function syncNotifiedSale(ctx: AppContext, { store, source }: NotificationRow, sale: NotifiedSale) {
  const { key, details, price, accountToken } = sale
  return syncSale(ctx, {
    store,
    key: hashSaleKey(key),
    details,
    source: source === 'PUSH' ? 'NOTIFICATION' : 'RECONCILIATION',
    notified: { price, accountToken },
  })
}

async function refreshNotifiedSubscription(
  ctx: AppContext,
  { store, source }: NotificationRow,
  { key, details }: SaleReference,
): Promise<SaleChange> {
  const change = await refreshSubscription(ctx, {
    store,
    key: hashSaleKey(key),
    details,
    source: source === 'PUSH' ? 'NOTIFICATION' : 'RECONCILIATION',
  })
  return toSaleChange(change)
}

function describeResult(changes: readonly SaleChange[], review: RefundReviewRow | null): string {
  const descriptions = changes.map(({ kind, reason }) => (reason === null ? kind : `${kind}: ${reason}`))
  const parts =
    review === null ? descriptions : [...descriptions, `refund review ${encodeId('rvw', review.id)}`]
  return parts.length === 0 ? 'no changes' : parts.join('; ')
}

async function markProcessed(
  ctx: AppContext,
  { appId, id, nextAttemptAt: claimedUntil }: NotificationRow,
  outcome: string,
): Promise<void> {
  await updateNotificationResult(ctx.db, {
    appId,
    id,
    claimedUntil,
    status: 'PROCESSED',
    result: outcome,
    now: ctx.clock(),
    nextAttemptAt: null,
  })
}

async function scheduleRetry(ctx: AppContext, row: NotificationRow, error: unknown): Promise<void> {
  const { appId, id, store, attempts, receivedAt, nextAttemptAt: claimedUntil } = row
  const now = ctx.clock()
  const isExhausted = now.getTime() - receivedAt.getTime() > maxRetryAgeMs
  const isStoreError = error instanceof StoreUnavailableError || error instanceof StoreMisconfiguredError
  ctx.log[isStoreError ? 'warn' : 'error'](
    { error, appId, store, notificationId: id },
    'processing a notification failed',
  )
  await updateNotificationResult(ctx.db, {
    appId,
    id,
    claimedUntil,
    status: isExhausted ? 'FAILED' : 'RECEIVED',
    result: isStoreError ? error.message : 'internal error; see the server log',
    now,
    nextAttemptAt: isExhausted
      ? null
      : new Date(now.getTime() + backoffMs(attempts, initialRetryDelayMs, maxRetryDelayMs)),
  })
}

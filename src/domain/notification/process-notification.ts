import {
  updateNotificationResults,
  updateNotificationsStarted,
  type NotificationResult,
  type StartedNotification,
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
 * Processes a notification of the inbox, as `processNotifications` does.
 * @returns the changes; null if the notification is already processed, or another worker is about to process it
 */
export async function processNotification(
  ctx: AppContext,
  notificationId: string,
): Promise<readonly SaleChange[] | null> {
  const [attempt] = await processNotifications(ctx, [notificationId])
  return attempt?.changes ?? null
}

type Attempt = { readonly changes: readonly SaleChange[]; readonly result: NotificationResult }

/**
 * Processes notifications of the inbox: reads each of their sales from the store, because a notification itself is no proof. If the store
 * is unavailable, a retry is scheduled. They are claimed together, and their results are stored together.
 */
export async function processNotifications(
  ctx: AppContext,
  ids: readonly string[],
): Promise<readonly Attempt[]> {
  const { appId } = ctx.app
  const nextAttemptAt = new Date(ctx.clock().getTime() + visibilityTimeoutMs)
  const rows = await updateNotificationsStarted(ctx.db, appId, { ids, nextAttemptAt })
  if (rows.length === 0) return []
  const attempts = await Promise.all(rows.map((row) => attemptNotification(ctx, row)))
  const results = attempts.map(({ result }) => result)
  await updateNotificationResults(ctx.db, appId, { results, now: ctx.clock() })
  return attempts
}

async function attemptNotification(ctx: AppContext, row: StartedNotification): Promise<Attempt> {
  const { id, nextAttemptAt: claimedUntil } = row
  try {
    const { changes, review } = await applyNotification(ctx, row)
    const result = describeResult(changes, review)
    return { changes, result: { id, claimedUntil, status: 'PROCESSED', result, nextAttemptAt: null } }
  } catch (error) {
    return { changes: [], result: { id, claimedUntil, ...planRetry(ctx, row, error) } }
  }
}

type AppliedNotification = {
  readonly changes: readonly SaleChange[]
  readonly review: RefundReviewRow | null
}

async function applyNotification(ctx: AppContext, row: StartedNotification): Promise<AppliedNotification> {
  const { store, encryptedPayload } = row
  const content = decryptContent(ctx.keyring, { appId: ctx.app.appId, store, encryptedPayload })
  const { sales, subscriptions, refundReview } = content
  // Before the store is read, which may be unavailable: the time for an answer is limited.
  const review = refundReview === null ? null : await recordRefundReview(ctx, row, refundReview)
  const changes: SaleChange[] = []
  for (const sale of sales) changes.push(...(await syncNotifiedSale(ctx, row, sale)))
  for (const reference of subscriptions) changes.push(await refreshNotifiedSubscription(ctx, row, reference))
  if (isNotYetVisible(ctx, row, changes))
    throw new StoreUnavailableError('The store does not return the sale yet')
  if (review !== null) await linkPayments(ctx, review)
  return { changes, review }
}

/** Whether a sale may be missing only because the store's API lags behind its notification. */
function isNotYetVisible(
  ctx: AppContext,
  { receivedAt }: StartedNotification,
  changes: readonly SaleChange[],
): boolean {
  const age = ctx.clock().getTime() - receivedAt.getTime()
  return age < storeLagToleranceMs && changes.some(({ kind }) => kind === 'UNKNOWN')
}

function syncNotifiedSale(ctx: AppContext, { store, source }: StartedNotification, sale: NotifiedSale) {
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
  { store, source }: StartedNotification,
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

function planRetry(
  ctx: AppContext,
  { id, store, attempts, receivedAt }: StartedNotification,
  error: unknown,
): Pick<NotificationResult, 'status' | 'result' | 'nextAttemptAt'> {
  const { appId } = ctx.app
  const now = ctx.clock()
  const isExhausted = now.getTime() - receivedAt.getTime() > maxRetryAgeMs
  const isStoreError = error instanceof StoreUnavailableError || error instanceof StoreMisconfiguredError
  ctx.log[isStoreError ? 'warn' : 'error'](
    { error, appId, store, notificationId: id },
    'processing a notification failed',
  )
  const retryDelayMs = backoffMs(attempts, initialRetryDelayMs, maxRetryDelayMs)
  return {
    status: isExhausted ? 'FAILED' : 'RECEIVED',
    result: isStoreError ? error.message : 'internal error; see the server log',
    nextAttemptAt: isExhausted ? null : new Date(now.getTime() + retryDelayMs),
  }
}

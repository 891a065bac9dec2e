import {
  updateNotificationStarted,
  updateNotificationResult,
  type NotificationRow,
} from '../../db/queries/notifications.ts'
import { selectPayment } from '../../db/queries/payments.ts'
import { backoffMs } from '../../platform/retry.ts'
import {
  StoreMisconfiguredError,
  StoreUnavailableError,
  type StoreName,
} from '../../stores/contract/store-adapter.ts'
import type { NotifiedSale } from '../../stores/contract/notification.ts'
import type { AppContext } from '../context.ts'
import { hashSaleKey } from '../store-sync/sale-reference.ts'
import { syncSale, type SaleChange } from '../store-sync/sync-sale.ts'
import { decryptContent } from '../../services/inbox-writer.ts'

/** How long nobody else takes up what is being handled. */
const visibilityTimeoutMs = 2 * 60_000
const initialRetryDelayMs = 5_000
const maxRetryDelayMs = 15 * 60_000
const storeLagToleranceMs = 60 * 60_000
/** Then the comparison with the store's records has to do. */
const maxRetryAgeMs = 7 * 24 * 60 * 60_000

/**
 * Acts on a message of the inbox: reads each of its sales back from the store. Whatever the message says is only the reason to
 * look. A store that cannot be asked is asked again later. Answers with what it changed; null if it is handled already.
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
    const { sales, refundRequest } = decryptContent(ctx.keyring, row)
    const changes: SaleChange[] = []
    for (const sale of sales) changes.push(...(await syncNotifiedSale(ctx, row, sale)))
    if (isNotYetVisible(ctx, row, changes))
      throw new StoreUnavailableError('The store does not return the sale yet')
    const answer =
      refundRequest === null ? null : await sendConsumptionInfo(ctx, row.store, refundRequest, changes)
    await markProcessed(ctx, row, describeResult(changes, answer))
    return changes
  } catch (error) {
    await scheduleRetry(ctx, row, error)
    return []
  }
}

/** A store's message may be ahead of its API: what it does not know at first, it may know soon. */
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

/** The store decides on a refund and asks what became of the item: the payment says. */
async function sendConsumptionInfo(
  ctx: AppContext,
  store: StoreName,
  request: string,
  changes: readonly SaleChange[],
): Promise<string> {
  if (!ctx.app.row.sendConsumptionInfo) return 'the app does not send consumption information'
  const paymentId = changes.find((each) => each.paymentId !== null)?.paymentId ?? null
  const payment = paymentId === null ? null : await selectPayment(ctx.db, ctx.app.appId, paymentId)
  if (payment === null) return 'no payment matches the refund request'
  const adapter = await ctx.stores.find(ctx.app.appId, store)
  if (adapter?.sendConsumptionInfo == null) return 'the store does not accept consumption information'
  const delivered = payment.status === 'CONSUMED' || payment.status === 'COMPLETED'
  await adapter.sendConsumptionInfo(request, { delivered })
  return `consumption information sent: ${delivered ? 'delivered' : 'not delivered'}`
}

function describeResult(changes: readonly SaleChange[], consumptionInfoResult: string | null): string {
  const words = changes.map(({ kind, reason }) => (reason === null ? kind : `${kind}: ${reason}`))
  const parts = consumptionInfoResult === null ? words : [...words, consumptionInfoResult]
  return parts.length === 0 ? 'no changes' : parts.join('; ')
}

async function markProcessed(
  ctx: AppContext,
  { appId, id }: NotificationRow,
  outcome: string,
): Promise<void> {
  await updateNotificationResult(ctx.db, {
    appId,
    id,
    status: 'PROCESSED',
    result: outcome,
    now: ctx.clock(),
    nextAttemptAt: null,
  })
}

async function scheduleRetry(ctx: AppContext, row: NotificationRow, error: unknown): Promise<void> {
  const { appId, id, store, attempts, receivedAt } = row
  const now = ctx.clock()
  const isExhausted = now.getTime() - receivedAt.getTime() > maxRetryAgeMs
  const isStoreError = error instanceof StoreUnavailableError || error instanceof StoreMisconfiguredError
  ctx.log[isStoreError ? 'warn' : 'error']({ error, appId, store, id }, 'processing a notification failed')
  await updateNotificationResult(ctx.db, {
    appId,
    id,
    status: isExhausted ? 'FAILED' : 'RECEIVED',
    result: isStoreError ? error.message : 'internal error; see the server log',
    now,
    nextAttemptAt: isExhausted
      ? null
      : new Date(now.getTime() + backoffMs(attempts, initialRetryDelayMs, maxRetryDelayMs)),
  })
}

import { selectNotificationProgress, type NotificationProgress } from '../../db/queries/local-sales.ts'
import type { HistoricalNotification } from '../../stores/contract/history.ts'
import { processNotification } from '../notification/process-notification.ts'
import { storeNotification } from '../notification/receive-notification.ts'
import { describeUnrecordedSales } from './describe-change.ts'
import type { PendingCheck, ReconciliationContext } from './reconciliation-context.ts'

/** Compares the notifications that the store has sent with the inbox. Missing ones are stored and processed at once. */
export async function compareNotifications(
  context: ReconciliationContext,
  notifications: readonly HistoricalNotification[],
): Promise<readonly (PendingCheck | null)[]> {
  const ids = notifications.map(({ notification }) => notification.storeNotificationId)
  const progress = await selectNotificationProgress(context.ctx.db, context.run, ids)
  await context.resolve(ids.filter((id) => isRecorded(progress.get(id))))
  return notifications.map((missing) => {
    const subject = missing.notification.storeNotificationId
    return progress.has(subject) ? null : { subject, run: () => recoverNotification(context, missing) }
  })
}

async function recoverNotification(
  context: ReconciliationContext,
  { body, notification }: HistoricalNotification,
): Promise<void> {
  const { ctx, run, calls } = context
  const { storeNotificationId: subject, type, sentAt } = notification
  const { stored, notificationId } = await storeNotification(ctx, {
    store: run.store,
    body,
    notification,
    source: 'BACKFILL',
  })
  if (!stored) return
  const sentText = sentAt === null ? '' : ` of ${sentAt.toISOString()}`
  const description = `Notification ${type}${sentText} was not received.`
  await context.reportDiscrepancy({ subject, description })
  calls.spend()
  const changes = (await processNotification(ctx, notificationId)) ?? []
  const unrecorded = describeUnrecordedSales(changes)
  if (unrecorded !== null) {
    await context.reportDiscrepancy({ subject, description: `${description} Not recorded: ${unrecorded}.` })
    return
  }
  const [change] = changes
  if (change !== undefined) {
    const { paymentId, purchaseId } = change
    await context.reportDiscrepancy({ subject, description, paymentId, purchaseId })
  }
  // If processing failed, the notification's job tries again, and a later run resolves the discrepancy.
  const progress = await selectNotificationProgress(ctx.db, run, [subject])
  if (isRecorded(progress.get(subject))) await context.resolve([subject])
}

/** A processed notification whose sale could not be recorded stays open until it is replayed with another result. */
function isRecorded(progress: NotificationProgress | undefined): boolean {
  return progress?.status === 'PROCESSED' && !/^(?:UNCLAIMED|REJECTED)\b/.test(progress.result ?? '')
}

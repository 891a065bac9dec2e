import { selectNotificationProgress, type NotificationProgress } from '../../db/queries/local-sales.ts'
import type { HistoricalNotification } from '../../stores/contract/history.ts'
import { processNotification } from '../notification/process-notification.ts'
import { storeNotification } from '../notification/receive-notification.ts'
import { describeUnrecordedSales, findUnrecordedTransaction } from './describe-change.ts'
import type { CheckResult, PendingCheck, ReconciliationContext } from './reconciliation-context.ts'

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

/** The job of a notification, or an operator who replays it, may have processed it since it was missing. */
export async function compareNotificationsAgain(
  { ctx, run }: ReconciliationContext,
  storeNotificationIds: readonly string[],
): Promise<readonly CheckResult[]> {
  const progress = await selectNotificationProgress(ctx.db, run, storeNotificationIds)
  return storeNotificationIds.map((id) => (isRecorded(progress.get(id)) ? 'AGREED' : 'DIFFERENT'))
}

async function recoverNotification(
  context: ReconciliationContext,
  { body, notification }: HistoricalNotification,
): Promise<CheckResult> {
  const { ctx, run, calls } = context
  const { storeNotificationId: subject, type, sentAt } = notification
  const { stored, notificationId } = await storeNotification(ctx, {
    store: run.store,
    body,
    notification,
    source: 'BACKFILL',
  })
  if (!stored) return compareAgain(context, subject)
  const sentText = sentAt === null ? '' : ` of ${sentAt.toISOString()}`
  const description = `Notification ${type}${sentText} was not received.`
  await context.reportDiscrepancy({ subject, description })
  calls.spend()
  const changes = (await processNotification(ctx, notificationId)) ?? []
  const unrecorded = describeUnrecordedSales(changes)
  if (unrecorded !== null) {
    await context.reportDiscrepancy({
      subject,
      description: `${description} Not recorded: ${unrecorded}.`,
      storeTransactionId: findUnrecordedTransaction(changes),
    })
    return 'DIFFERENT'
  }
  const [change] = changes
  if (change !== undefined) {
    const { paymentId, purchaseId } = change
    await context.reportDiscrepancy({ subject, description, paymentId, purchaseId })
  }
  // If processing failed or is not done, the notification's job does it, and a later run resolves the discrepancy.
  return compareAgain(context, subject)
}

async function compareAgain(context: ReconciliationContext, id: string): Promise<CheckResult> {
  const [result = 'DIFFERENT'] = await compareNotificationsAgain(context, [id])
  return result
}

/** A processed notification whose sale could not be recorded stays open until it is replayed with another result. */
function isRecorded(progress: NotificationProgress | undefined): boolean {
  return progress?.status === 'PROCESSED' && !/^(?:UNCLAIMED|REJECTED)\b/.test(progress.result ?? '')
}

import { selectNotificationStatuses } from '../../db/queries/local-sales.ts'
import type { HistoricalNotification } from '../../stores/contract/history.ts'
import { processNotification } from '../notification/process-notification.ts'
import { storeNotification } from '../notification/receive-notification.ts'
import type { PendingCheck, ReconciliationContext } from './reconciliation-context.ts'

/** Messages that the store says it pushed: those that never came in are put into the inbox, and handled at once. */
export async function compareNotifications(
  context: ReconciliationContext,
  notifications: readonly HistoricalNotification[],
): Promise<readonly (PendingCheck | null)[]> {
  const ids = notifications.map(({ notification }) => notification.storeNotificationId)
  const statuses = await selectNotificationStatuses(context.ctx.db, context.run, ids)
  await context.resolve(ids.filter((id) => statuses.get(id) === 'PROCESSED'))
  return notifications.map((message) => {
    const subject = message.notification.storeNotificationId
    return statuses.has(subject) ? null : { subject, run: () => recoverNotification(context, message) }
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
  const when = sentAt === null ? '' : ` of ${sentAt.toISOString()}`
  const description = `Notification ${type}${when} was not received.`
  await context.reportDiscrepancy({ subject, description })
  calls.spend()
  const [change] = (await processNotification(ctx, notificationId)) ?? []
  if (change !== undefined) {
    const { paymentId, purchaseId } = change
    await context.reportDiscrepancy({ subject, description, paymentId, purchaseId })
  }
  // What could not be handled now is tried again by its job, and healed when a later round finds it handled.
  const statuses = await selectNotificationStatuses(ctx.db, run, [subject])
  if (statuses.get(subject) === 'PROCESSED') await context.resolve([subject])
}

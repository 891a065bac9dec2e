import {
  selectNotificationSummary,
  type NotificationSummary,
} from '../../db/queries/notification-summaries.ts'
import { resetNotification } from '../../db/queries/notifications.ts'
import { decodeId } from '../../platform/ids.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import type { Context } from '../context.ts'
import { createProblem, type Outcome } from '../problem.ts'

/** Processes a notification again, whatever its status. */
export async function replayNotification(
  ctx: Context,
  input: { readonly notificationId: string },
): Promise<Outcome<{ notification: NotificationSummary }>> {
  const { appId } = ctx.app
  const id = decodeId('ntf', input.notificationId)
  const before = id === null ? null : await selectNotificationSummary(ctx.db, appId, id)
  if (id === null || before === null) return notificationNotFound()
  const { status, result: outcome } = before
  const details = { before: { status, outcome }, after: { status: 'RECEIVED' } }
  const auditEntry = createOperatorAction(ctx, {
    action: 'replayNotification',
    reason: null,
    changes: details,
    idempotencyRecord: null,
  })
  if (!(await resetNotification(ctx.db, { appId, id, action: auditEntry }))) return notificationNotFound()
  const notification = await selectNotificationSummary(ctx.db, appId, id)
  return notification === null ? notificationNotFound() : { notification, problem: null }
}

function notificationNotFound(): Outcome<{ notification: NotificationSummary }> {
  const message = 'Notification not found.'
  return { problem: createProblem('NOTIFICATION_NOT_FOUND', message, ['notificationId']) }
}

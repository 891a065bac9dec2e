import {
  selectNotificationSummaries,
  selectNotificationSummary,
  type NotificationSummary,
  type NotificationSummaryPage,
} from '../../db/queries/notification-summaries.ts'
import { decodeId } from '../../platform/ids.ts'
import type { Context } from '../context.ts'
import { listNewestFirst } from '../list-newest-first.ts'
import type { Page } from '../page.ts'

/** The notifications of the app, newest first, without their content. */
export function listNotifications(
  ctx: Context,
  request: Pick<NotificationSummaryPage, 'store' | 'status'> & { first: number | null; after: string | null },
): Promise<Page<NotificationSummary>> {
  const { appId } = ctx.app
  const { store, status } = request
  return listNewestFirst(appId, 'notifications', request, (span) =>
    selectNotificationSummaries(ctx.db, appId, { store, status, ...span }),
  )
}

/** The notification with this prefixed id. */
export async function getNotification(ctx: Context, id: string): Promise<NotificationSummary | null> {
  const uuid = decodeId('ntf', id)
  return uuid === null ? null : selectNotificationSummary(ctx.db, ctx.app.appId, uuid)
}

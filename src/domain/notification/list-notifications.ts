import {
  findListedNotification,
  listNotifications as listRows,
  type ListedNotification,
  type NotificationPage,
} from '../../db/queries/list-notifications.ts'
import { decodeId } from '../../platform/ids.ts'
import type { Context } from '../context.ts'
import { listNewest } from '../list-newest.ts'
import type { Page } from '../page.ts'

/** The inbox, newest first; without what the messages said. */
export function listNotifications(
  ctx: Context,
  request: Pick<NotificationPage, 'store' | 'status'> & { first: number | null; after: string | null },
): Promise<Page<ListedNotification>> {
  const { appId } = ctx.app
  const { store, status } = request
  return listNewest(appId, 'notifications', request, (span) =>
    listRows(ctx.db, appId, { store, status, ...span }),
  )
}

/** The notification with this prefixed id. */
export async function getNotification(ctx: Context, id: string): Promise<ListedNotification | null> {
  const uuid = decodeId('ntf', id)
  return uuid === null ? null : findListedNotification(ctx.db, ctx.app.appId, uuid)
}

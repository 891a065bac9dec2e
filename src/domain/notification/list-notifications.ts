import {
  positionOf,
  scanNotifications,
  type NotificationConditions,
  type NotificationPosition,
} from '../../db/queries/notification-list.ts'
import {
  selectNotificationSummary,
  type NotificationSummary,
} from '../../db/queries/notification-summaries.ts'
import { decodeId } from '../../platform/ids.ts'
import { isStorableInstant } from '../../platform/instant.ts'
import { RequestError } from '../../platform/request-error.ts'
import type { Context } from '../context.ts'
import { listPage, type Page } from '../page.ts'
import { repeatScan } from '../repeat-scan.ts'

const maxTypeLength = 100

/**
 * The notifications of the app, newest first, without their content. A page can have fewer than requested although others follow, because
 * a call reads only so many to find those that match.
 */
export function listNotifications(
  ctx: Context,
  {
    first,
    after: cursor,
    ...conditions
  }: NotificationConditions & { readonly first: number | null; readonly after: string | null },
): Promise<Page<NotificationSummary>> {
  const { appId } = ctx.app
  const { type } = conditions
  if (type !== null && (type.length > maxTypeLength || type.includes('\0') || !type.isWellFormed())) {
    throw new RequestError('BAD_USER_INPUT', `type must be a name of at most ${maxTypeLength} characters.`)
  }
  return listPage<NotificationSummary, NotificationPosition>(
    appId,
    { first, after: cursor, last: null, before: null },
    {
      list: 'notifications',
      encode: (notification) => encodePosition(positionOf(notification)),
      encodePosition,
      decode: parsePosition,
      read: async ({ after: start, limit }) => {
        const rows: NotificationSummary[] = []
        const stoppedAt = await repeatScan(start, async (after) => {
          const span = { ...conditions, after, limit: limit - rows.length }
          const scanned = await scanNotifications(ctx.db, appId, span)
          rows.push(...scanned.rows)
          return scanned.stoppedAt
        })
        return { rows, stoppedAt }
      },
    },
  )
}

/** The notification with this prefixed id. */
export async function getNotification(ctx: Context, id: string): Promise<NotificationSummary | null> {
  const uuid = decodeId('ntf', id)
  return uuid === null ? null : selectNotificationSummary(ctx.db, ctx.app.appId, uuid)
}

const encodePosition = ({ receivedAt, id }: NotificationPosition) => `${receivedAt} ${id}`

const positionPattern =
  /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) ([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/

function parsePosition(text: string): NotificationPosition | null {
  const [, receivedAt = '', id = ''] = positionPattern.exec(text) ?? []
  return isStorableInstant(new Date(receivedAt)) ? { receivedAt, id } : null
}

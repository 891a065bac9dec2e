import {
  selectSuspendedUsers,
  type SuspendedUser,
  type SuspensionPosition,
} from '../../db/queries/user-suspensions.ts'
import { isUuid } from '../../platform/ids.ts'
import { isStorableInstant } from '../../platform/instant.ts'
import type { Context } from '../context.ts'
import { listPage, type Page } from '../page.ts'

/** The users who are suspended, the latest suspension first. */
export function listSuspendedUsers(
  { db, app }: Context,
  { first, after }: { readonly first: number | null; readonly after: string | null },
): Promise<Page<SuspendedUser>> {
  return listPage<SuspendedUser, SuspensionPosition>(
    app.appId,
    { first, after, last: null, before: null },
    {
      list: 'suspendedUsers',
      encode: ({ suspendedAt, id }) => `${suspendedAt.toISOString()} ${id}`,
      decode: parsePosition,
      read: (span) => selectSuspendedUsers(db, app.appId, span),
    },
  )
}

function parsePosition(text: string): SuspensionPosition | null {
  const [time = '', userId = ''] = text.split(' ')
  const suspendedAt = new Date(time)
  return isUuid(userId) && isStorableInstant(suspendedAt) ? { suspendedAt, userId } : null
}

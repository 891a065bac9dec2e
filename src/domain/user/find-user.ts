import { selectUserByExternalId, selectUsersByIds, type UserRow } from '../../db/queries/users.ts'
import { decodeId } from '../../platform/ids.ts'
import { RequestError } from '../../platform/request-error.ts'
import type { Context } from '../context.ts'

/**
 * The user with this prefixed id or this id of the developer's system; null if there is none.
 * @throws RequestError `BAD_USER_INPUT` unless exactly one is given
 */
export async function findUser(
  { db, app }: Context,
  { id, userId }: { readonly id: string | null; readonly userId: string | null },
): Promise<UserRow | null> {
  if ((id === null) === (userId === null)) {
    throw new RequestError('BAD_USER_INPUT', 'Give either id or userId.')
  }
  if (userId !== null) return selectUserByExternalId(db, app.appId, userId)
  const uuid = decodeId('usr', id ?? '')
  return uuid === null ? null : ((await selectUsersByIds(db, app.appId, [uuid]))[0] ?? null)
}

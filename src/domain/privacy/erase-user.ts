import { selectIsErasureComplete } from '../../db/queries/erased-users.ts'
import { eraseUserRecords, selectErasedUser } from '../../db/queries/user-privacy.ts'
import { selectUserByExternalId, type UserRow } from '../../db/queries/users.ts'
import { hashErasedId, randomSecret } from '../../platform/crypto.ts'
import type { Context } from '../context.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import { createProblem, type Outcome } from '../problem.ts'
import { retryOnConflict } from '../retry-on-conflict.ts'
import { erasedIdPrefix } from '../user/check-user-id.ts'
import { eraseNotifications, maxSearchedByRequest } from './erase-notifications.ts'
import { erasedContent } from '../../platform/erased-content.ts'

type ErasedUser = {
  user: UserRow
  replayed: boolean
  /** Whether the notifications are erased too; otherwise a job is erasing them. */
  notificationsErased: boolean
}

/** A concurrent erasure makes an attempt fail; the next one finds the erased user. */
const maxAttempts = 3

/**
 * Replaces the id of a user by a random pseudonym and removes what is personal. The money stays: payments, refunds and consumes belong
 * to the pseudonym, so nobody can claim them again. Notifications beyond the first thousand are erased by a job. A repeated call finds the erased user by the keyed hash of the id.
 */
export async function eraseUser(
  ctx: Context,
  { userId }: { readonly userId: string },
): Promise<Outcome<ErasedUser>> {
  const outcome = await retryOnConflict(maxAttempts, () => tryErase(ctx, userId))
  return (
    outcome ?? { problem: createProblem('BUSY', 'Another request is erasing this user.', ['userId'], 100) }
  )
}

async function tryErase(ctx: Context, userId: string): Promise<Outcome<ErasedUser> | null> {
  const { appId } = ctx.app
  const hashes = hashErasedId(ctx.keyring, appId, userId)
  const user = await selectUserByExternalId(ctx.db, appId, userId)
  if (user === null || user.erasedAt !== null) {
    const erased = user ?? (await selectErasedUser(ctx.db, appId, hashes))
    if (erased !== null) {
      const notificationsErased = await selectIsErasureComplete(ctx.db, appId, erased.id)
      return { user: erased, replayed: true, notificationsErased, problem: null }
    }
    const message = 'The AppKey has no such user.'
    return { problem: createProblem('USER_NOT_REGISTERED', message, ['userId']) }
  }
  const [erasedIdHash] = hashes
  const erased = await eraseUserRecords(ctx.db, {
    user,
    pseudonym: `${erasedIdPrefix}${randomSecret(16)}`,
    erasedIdHash,
    erasedContent,
    action: createOperatorAction(ctx, {
      action: 'eraseUser',
      changes: { erasedIdHash: erasedIdHash.toString('hex') },
    }),
  })
  if (erased === null) return null
  ctx.apps.invalidate(appId)
  const notificationsErased = await beginErasingNotifications(ctx, erased)
  return { user: erased, replayed: false, notificationsErased, problem: null }
}

/** The person is erased already. What fails here is repeated by the job. */
async function beginErasingNotifications(ctx: Context, { id: userId }: UserRow): Promise<boolean> {
  try {
    return await eraseNotifications(ctx, userId, maxSearchedByRequest)
  } catch (error) {
    ctx.log.error({ error, userId }, 'erasing notifications failed; a job tries again')
    return false
  }
}

import { deletePreviousUserSecret } from '../../db/queries/user-secrets.ts'
import { decodeId } from '../../platform/ids.ts'
import type { Context } from '../context.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import { createProblem, type Outcome } from '../problem.ts'
import type { UserSecret } from './list-user-secrets.ts'

/** Withdraws a previous secret of user tokens before it expires. */
export async function withdrawUserSecret(
  ctx: Context,
  { userSecretId }: { readonly userSecretId: string },
): Promise<Outcome<{ userSecret: UserSecret }>> {
  const { appId, row } = ctx.app
  const id = decodeId('uts', userSecretId)
  if (id === row.userSecretId) {
    const message = 'This is the current secret. Call rotateUserSecret with an overlap of 0 hours.'
    return { problem: createProblem('INVALID_INPUT', message, ['userSecretId']) }
  }
  const action = createOperatorAction(ctx, {
    action: 'withdrawUserSecret',
    changes: { before: { userSecretId }, after: null },
  })
  const withdrawn = id === null ? null : await deletePreviousUserSecret(ctx.db, appId, id, action)
  if (withdrawn === null) {
    const message = 'The AppKey has no such previous user token secret.'
    return { problem: createProblem('INVALID_INPUT', message, ['userSecretId']) }
  }
  ctx.apps.invalidate(appId)
  const { createdAt, expiresAt, lastUsedAt } = withdrawn
  return { userSecret: { id: withdrawn.id, createdAt, expiresAt, lastUsedAt }, problem: null }
}

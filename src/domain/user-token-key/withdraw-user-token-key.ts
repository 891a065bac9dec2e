import { deleteUserTokenKey, selectUserTokenKeys } from '../../db/queries/user-token-keys.ts'
import { decodeId } from '../../platform/ids.ts'
import { changeApp } from '../change-app.ts'
import type { Context } from '../context.ts'
import type { UserTokenKeyRow } from '../models.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import { createProblem, type Outcome } from '../problem.ts'

/** Withdraws a public key at once: tokens that it verified are rejected, and the sockets that they opened are closed. */
export async function withdrawUserTokenKey(
  ctx: Context,
  { userTokenKeyId }: { readonly userTokenKeyId: string },
): Promise<Outcome<{ userTokenKey: UserTokenKeyRow }>> {
  const id = decodeId('utk', userTokenKeyId)
  return changeApp(ctx, async (app): Promise<Outcome<{ userTokenKey: UserTokenKeyRow }> | null> => {
    const keys = await selectUserTokenKeys(ctx.db, app.appId, ctx.clock())
    const key = keys.find((each) => each.id === id)
    if (key === undefined) {
      const message = 'The AppKey has no such user token key.'
      return { problem: createProblem('INVALID_INPUT', message, ['userTokenKeyId']) }
    }
    const { kid, algorithm, jwk } = key
    const action = createOperatorAction(ctx, {
      action: 'withdrawUserTokenKey',
      changes: { before: { userTokenKeyId, kid, algorithm, publicKey: jwk }, after: null },
    })
    const userTokenKey = await deleteUserTokenKey(ctx.db, app, key.id, action)
    return userTokenKey === null ? null : { userTokenKey, problem: null }
  })
}

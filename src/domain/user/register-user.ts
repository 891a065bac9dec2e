import { insertUserOnce, type UserRow } from '../../db/queries/users.ts'
import { newUuid } from '../../platform/ids.ts'
import type { Context } from '../context.ts'
import type { Outcome } from '../problem.ts'
import { nameUser } from './resolve-user.ts'

export async function registerUser(
  ctx: Context,
  input: { readonly userId: string | null },
): Promise<Outcome<{ user: UserRow; replayed: boolean }>> {
  const named = nameUser(ctx, input.userId)
  if ('problem' in named) return named
  const { user, isNew } = await insertUserOnce(ctx.db, {
    appId: ctx.app.appId,
    id: newUuid(),
    externalId: named.userId,
    registeredAt: ctx.clock(),
  })
  return { user, replayed: !isNew, problem: null }
}

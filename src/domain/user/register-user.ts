import { insertUserIfAbsent, type UserRow } from '../../db/queries/users.ts'
import { newUuid } from '../../platform/ids.ts'
import type { Context } from '../context.ts'
import type { Outcome } from '../problem.ts'
import { resolveUserId } from './resolve-user.ts'

/** Registers a user; a user who is registered already is not changed. */
export async function registerUser(
  ctx: Context,
  input: { readonly userId: string | null },
): Promise<Outcome<{ user: UserRow; replayed: boolean }>> {
  const resolvedId = resolveUserId(ctx, input.userId)
  if ('problem' in resolvedId) return resolvedId
  const { user, isNew } = await insertUserIfAbsent(ctx.db, {
    appId: ctx.app.appId,
    id: newUuid(),
    externalId: resolvedId.userId,
    registeredAt: ctx.clock(),
    erasedAt: null,
  })
  return { user, replayed: !isNew, problem: null }
}

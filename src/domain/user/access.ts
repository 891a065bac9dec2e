import { selectUserByExternalId } from '../../db/queries/users.ts'
import { RequestError } from '../../platform/request-error.ts'
import type { AuthenticatedContext, Context } from '../context.ts'

/** Whether the caller may read records of users. An app that requires user tokens shows nothing to a client without one. */
export function canRead({ caller, app }: Pick<AuthenticatedContext, 'caller' | 'app'>): boolean {
  return caller.kind !== 'CLIENT' || caller.userId !== null || app?.row.requireUserToken === false
}

export function assertCanRead(ctx: Context): void {
  if (!canRead(ctx)) throw new RequestError('UNAUTHENTICATED', 'This AppKey requires a user token.')
}

/**
 * Whether the caller may read records of this user. A client with a user token reads its own. A client without one reads any
 * record whose id it knows, because ids cannot be guessed.
 */
export async function isOwner(ctx: Context, ownerId: string): Promise<boolean> {
  if (ctx.caller.kind !== 'CLIENT' || ctx.caller.userId === null) return true
  const user = await selectUserByExternalId(ctx.db, ctx.app.appId, ctx.caller.userId)
  return user?.id === ownerId
}

import { selectPurchase, type PurchaseRow } from '../../db/queries/purchases.ts'
import { selectUserByExternalId } from '../../db/queries/users.ts'
import { decodeId } from '../../platform/ids.ts'
import type { Context } from '../context.ts'
import { RequestError } from '../../platform/request-error.ts'

/** The purchase with this prefixed id; null if there is none, or the caller may not know of it. */
export async function getPurchase(ctx: Context, id: string): Promise<PurchaseRow | null> {
  assertCanRead(ctx)
  const uuid = decodeId('pur', id)
  const purchase = uuid === null ? null : await selectPurchase(ctx.db, ctx.app.appId, uuid)
  return purchase !== null && (await isOwner(ctx, purchase.userId)) ? purchase : null
}

/** Where the project demands signed users, a client without a user token sees nothing. */
export function canRead({ caller, app }: Pick<Context, 'caller' | 'app'>): boolean {
  return caller.kind !== 'CLIENT' || caller.userId !== null || !app.row.requireUserToken
}

export function assertCanRead(ctx: Context): void {
  if (!canRead(ctx)) throw new RequestError('UNAUTHENTICATED', 'This AppKey requires a user token.')
}

/**
 * Whether what belongs to this user is the caller's business. A client with a user token sees its own; a client with a
 * bare user id has nothing to show but the id it asks for, which cannot be guessed.
 */
export async function isOwner(ctx: Context, ownerId: string): Promise<boolean> {
  if (ctx.caller.kind !== 'CLIENT' || ctx.caller.userId === null) return true
  const user = await selectUserByExternalId(ctx.db, ctx.app.appId, ctx.caller.userId)
  return user?.id === ownerId
}

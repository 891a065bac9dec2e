import { findPurchase, type PurchaseRow } from '../../db/queries/purchases.ts'
import { findUser } from '../../db/queries/users.ts'
import { decodeId } from '../../platform/ids.ts'
import type { Context } from '../context.ts'
import { RequestError } from '../request-error.ts'

/** The purchase with this prefixed id; null if there is none, or the caller may not know of it. */
export async function getPurchase(ctx: Context, id: string): Promise<PurchaseRow | null> {
  assertMayLook(ctx)
  const uuid = decodeId('pur', id)
  const purchase = uuid === null ? null : await findPurchase(ctx.db, ctx.app.appId, uuid)
  return purchase !== null && (await isOwn(ctx, purchase.userId)) ? purchase : null
}

/** Where the project demands signed users, a client without a user token sees nothing. */
export function mayLook({ caller, app }: Pick<Context, 'caller' | 'app'>): boolean {
  return caller.kind !== 'CLIENT' || caller.userId !== null || !app.row.requireUserToken
}

export function assertMayLook(ctx: Context): void {
  if (!mayLook(ctx)) throw new RequestError('UNAUTHENTICATED', 'This AppKey demands a user token.')
}

/**
 * Whether what belongs to this user is the caller's business. A client with a user token sees its own; a client with a
 * bare user id has nothing to show but the id it asks for, which cannot be guessed.
 */
export async function isOwn(ctx: Context, ownerId: string): Promise<boolean> {
  if (ctx.caller.kind !== 'CLIENT' || ctx.caller.userId === null) return true
  const user = await findUser(ctx.db, ctx.app.appId, ctx.caller.userId)
  return user?.id === ownerId
}

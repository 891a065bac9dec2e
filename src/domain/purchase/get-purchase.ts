import { selectPurchase, type PurchaseRow } from '../../db/queries/purchases.ts'
import { decodeId } from '../../platform/ids.ts'
import type { Context } from '../context.ts'
import { assertCanRead, isOwner } from '../user/access.ts'

/** The purchase with this prefixed id; null if it does not exist or the caller may not read it. */
export async function getPurchase(ctx: Context, id: string): Promise<PurchaseRow | null> {
  assertCanRead(ctx)
  const uuid = decodeId('pur', id)
  const purchase = uuid === null ? null : await selectPurchase(ctx.db, ctx.app.appId, uuid)
  return purchase !== null && (await isOwner(ctx, purchase.userId)) ? purchase : null
}

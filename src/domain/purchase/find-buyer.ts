import type { ItemRow } from '../../db/queries/items.ts'
import { selectPurchaseDetails, type PurchaseRow } from '../../db/queries/purchases.ts'
import { decodeId } from '../../platform/ids.ts'
import type { StoreName } from '../../stores/contract/store-adapter.ts'
import type { Context } from '../context.ts'
import { createProblem, type Problem } from '../problem.ts'
import type { Buyer } from '../store-sync/check-transaction.ts'
import { resolveUser, resolveUserId } from '../user/resolve-user.ts'

/** `item` is that of the purchase; null if the caller names no purchase. */
export type RequestingBuyer = Buyer & { readonly item: ItemRow | null }

/** The purchase determines the user; a user id or user token of the caller must belong to the same user. */
export async function findBuyer(
  ctx: Context,
  input: { readonly purchaseId: string | null; readonly userId: string | null },
): Promise<RequestingBuyer | { readonly problem: Problem }> {
  if (input.purchaseId === null) {
    const resolved = await resolveUser(ctx, input.userId)
    return 'problem' in resolved ? resolved : { user: resolved.user, purchase: null, item: null }
  }
  const id = decodeId('pur', input.purchaseId)
  const details = id === null ? null : await selectPurchaseDetails(ctx.db, ctx.app.appId, id)
  if (details === null) return { problem: purchaseNotFound() }
  const { user } = details
  const resolvedId = resolveUserId(
    ctx,
    input.userId ?? (ctx.caller.kind === 'CLIENT' ? ctx.caller.userId : null) ?? user.externalId,
  )
  if ('problem' in resolvedId) return resolvedId
  return resolvedId.userId === user.externalId ? details : { problem: purchaseNotFound() }
}

/** A receipt of one store cannot fulfill a purchase that was requested at another. */
export function checkPurchaseStore(purchase: PurchaseRow | null, store: StoreName | null): Problem | null {
  if (purchase === null || store === null || purchase.store === store) return null
  return createProblem('INVALID_INPUT', `The purchase was reserved at ${purchase.store}.`, ['receipt'])
}

function purchaseNotFound(): Problem {
  return createProblem('PURCHASE_NOT_FOUND', 'There is no such purchase of this user.', ['purchaseId'])
}

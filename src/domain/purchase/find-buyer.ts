import { selectPurchase, type PurchaseRow } from '../../db/queries/purchases.ts'
import { selectUsersByIds, type UserRow } from '../../db/queries/users.ts'
import { decodeId } from '../../platform/ids.ts'
import type { StoreName } from '../../stores/contract/store-adapter.ts'
import type { Context } from '../context.ts'
import { createProblem, type Problem } from '../problem.ts'
import { resolveUserId, resolveUser } from '../user/resolve-user.ts'

/** Who submits a receipt, and for which reservation if one was named. */
export type Buyer = { readonly user: UserRow; readonly purchase: PurchaseRow | null }

/** The reservation says whose it is; what the caller says or proves of the user must agree with it. */
export async function findBuyer(
  ctx: Context,
  input: { readonly purchaseId: string | null; readonly userId: string | null },
): Promise<Buyer | { readonly problem: Problem }> {
  if (input.purchaseId === null) {
    const resolved = await resolveUser(ctx, input.userId)
    return 'problem' in resolved ? resolved : { user: resolved.user, purchase: null }
  }
  const id = decodeId('pur', input.purchaseId)
  const purchase = id === null ? null : await selectPurchase(ctx.db, ctx.app.appId, id)
  const [user] = purchase === null ? [] : await selectUsersByIds(ctx.db, ctx.app.appId, [purchase.userId])
  if (purchase === null || user === undefined) return { problem: purchaseNotFound() }
  const resolvedId = resolveUserId(
    ctx,
    input.userId ?? (ctx.caller.kind === 'CLIENT' ? ctx.caller.userId : null) ?? user.externalId,
  )
  if ('problem' in resolvedId) return resolvedId
  return resolvedId.userId === user.externalId ? { user, purchase } : { problem: purchaseNotFound() }
}

/** A receipt of one store cannot fulfil a reservation at another. */
export function checkPurchaseStore(purchase: PurchaseRow | null, store: StoreName | null): Problem | null {
  if (purchase === null || store === null || purchase.store === store) return null
  return createProblem('INVALID_INPUT', `The purchase was reserved at ${purchase.store}.`, ['receipt'])
}

function purchaseNotFound(): Problem {
  return createProblem('PURCHASE_NOT_FOUND', 'There is no such purchase of this user.', ['purchaseId'])
}

import { selectPurchase, updatePurchaseStatus, type PurchaseRow } from '../../db/queries/purchases.ts'
import { newUuid } from '../../platform/ids.ts'
import type { Context } from '../context.ts'
import { checkText } from '../input.ts'
import { createProblem, type Outcome } from '../problem.ts'
import { userTokenRequired } from '../user/resolve-user.ts'
import { getPurchase } from './get-purchase.ts'

/** Cancels an open purchase. Canceling a canceled purchase changes nothing, and a paid one stays paid. */
export async function cancelPurchase(
  ctx: Context,
  input: { readonly purchaseId: string; readonly reason: string | null },
): Promise<Outcome<{ purchase: PurchaseRow }>> {
  const problem = checkText(input.reason ?? '', ['reason'], { min: 0, max: 200 })
  if (problem !== null) return { problem }
  if (ctx.caller.kind === 'CLIENT' && ctx.caller.userId === null && ctx.app.row.requireUserToken) {
    return { problem: userTokenRequired('This AppKey requires a user token.') }
  }
  const purchase = await getPurchase(ctx, input.purchaseId)
  if (purchase === null) {
    return { problem: createProblem('PURCHASE_NOT_FOUND', 'There is no such purchase.', ['purchaseId']) }
  }
  const moved = await updatePurchaseStatus(ctx.db, {
    appId: ctx.app.appId,
    purchaseId: purchase.id,
    from: ['REQUESTED', 'PENDING'],
    to: 'CANCELED',
    reason: input.reason,
    sale: null,
    eventId: newUuid(),
    now: ctx.clock(),
  })
  if (moved !== null) {
    ctx.events.notifyCommitted(ctx.app.appId)
    return { purchase: moved, problem: null }
  }
  const current = (await selectPurchase(ctx.db, ctx.app.appId, purchase.id)) ?? purchase
  if (current.status !== 'VERIFIED') return { purchase: current, problem: null }
  const message = 'The purchase is paid, so it can no longer be canceled.'
  return { purchase: current, problem: createProblem('INVALID_INPUT', message, ['purchaseId']) }
}

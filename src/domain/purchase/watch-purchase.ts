import { findPaymentsOfPurchases } from '../../db/queries/payments.ts'
import { findPurchase, type PurchaseRow } from '../../db/queries/purchases.ts'
import type { Context } from '../context.ts'
import { RequestError } from '../request-error.ts'
import { getPurchase } from './get-purchase.ts'

/**
 * The purchase as it is now, then after every change of it or its payment. Ends when nothing more is expected: the purchase
 * was canceled, failed or expired, or its payment completed or refunded.
 */
export async function watchPurchase(
  ctx: Context,
  id: string,
  signal: AbortSignal,
): Promise<AsyncGenerator<PurchaseRow, void, void>> {
  const purchase = await getPurchase(ctx, id)
  if (purchase === null) throw new RequestError('BAD_USER_INPUT', 'There is no such purchase.')
  return watch(ctx, purchase.id, signal)
}

async function* watch(ctx: Context, purchaseId: string, signal: AbortSignal) {
  const { appId } = ctx.app
  // The feed's end is taken before the first read, so a change between the two is told twice rather than lost.
  const start = await ctx.feed.head(appId)
  const current = async () => {
    const purchase = await findPurchase(ctx.db, appId, purchaseId)
    if (purchase === null) throw new Error('a purchase that was there must stay')
    return purchase
  }
  // Whether it is the end is asked before the state is told: a change between the two has an event that is still to come.
  const first = await current()
  const isOver = await isFinal(ctx, first)
  yield first
  if (isOver) return
  for await (const event of ctx.feed.follow(appId, start, signal)) {
    if (event.purchaseId !== purchaseId) continue
    const purchase = await current()
    const isEnd = await isFinal(ctx, purchase)
    yield purchase
    if (isEnd) return
  }
}

async function isFinal(ctx: Context, purchase: PurchaseRow): Promise<boolean> {
  if (purchase.status !== 'VERIFIED') return ['CANCELED', 'FAILED', 'EXPIRED'].includes(purchase.status)
  const [payment] = await findPaymentsOfPurchases(ctx.db, ctx.app.appId, [purchase.id])
  return payment?.status === 'COMPLETED' || payment?.status === 'REFUNDED'
}

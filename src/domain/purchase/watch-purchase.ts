import type { PurchaseRow } from '../../db/queries/purchases.ts'
import { decodeId } from '../../platform/ids.ts'
import type { Context } from '../context.ts'
import type { Changes } from '../event/feed.ts'
import { RequestError } from '../request-error.ts'
import { getPurchase, isOwn } from './get-purchase.ts'

/**
 * The purchase as it is now, then after every change of it or its payment; changes that come together are told once. Ends when
 * nothing more is expected: the purchase was canceled, failed or expired, or its payment completed or refunded; and when it is no
 * longer the caller's.
 */
export async function watchPurchase(
  ctx: Context,
  id: string,
  signal: AbortSignal,
): Promise<AsyncGenerator<PurchaseRow, void, void>> {
  const purchaseId = decodeId('pur', id)
  if (purchaseId === null) throw noSuchPurchase()
  // Before the first read, so that a change after it is told too.
  const changes = await ctx.feed.watch(ctx.app.appId, purchaseId)
  try {
    const purchase = await getPurchase(ctx, id)
    if (purchase === null) throw noSuchPurchase()
    signal.addEventListener('abort', changes.end, { once: true })
    return watch(ctx, purchase, changes)
  } catch (error) {
    changes.end()
    throw error
  }
}

async function* watch(ctx: Context, first: PurchaseRow, changes: Changes) {
  try {
    let purchase = first
    for (;;) {
      // Whether it is the end is asked before the state is told: a change between the two is still to be told.
      const isEnd = await isFinal(ctx, purchase)
      yield purchase
      if (isEnd || !(await changes.next())) return
      purchase = await readAgain(ctx, purchase)
      // An operator has given it to somebody else.
      if (!(await isOwn(ctx, purchase.userId))) return
    }
  } finally {
    changes.end()
  }
}

async function readAgain(ctx: Context, { id }: PurchaseRow): Promise<PurchaseRow> {
  const purchase = await ctx.loaders(ctx.app.appId).purchases.load(id)
  if (purchase === null) throw new Error('a purchase that was there must stay')
  return purchase
}

async function isFinal(ctx: Context, { id, status }: PurchaseRow): Promise<boolean> {
  if (status !== 'VERIFIED') return status === 'CANCELED' || status === 'FAILED' || status === 'EXPIRED'
  const payment = await ctx.loaders(ctx.app.appId).paymentOfPurchase.load(id)
  return payment?.status === 'COMPLETED' || payment?.status === 'REFUNDED'
}

function noSuchPurchase(): RequestError {
  return new RequestError('BAD_USER_INPUT', 'There is no such purchase.')
}

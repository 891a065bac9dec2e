import { isDeepStrictEqual } from 'node:util'
import type { PaymentRow } from '../../db/queries/payments.ts'
import type { PurchaseRow } from '../../db/queries/purchases.ts'
import { decodeId } from '../../platform/ids.ts'
import type { Context } from '../context.ts'
import type { PurchaseChanges } from '../../events/subscribe.ts'
import { RequestError } from '../../platform/request-error.ts'
import { getPurchase, isOwner } from './get-purchase.ts'

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
  if (purchaseId === null) throw purchaseNotFound()
  // Before the first read, so that a change after it is told too.
  const changes = await ctx.events.watchPurchase(ctx.app.appId, purchaseId)
  try {
    const purchase = await getPurchase(ctx, id)
    if (purchase === null) throw purchaseNotFound()
    signal.addEventListener('abort', changes.close, { once: true })
    return streamSnapshots(ctx, purchase, changes)
  } catch (error) {
    changes.close()
    throw error
  }
}

/** What is told of; equal ones are no news. */
type PurchaseSnapshot = { readonly purchase: PurchaseRow; readonly payment: PaymentRow | null }

async function* streamSnapshots(ctx: Context, first: PurchaseRow, changes: PurchaseChanges) {
  try {
    let current = await loadSnapshot(ctx, first)
    for (;;) {
      // Whether it is the end follows from what was read before it is told: a change between the two is still to be told.
      const isEnd = isFinal(current)
      yield current.purchase
      if (isEnd) return
      let next = current
      // An event that was told late is of a state that was read already.
      while (isDeepStrictEqual(next, current)) {
        if (!(await changes.next())) return
        next = await reloadSnapshot(ctx, current)
      }
      current = next
      // An operator has given it to somebody else.
      if (!(await isOwner(ctx, current.purchase.userId))) return
    }
  } finally {
    changes.close()
  }
}

async function reloadSnapshot(
  ctx: Context,
  { purchase: { id } }: PurchaseSnapshot,
): Promise<PurchaseSnapshot> {
  const purchase = await ctx.loaders(ctx.app.appId).purchases.load(id)
  if (purchase === null) throw new Error('a purchase that was there must stay')
  return loadSnapshot(ctx, purchase)
}

async function loadSnapshot(ctx: Context, purchase: PurchaseRow): Promise<PurchaseSnapshot> {
  const { paymentOfPurchase } = ctx.loaders(ctx.app.appId)
  return {
    purchase,
    payment: purchase.status === 'VERIFIED' ? await paymentOfPurchase.load(purchase.id) : null,
  }
}

function isFinal({ purchase: { status }, payment }: PurchaseSnapshot): boolean {
  if (status !== 'VERIFIED') return status === 'CANCELED' || status === 'FAILED' || status === 'EXPIRED'
  return payment?.status === 'COMPLETED' || payment?.status === 'REFUNDED'
}

function purchaseNotFound(): RequestError {
  return new RequestError('BAD_USER_INPUT', 'There is no such purchase.')
}

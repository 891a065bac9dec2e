import { isDeepStrictEqual } from 'node:util'
import type { PaymentRow } from '../../db/queries/payments.ts'
import type { PurchaseRow } from '../../db/queries/purchases.ts'
import { decodeId } from '../../platform/ids.ts'
import type { Context } from '../context.ts'
import type { EventChanges } from '../../events/subscribe.ts'
import { RequestError } from '../../platform/request-error.ts'
import { isOwner } from '../user/access.ts'
import { getPurchase } from './get-purchase.ts'

/**
 * Yields the purchase as it is now, and again after every change of it or its payment; concurrent changes are yielded once. Ends
 * when the purchase is canceled, failed or expired, when its payment is completed or refunded, when it has changed the plan of a
 * subscription that another purchase began, or when the purchase was transferred to another user.
 */
export async function watchPurchase(
  ctx: Context,
  id: string,
  signal: AbortSignal,
): Promise<AsyncGenerator<PurchaseRow, void, void>> {
  const purchaseId = decodeId('pur', id)
  if (purchaseId === null) throw purchaseNotFound()
  // Watching starts before the first read, so that no change after it is missed.
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

/** The state that is compared: a snapshot that equals the previous one is not yielded. */
type PurchaseSnapshot = { readonly purchase: PurchaseRow; readonly payment: PaymentRow | null }

async function* streamSnapshots(ctx: Context, first: PurchaseRow, changes: EventChanges) {
  try {
    let current = await loadSnapshot(ctx, first)
    for (;;) {
      // Computed before the yield, so that a change which happens during it is still yielded.
      const isEnd = isFinal(current)
      yield current.purchase
      if (isEnd) return
      let next = current
      // A late event may belong to a state that has been read already.
      while (isDeepStrictEqual(next, current)) {
        if (!(await changes.next())) return
        next = await reloadSnapshot(ctx, current)
      }
      current = next
      // An operator may have transferred the purchase to another user.
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
  if (purchase === null) throw new Error('a purchase that was read before must exist')
  return loadSnapshot(ctx, purchase)
}

async function loadSnapshot(ctx: Context, purchase: PurchaseRow): Promise<PurchaseSnapshot> {
  const { paymentOfPurchase } = ctx.loaders(ctx.app.appId)
  return {
    purchase,
    payment: purchase.status === 'VERIFIED' ? await paymentOfPurchase.load(purchase.id) : null,
  }
}

function isFinal({ purchase: { id, status }, payment }: PurchaseSnapshot): boolean {
  if (status !== 'VERIFIED') return status === 'CANCELED' || status === 'FAILED' || status === 'EXPIRED'
  // A change of the plan: the payments belong to the first purchase of the subscription, and so do their changes.
  if (payment !== null && payment.purchaseId !== id) return true
  return payment?.status === 'COMPLETED' || payment?.status === 'REFUNDED'
}

function purchaseNotFound(): RequestError {
  return new RequestError('BAD_USER_INPUT', 'There is no such purchase.')
}

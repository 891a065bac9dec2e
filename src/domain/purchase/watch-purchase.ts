import { isDeepStrictEqual } from 'node:util'
import type { PaymentRow } from '../../db/queries/payments.ts'
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

/** What is told of; equal ones are no news. */
type State = { readonly purchase: PurchaseRow; readonly payment: PaymentRow | null }

async function* watch(ctx: Context, first: PurchaseRow, changes: Changes) {
  try {
    let state = await completeState(ctx, first)
    for (;;) {
      // Whether it is the end follows from what was read before it is told: a change between the two is still to be told.
      const isEnd = isFinal(state)
      yield state.purchase
      if (isEnd) return
      let next = state
      // An event that was told late is of a state that was read already.
      while (isDeepStrictEqual(next, state)) {
        if (!(await changes.next())) return
        next = await readAgain(ctx, state)
      }
      state = next
      // An operator has given it to somebody else.
      if (!(await isOwn(ctx, state.purchase.userId))) return
    }
  } finally {
    changes.end()
  }
}

async function readAgain(ctx: Context, { purchase: { id } }: State): Promise<State> {
  const purchase = await ctx.loaders(ctx.app.appId).purchases.load(id)
  if (purchase === null) throw new Error('a purchase that was there must stay')
  return completeState(ctx, purchase)
}

async function completeState(ctx: Context, purchase: PurchaseRow): Promise<State> {
  const { paymentOfPurchase } = ctx.loaders(ctx.app.appId)
  return {
    purchase,
    payment: purchase.status === 'VERIFIED' ? await paymentOfPurchase.load(purchase.id) : null,
  }
}

function isFinal({ purchase: { status }, payment }: State): boolean {
  if (status !== 'VERIFIED') return status === 'CANCELED' || status === 'FAILED' || status === 'EXPIRED'
  return payment?.status === 'COMPLETED' || payment?.status === 'REFUNDED'
}

function noSuchPurchase(): RequestError {
  return new RequestError('BAD_USER_INPUT', 'There is no such purchase.')
}

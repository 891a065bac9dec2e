import { EmulatorError, invalidInput } from '../emulator-error.ts'
import type { PurchaseContext } from './buy-product.ts'
import type { Purchase, PurchaseState, Refund } from './purchase.ts'

/** The customer's payment arrived, or the parent approved. */
export function completePurchase(ctx: PurchaseContext, purchase: Purchase): Purchase {
  assertState(purchase, 'PENDING', 'completed')
  const ids =
    purchase.transactionId === undefined ? ctx.storeOf(purchase).newTransaction(purchase.environment) : {}
  return ctx.ledger.replace({ ...purchase, ...ids, state: 'PAID', paidAt: ctx.clock.now() })
}

/** The customer never paid, or the parent refused. */
export function cancelPurchase(ctx: PurchaseContext, purchase: Purchase): Purchase {
  assertState(purchase, 'PENDING', 'canceled')
  return ctx.ledger.replace({ ...purchase, state: 'CANCELED' })
}

/** The store gives money back; less than all of it keeps the purchase PAID. */
export function refundPurchase(ctx: PurchaseContext, purchase: Purchase, percentage: number): Purchase {
  if (percentage < 100) ctx.storeOf(purchase).checkPartialRefund()
  if (
    purchase.state === 'PAID' &&
    purchase.refund !== undefined &&
    percentage <= purchase.refund.percentage
  ) {
    throw invalidInput(`${String(purchase.refund.percentage)} % are refunded already`, 'percentage')
  }
  return takeBack(ctx, purchase, 'REFUND', percentage)
}

/** The store takes the purchase back by itself, without the customer asking. */
export function revokePurchase(ctx: PurchaseContext, purchase: Purchase): Purchase {
  return takeBack(ctx, purchase, 'REVOKE', 100)
}

/** The store found a refund wrong and undid it: the purchase is as if never refunded. */
export function reverseRefund(ctx: PurchaseContext, purchase: Purchase): Purchase {
  if (purchase.refund === undefined) throw illegalChange(purchase, 'given back: nothing was refunded')
  const reversed: Purchase = { ...purchase, state: 'PAID' }
  delete reversed.refund
  return ctx.ledger.replace(reversed)
}

function takeBack(
  ctx: PurchaseContext,
  purchase: Purchase,
  kind: Refund['kind'],
  percentage: number,
): Purchase {
  assertState(purchase, 'PAID', kind === 'REFUND' ? 'refunded' : 'revoked')
  const refund = { at: ctx.clock.now(), kind, percentage }
  return ctx.ledger.replace({ ...purchase, state: percentage === 100 ? 'REFUNDED' : 'PAID', refund })
}

function assertState(purchase: Purchase, expected: PurchaseState, change: string): void {
  if (purchase.state !== expected) throw illegalChange(purchase, `${change}; only a ${expected} one can`)
}

function illegalChange(purchase: Purchase, rest: string): EmulatorError {
  return new EmulatorError(409, 'ILLEGAL_CHANGE', `a ${purchase.state} purchase cannot be ${rest}`)
}

import { EmulatorError, invalidInput } from '../emulator-error.ts'
import type { PurchaseContext } from './create-purchase.ts'
import type { Purchase, PurchaseState, Refund } from './purchase.ts'
import type { RefundInput } from './refund-input.ts'

/** The customer's payment arrived, or the parent approved. */
export function completePurchase(ctx: PurchaseContext, purchase: Purchase): Purchase {
  assertState(purchase, 'PENDING', 'completed')
  const ids = ctx.storeOf(purchase).createPaymentIds(purchase.environment, purchase.origin)
  return ctx.purchases.replace({ ...purchase, ...ids, state: 'PAID', paidAt: ctx.clock.now() })
}

/** The customer never paid, or the parent refused. */
export function cancelPurchase(ctx: PurchaseContext, purchase: Purchase): Purchase {
  assertState(purchase, 'PENDING', 'canceled')
  return ctx.purchases.replace({ ...purchase, state: 'CANCELED' })
}

/** Money goes back; less than all of it keeps the purchase PAID. */
export function refundPurchase(
  ctx: PurchaseContext,
  purchase: Purchase,
  input: RefundInput,
  by: Refund['by'] = 'CUSTOMER',
): Purchase {
  assertState(purchase, 'PAID', 'refunded')
  ctx.storeOf(purchase).checkRefund(purchase, input)
  const before = purchase.refund?.percentage ?? 0
  if (input.quantity === undefined && input.percentage <= before) {
    throw invalidInput(`${String(before)} % are refunded already`, 'percentage')
  }
  const partialRefunds = addPartialRefund(ctx, purchase, input)
  const percentage =
    partialRefunds === undefined
      ? input.percentage
      : refundedPercentage(purchase, refundedQuantity(partialRefunds))
  const refund: Refund = {
    at: ctx.clock.now(),
    kind: 'REFUND',
    percentage,
    by,
    ...(input.revoke === false ? { keepsProduct: true } : {}),
  }
  return ctx.purchases.replace({
    ...purchase,
    state: percentage === 100 ? 'REFUNDED' : 'PAID',
    refund,
    ...(partialRefunds === undefined ? {} : { partialRefunds }),
  })
}

/** The store takes the purchase back by itself, without the customer asking. */
export function revokePurchase(ctx: PurchaseContext, purchase: Purchase): Purchase {
  assertState(purchase, 'PAID', 'revoked')
  const refund: Refund = { at: ctx.clock.now(), kind: 'REVOKE', percentage: 100, by: 'STORE' }
  return ctx.purchases.replace({ ...purchase, state: 'REFUNDED', refund })
}

/** The store found a refund wrong and undid it: the purchase is as if never refunded. */
export function reverseRefund(ctx: PurchaseContext, purchase: Purchase): Purchase {
  if (purchase.refund === undefined) throw invalidStateError(purchase, 'given back: nothing was refunded')
  const reversed: Purchase = { ...purchase, state: 'PAID' }
  delete reversed.refund
  delete reversed.partialRefunds
  return ctx.purchases.replace(reversed)
}

/** How many pieces were refunded one by one. */
export function refundedQuantity(partialRefunds: Purchase['partialRefunds']): number {
  return (partialRefunds ?? []).reduce((sum, { quantity }) => sum + quantity, 0)
}

function addPartialRefund(
  { clock }: PurchaseContext,
  purchase: Purchase,
  { quantity }: RefundInput,
): Purchase['partialRefunds'] {
  if (quantity === undefined) return undefined
  const left = purchase.quantity - refundedQuantity(purchase.partialRefunds)
  if (quantity > left) throw invalidInput(`only ${String(left)} can still be refunded`, 'quantity')
  return [...(purchase.partialRefunds ?? []), { at: clock.now(), quantity }]
}

function refundedPercentage({ quantity }: Purchase, refundedUnits: number): number {
  return Math.max(1, Math.floor((refundedUnits * 100) / quantity))
}

function assertState(purchase: Purchase, expected: PurchaseState, change: string): void {
  if (purchase.state !== expected) throw invalidStateError(purchase, `${change}; only a ${expected} one can`)
}

function invalidStateError(purchase: Purchase, rest: string): EmulatorError {
  return new EmulatorError(409, 'INVALID_STATE', `a ${purchase.state} purchase cannot be ${rest}`)
}

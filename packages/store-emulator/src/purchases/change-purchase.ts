import { EmulatorError, invalidInput } from '../emulator-error.ts'
import type { PurchaseContext } from './create-purchase.ts'
import type { Purchase, PurchaseState, Refund } from './purchase.ts'
import type { RefundInput } from './refund-input.ts'

/** The payment of the customer has arrived, or the parent has approved the purchase. */
export function completePurchase(ctx: PurchaseContext, purchase: Purchase): Purchase {
  assertState(purchase, 'PENDING', 'completed')
  const ids = ctx.storeOf(purchase).createPaymentIds(purchase.environment, purchase.origin)
  return ctx.purchases.replace({ ...purchase, ...ids, state: 'PAID', paidAt: ctx.clock.now() })
}

/** The customer has not paid, or the parent has declined the purchase. */
export function cancelPurchase(ctx: PurchaseContext, purchase: Purchase): Purchase {
  assertState(purchase, 'PENDING', 'canceled')
  return ctx.purchases.replace({ ...purchase, state: 'CANCELED' })
}

/** The app acknowledges the purchase on the device. Repeating it changes nothing, as with the libraries of the stores. */
export function acknowledgePurchase(ctx: PurchaseContext, purchase: Purchase): Purchase {
  assertState(purchase, 'PAID', 'acknowledged on the device')
  if (purchase.acknowledgedAt !== undefined) return purchase
  return ctx.purchases.replace({ ...purchase, acknowledgedAt: ctx.clock.now() })
}

/** The app consumes the purchase on the device, which acknowledges it too. The library of Google Play refuses to repeat it. */
export function consumePurchase(ctx: PurchaseContext, purchase: Purchase): Purchase {
  assertState(purchase, 'PAID', 'consumed on the device')
  if (purchase.consumedAt !== undefined) {
    throw new EmulatorError(409, 'ITEM_NOT_OWNED', 'the purchase is consumed already')
  }
  const consumedAt = ctx.clock.now()
  const lines = purchase.lines?.map((line) => ({ consumedAt, ...line }))
  const acknowledgedAt = purchase.acknowledgedAt ?? consumedAt
  return ctx.purchases.replace({
    ...purchase,
    consumedAt,
    acknowledgedAt,
    ...(lines === undefined ? {} : { lines }),
  })
}

/** The app finishes the transaction on the device; App Store only. */
export function finishPurchase(ctx: PurchaseContext, purchase: Purchase): Purchase {
  if (purchase.store !== 'APP_STORE')
    throw invalidStateError(purchase, 'finished: only one of the App Store can')
  assertState(purchase, 'PAID', 'finished on the device')
  if (purchase.finishedAt !== undefined) return purchase
  return ctx.purchases.replace({ ...purchase, finishedAt: ctx.clock.now() })
}

/** Refunds the purchase; after a partial refund it stays PAID. */
export function refundPurchase(
  ctx: PurchaseContext,
  purchase: Purchase,
  input: RefundInput,
  by: Refund['by'] = 'CUSTOMER',
): Purchase {
  assertState(purchase, 'PAID', 'refunded')
  ctx.storeOf(purchase).checkRefund(purchase, input)
  const alreadyRefunded = purchase.refund?.percentage ?? 0
  if (input.quantity === undefined && input.percentage <= alreadyRefunded) {
    throw invalidInput(`${String(alreadyRefunded)} % have already been refunded`, 'percentage')
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

/** The store revokes the purchase without a request of the customer. */
export function revokePurchase(ctx: PurchaseContext, purchase: Purchase): Purchase {
  assertState(purchase, 'PAID', 'revoked')
  const refund: Refund = { at: ctx.clock.now(), kind: 'REVOKE', percentage: 100, by: 'STORE' }
  return ctx.purchases.replace({ ...purchase, state: 'REFUNDED', refund })
}

/** The customer restores a non-consumable on another device: its transaction has a new id there, and keeps the original one. */
export function restorePurchase(ctx: PurchaseContext, purchase: Purchase): Purchase {
  const { store, productType, environment, restoredTransactionIds = [] } = purchase
  if (store !== 'APP_STORE' || productType !== 'NON_CONSUMABLE') {
    throw invalidStateError(purchase, 'restored: only a non-consumable of the App Store can')
  }
  assertState(purchase, 'PAID', 'restored')
  const { transactionId } = ctx.storeOf(purchase).createPaymentIds(environment, undefined)
  if (transactionId === undefined) throw new Error('the App Store creates transaction ids')
  return ctx.purchases.replace({
    ...purchase,
    restoredTransactionIds: [...restoredTransactionIds, transactionId],
  })
}

/** The store reverses a refund: the purchase is in the state that it had before the refund. */
export function reverseRefund(ctx: PurchaseContext, purchase: Purchase): Purchase {
  if (purchase.refund === undefined) throw invalidStateError(purchase, 'restored: it has no refund')
  const reversed: Purchase = { ...purchase, state: 'PAID' }
  delete reversed.refund
  delete reversed.partialRefunds
  return ctx.purchases.replace(reversed)
}

/** Number of units that quantity-based partial refunds have refunded. */
export function refundedQuantity(partialRefunds: Purchase['partialRefunds']): number {
  return (partialRefunds ?? []).reduce((sum, { quantity }) => sum + quantity, 0)
}

function addPartialRefund(
  { clock }: PurchaseContext,
  purchase: Purchase,
  { quantity }: RefundInput,
): Purchase['partialRefunds'] {
  if (quantity === undefined) return undefined
  const refundable = purchase.quantity - refundedQuantity(purchase.partialRefunds)
  if (quantity > refundable) {
    throw invalidInput(`only ${String(refundable)} units can still be refunded`, 'quantity')
  }
  return [...(purchase.partialRefunds ?? []), { at: clock.now(), quantity }]
}

function refundedPercentage({ quantity }: Purchase, refundedUnits: number): number {
  return Math.max(1, Math.floor((refundedUnits * 100) / quantity))
}

function assertState(purchase: Purchase, expected: PurchaseState, change: string): void {
  if (purchase.state !== expected)
    throw invalidStateError(purchase, `${change}; only a ${expected} purchase can`)
}

function invalidStateError(purchase: Purchase, rest: string): EmulatorError {
  return new EmulatorError(409, 'INVALID_STATE', `a ${purchase.state} purchase cannot be ${rest}`)
}

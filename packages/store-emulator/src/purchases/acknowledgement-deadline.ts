import type { Scheduler } from '../scheduler.ts'
import type { PurchaseContext } from './create-purchase.ts'
import type { Purchase } from './purchase.ts'

/** Revokes purchases that are not acknowledged within the store's period. */
export function scheduleAcknowledgementDeadlines(
  ctx: PurchaseContext,
  scheduler: Scheduler,
  savedPurchases: readonly Purchase[],
): void {
  const scheduleDeadline = (purchase: Purchase): void => {
    const periodMs = ctx.storeOf(purchase).acknowledgementPeriodMs(purchase)
    if (!isAwaitingAcknowledgement(purchase) || purchase.paidAt === undefined || periodMs === undefined)
      return
    scheduler.schedule(purchase.paidAt + periodMs, (at) => {
      revokeUnacknowledged(ctx, purchase.id, at)
    })
  }
  for (const purchase of savedPurchases) scheduleDeadline(purchase)
  ctx.purchases.subscribe((after, before) => {
    if (before === undefined || before.state === 'PENDING') scheduleDeadline(after)
  })
}

function revokeUnacknowledged({ purchases }: PurchaseContext, id: string, at: number): void {
  const purchase = purchases.get(id)
  if (purchase === undefined || !isAwaitingAcknowledgement(purchase)) return
  const refund = { at, kind: 'REVOKE', percentage: 100, by: 'STORE', reason: 'UNACKNOWLEDGED' } as const
  purchases.replace({ ...purchase, state: 'REFUNDED', refund })
}

function isAwaitingAcknowledgement({ state, acknowledgedAt, tamper }: Purchase): boolean {
  return state === 'PAID' && acknowledgedAt === undefined && tamper === undefined
}

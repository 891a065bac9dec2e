import type { Agenda } from '../agenda.ts'
import type { PurchaseContext } from './buy-product.ts'
import type { Purchase } from './purchase.ts'

/** Takes back what nobody acknowledged within the store's time. */
export function watchAcknowledgements(
  ctx: PurchaseContext,
  agenda: Agenda,
  saved: readonly Purchase[],
): void {
  const plan = (purchase: Purchase): void => {
    const withinMs = ctx.storeOf(purchase).acknowledgeWithinMs(purchase)
    if (!awaitsAcknowledgement(purchase) || purchase.paidAt === undefined || withinMs === undefined) return
    agenda.add(purchase.paidAt + withinMs, (at) => {
      takeBackUnacknowledged(ctx, purchase.id, at)
    })
  }
  for (const purchase of saved) plan(purchase)
  ctx.ledger.watch((after, before) => {
    if (before === undefined || before.state === 'PENDING') plan(after)
  })
}

function takeBackUnacknowledged({ ledger }: PurchaseContext, id: string, at: number): void {
  const purchase = ledger.get(id)
  if (purchase === undefined || !awaitsAcknowledgement(purchase)) return
  const refund = { at, kind: 'REVOKE', percentage: 100, by: 'STORE', reason: 'UNACKNOWLEDGED' } as const
  ledger.replace({ ...purchase, state: 'REFUNDED', refund })
}

function awaitsAcknowledgement({ state, acknowledgedAt, forge }: Purchase): boolean {
  return state === 'PAID' && acknowledgedAt === undefined && forge === undefined
}

import { updatePurchaseStatus, type PurchaseRow } from '../../db/queries/purchases.ts'
import { newUuid } from '../../platform/ids.ts'
import type { SaleState } from '../../stores/contract/sale.ts'
import type { AppContext } from '../context.ts'
import { toStoredSale } from './sale-reference.ts'

/** A sale that the store has not charged yet, or never will. */
export type UnpaidState = Exclude<SaleState, { readonly kind: 'verified' }>

const openStatuses = {
  PENDING: ['REQUESTED', 'EXPIRED'],
  CANCELED: ['REQUESTED', 'PENDING', 'EXPIRED'],
} as const

/** Sets a purchase that is not paid to PENDING or CANCELED, as its store reports; null if its status does not allow that. */
export async function moveUnpaidPurchase(
  ctx: AppContext,
  purchase: PurchaseRow,
  state: UnpaidState,
): Promise<PurchaseRow | null> {
  const to = state.kind === 'pending' ? 'PENDING' : 'CANCELED'
  const moved = await updatePurchaseStatus(ctx.db, {
    appId: ctx.app.appId,
    purchaseId: purchase.id,
    from: openStatuses[to],
    to,
    reason: state.kind === 'canceled' ? state.reason : null,
    sale: toStoredSale(ctx, purchase.store, state.reference),
    eventId: newUuid(),
    now: ctx.clock(),
  })
  if (moved !== null) ctx.events.notifyCommitted(ctx.app.appId)
  return moved
}

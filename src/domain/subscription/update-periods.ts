import { updatePaymentReplaced } from '../../db/queries/insert-period-payment.ts'
import type { SaleRead } from '../../db/queries/update-payment-refund.ts'
import type { SubscriptionPeriod } from '../../stores/contract/subscription.ts'
import type { AppContext } from '../context.ts'
import type { PaymentRow, RefundSource } from '../models.ts'
import { applyRefund } from '../store-sync/apply-refund.ts'
import { fillMissingFields } from '../store-sync/fill-missing-fields.ts'
import { planRefund, type RefundStep } from '../store-sync/plan-refund.ts'

export type PeriodUpdate = { readonly payment: PaymentRow; readonly step: RefundStep['kind'] }

export type PeriodsToUpdate = {
  readonly periods: readonly SubscriptionPeriod[]
  /** The store's responses as received. */
  readonly raw: string
  readonly source: RefundSource
  /** The reading that returned them; null if a later statement of the store is recorded. */
  readonly saleRead: SaleRead | null
  /** Of the subscription. */
  readonly payments: readonly PaymentRow[]
  /** Those of them that this reading itself has recorded: no later statement knows them. */
  readonly recorded: readonly PaymentRow[]
}

/** Updates the payments of the periods that the store returned: refunds, reversals, and what the store did not state before. */
export async function updatePeriods(
  ctx: AppContext,
  { periods, raw, source, saleRead, payments, recorded }: PeriodsToUpdate,
): Promise<PeriodUpdate[]> {
  const updates: PeriodUpdate[] = []
  for (const period of periods) {
    const found = [...payments, ...recorded].find(
      ({ storeTransactionId, lineItem }) =>
        storeTransactionId === period.periodId && lineItem === period.lineKey,
    )
    if (found === undefined) continue
    const payment = await fillMissingFields(ctx, found, period)
    if (period.isReplaced && !payment.isReplaced) await updatePaymentReplaced(ctx.db, payment, true)
    if (planRefund(payment, period.refund) === null) continue
    // A later statement decides on the refund of a period that it knew.
    if (saleRead === null && !recorded.includes(found)) continue
    const { step, payment: updated } = await applyRefund(ctx, payment, {
      refund: period.refund,
      source,
      raw,
      saleRead,
    })
    if (step !== null) updates.push({ payment: updated, step })
  }
  return updates
}

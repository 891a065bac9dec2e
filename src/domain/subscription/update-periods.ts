import { updatePaymentReplaced } from '../../db/queries/insert-period-payment.ts'
import type { AppContext } from '../context.ts'
import type { PaymentRow } from '../models.ts'
import { applyRefund } from '../store-sync/apply-refund.ts'
import { fillMissingFields } from '../store-sync/fill-missing-fields.ts'
import { planRefund, type RefundStep } from '../store-sync/plan-refund.ts'
import { recordDeviceAcknowledgement } from '../store-sync/record-device-acknowledgement.ts'
import type { Chain } from './lock-chain.ts'
import type { SubscriptionReading } from './subscription-reading.ts'

export type PeriodUpdate = { readonly payment: PaymentRow; readonly step: RefundStep['kind'] }

type Payments = { readonly chain: Chain; readonly recorded: readonly PaymentRow[] }

/** Updates the payments of the periods that the store returned: refunds, reversals, and what the store did not state before. */
export async function updatePeriods(
  ctx: AppContext,
  reading: SubscriptionReading,
  { chain, recorded }: Payments,
): Promise<PeriodUpdate[]> {
  const { source, saleRead, snapshot } = reading
  const payments = [...chain.payments, ...recorded]
  const updates: PeriodUpdate[] = []
  for (const period of snapshot.periods) {
    const found = payments.find(
      ({ storeTransactionId, lineItem }) =>
        storeTransactionId === period.periodId && lineItem === period.lineKey,
    )
    if (found === undefined) continue
    const payment = await fillMissingFields(ctx, found, period)
    if (period.isReplaced && !payment.isReplaced) await updatePaymentReplaced(ctx.db, payment, true)
    if (planRefund(payment, period.refund) === null) continue
    // A later statement decides on the refund of a period that it knew.
    if (chain.isOlderStatement && !recorded.includes(found)) continue
    const read = chain.isOlderStatement ? null : saleRead
    const refund = { refund: period.refund, source, raw: snapshot.raw, saleRead: read }
    const { step, payment: updated } = await applyRefund(ctx, payment, refund)
    if (step !== null) updates.push({ payment: updated, step })
  }
  const pending = payments.find(({ acknowledgementStatus }) => acknowledgementStatus === 'PENDING')
  const isCurrent = !chain.isSuperseded
  if (pending !== undefined && isCurrent) {
    await recordDeviceAcknowledgement(ctx, pending, snapshot.acknowledgement)
  }
  return updates
}

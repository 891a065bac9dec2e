import type { AppRow, PaymentRow } from '../models.ts'

/** The settings of an app that decide when a payment is acknowledged at its store. */
export type AcknowledgementRules = Pick<AppRow, 'acknowledgeOn' | 'unconsumedPolicy'>

const dayMs = 24 * 60 * 60_000

/** Whether a payment is acknowledged at its store now. A payment that cannot be consumed counts as consumed when it is paid. */
export function isReadyToAcknowledge(
  { acknowledgeOn }: AcknowledgementRules,
  { status, consumable }: Pick<PaymentRow, 'status' | 'consumable'>,
): boolean {
  if (status === 'REFUNDED') return false
  if (status === 'COMPLETED' || acknowledgeOn === 'PAID') return true
  return acknowledgeOn === 'CONSUMED' && (status === 'CONSUMED' || !consumable)
}

/** The next check of an acknowledgement that has no deadline. Status changes of the payment enqueue their own jobs. */
export function nextDailyCheckAt(now: Date): Date {
  return new Date(now.getTime() + dayMs)
}

export type DeadlineMilestones = { readonly warnAt: Date; readonly criticalAt: Date }

/** When to report that an acknowledgement is late: a warning after half of the time, critical when a tenth of it, at most a day, is left. */
export function getDeadlineMilestones(paidAt: Date, deadline: Date): DeadlineMilestones {
  const [start, end] = [paidAt.getTime(), deadline.getTime()]
  const span = Math.max(0, end - start)
  return { warnAt: new Date(start + span / 2), criticalAt: new Date(end - Math.min(span / 10, dayMs)) }
}

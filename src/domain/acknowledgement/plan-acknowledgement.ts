import type { PaymentRow, AcknowledgementRow } from '../models.ts'
import {
  nextDailyCheckAt,
  getDeadlineMilestones,
  type AcknowledgementRules,
} from '../store-sync/acknowledgement-policy.ts'

export type AcknowledgementStep =
  /** `final`: the store needs no further call afterwards. */
  | { readonly kind: 'SEND'; readonly action: 'ACKNOWLEDGE' | 'CONSUME'; readonly final: boolean }
  | { readonly kind: 'WAIT'; readonly until: Date }
  /** The deadline has passed: read from the store whether it refunded the payment. */
  | { readonly kind: 'REFRESH' }

/** How long a store may take to refund a payment after its deadline. */
const deadlineGraceMs = 5 * 60_000

/** The next step for a payment that is not acknowledged yet. Pure. */
export function planAcknowledgement(
  rules: AcknowledgementRules,
  due: {
    readonly payment: Pick<PaymentRow, 'status' | 'consumable' | 'paidAt'>
    /** The payment has reached the status from which on it is acknowledged. */
    readonly isDue: boolean
    readonly acknowledgement: Pick<AcknowledgementRow, 'deadlineAt' | 'storeAcknowledged'>
  },
  now: Date,
): AcknowledgementStep {
  const { payment, acknowledgement } = due
  const action = payment.consumable ? 'CONSUME' : 'ACKNOWLEDGE'
  if (due.isDue) return { kind: 'SEND', action, final: true }
  const { deadlineAt: deadline, storeAcknowledged } = acknowledgement
  if (deadline === null || storeAcknowledged) return { kind: 'WAIT', until: nextDailyCheckAt(now) }
  const { warnAt, criticalAt } = getDeadlineMilestones(payment.paidAt, deadline)
  if (now < warnAt) return { kind: 'WAIT', until: warnAt }
  if (now < criticalAt) return { kind: 'WAIT', until: criticalAt }
  if (rules.unconsumedPolicy === 'ACKNOWLEDGE' && now < deadline) {
    return { kind: 'SEND', action: 'ACKNOWLEDGE', final: !payment.consumable }
  }
  const refreshAt = new Date(deadline.getTime() + deadlineGraceMs)
  return now < refreshAt ? { kind: 'WAIT', until: refreshAt } : { kind: 'REFRESH' }
}

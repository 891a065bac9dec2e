import type { PaymentRow, AcknowledgementRow } from '../models.ts'
import { getDeadlineMilestones, type AcknowledgementRules } from '../store-sync/acknowledgement-policy.ts'

export type AcknowledgementStep =
  /** `final`: nothing is left to tell after it. */
  | { readonly kind: 'SEND'; readonly action: 'ACKNOWLEDGE' | 'CONSUME'; readonly final: boolean }
  | { readonly kind: 'WAIT'; readonly until: Date }
  /** The deadline has passed: see what the store did. */
  | { readonly kind: 'REFRESH' }

/** A store may take its time over what it does at a deadline. */
const deadlineGraceMs = 5 * 60_000

const dayMs = 24 * 60 * 60_000

/** Where no deadline nears, a look a day is enough: what the payment does asks for its own. */
export function nextDailyCheckAt(now: Date): Date {
  return new Date(now.getTime() + dayMs)
}

/** What is to be done about a payment that its store waits to be told of. Pure. */
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

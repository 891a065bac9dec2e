import type { PaymentRow, AcknowledgementRow } from '../models.ts'
import { isAcknowledgementDue, milestonesOf, type AcknowledgementRules } from './acknowledgement-policy.ts'

export type AcknowledgementStep =
  /** `final`: nothing is left to tell after it. */
  | { readonly kind: 'TELL'; readonly action: 'ACKNOWLEDGE' | 'CONSUME'; readonly final: boolean }
  | { readonly kind: 'WAIT'; readonly until: Date }
  /** The deadline has passed: see what the store did. */
  | { readonly kind: 'LOOK' }

/** A store may take its time over what it does at a deadline. */
const graceMs = 5 * 60_000

const dayMs = 24 * 60 * 60_000

/** Where no deadline nears, a look a day is enough: what the payment does asks for its own. */
export function idleUntil(now: Date): Date {
  return new Date(now.getTime() + dayMs)
}

/** What is to be done about a payment that its store waits to be told of. Pure. */
export function planAcknowledgement(
  rules: AcknowledgementRules,
  due: {
    readonly payment: Pick<PaymentRow, 'status' | 'consumable' | 'paidAt'>
    readonly acknowledgement: Pick<AcknowledgementRow, 'deadline' | 'acknowledged'>
  },
  now: Date,
): AcknowledgementStep {
  const { payment, acknowledgement } = due
  const action = payment.consumable ? 'CONSUME' : 'ACKNOWLEDGE'
  if (isAcknowledgementDue(rules, payment)) return { kind: 'TELL', action, final: true }
  const { deadline, acknowledged } = acknowledgement
  if (deadline === null || acknowledged) return { kind: 'WAIT', until: idleUntil(now) }
  const { warnAt, alarmAt } = milestonesOf(payment.paidAt, deadline)
  if (now < warnAt) return { kind: 'WAIT', until: warnAt }
  if (now < alarmAt) return { kind: 'WAIT', until: alarmAt }
  if (rules.unconsumedPolicy === 'ACKNOWLEDGE' && now < deadline) {
    return { kind: 'TELL', action: 'ACKNOWLEDGE', final: !payment.consumable }
  }
  const lookAt = new Date(deadline.getTime() + graceMs)
  return now < lookAt ? { kind: 'WAIT', until: lookAt } : { kind: 'LOOK' }
}

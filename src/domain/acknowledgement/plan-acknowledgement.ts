import type { PaymentRow, AcknowledgementRow } from '../models.ts'
import {
  nextDailyCheckAt,
  nextDeviceCheckAt,
  getDeadlineMilestones,
  type AcknowledgementRules,
} from '../store-sync/acknowledgement-policy.ts'

export type AcknowledgementStep =
  /** `final`: the store needs no further call afterwards. */
  | { readonly kind: 'SEND'; readonly action: 'ACKNOWLEDGE' | 'CONSUME'; readonly final: boolean }
  | { readonly kind: 'WAIT'; readonly until: Date }
  /** The app acknowledges on the device: read from the store whether it did, and again at `nextAt`. */
  | { readonly kind: 'CHECK'; readonly nextAt: Date }
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
    /** Another payment of the same sale has not reached that status: acknowledging the sale would end its refund by the store. */
    readonly waitsForOtherLines: boolean
    readonly acknowledgement: Pick<AcknowledgementRow, 'deadlineAt' | 'storeAcknowledged'>
  },
  now: Date,
): AcknowledgementStep {
  const { payment, acknowledgement } = due
  if (rules.acknowledgeBy === 'CLIENT') return planDeviceCheck(payment, acknowledgement, now)
  const action = payment.consumable ? 'CONSUME' : 'ACKNOWLEDGE'
  const { deadlineAt: deadline, storeAcknowledged } = acknowledgement
  if (due.isDue) {
    const waitUntil = due.waitsForOtherLines ? toOtherLinesCheckAt(payment, acknowledgement, now) : null
    return waitUntil === null ? { kind: 'SEND', action, final: true } : { kind: 'WAIT', until: waitUntil }
  }
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

/** The server acknowledges nothing, whatever the status of the payment is. */
function planDeviceCheck(
  { paidAt }: Pick<PaymentRow, 'paidAt'>,
  { deadlineAt }: Pick<AcknowledgementRow, 'deadlineAt'>,
  now: Date,
): AcknowledgementStep {
  if (deadlineAt === null) return { kind: 'CHECK', nextAt: nextDailyCheckAt(now) }
  const { warnAt } = getDeadlineMilestones(paidAt, deadlineAt)
  if (now < warnAt) return { kind: 'WAIT', until: warnAt }
  const refreshAt = new Date(deadlineAt.getTime() + deadlineGraceMs)
  if (now >= refreshAt) return { kind: 'REFRESH' }
  const nextAt = nextDeviceCheckAt(paidAt, deadlineAt, now)
  return { kind: 'CHECK', nextAt: nextAt < refreshAt ? nextAt : refreshAt }
}

/** The other lines do not enqueue a job of this payment. */
const otherLinesIntervalMs = 10 * 60_000

/** Null when the store is about to refund the whole sale, although this line was delivered. */
function toOtherLinesCheckAt(
  { paidAt }: Pick<PaymentRow, 'paidAt'>,
  { deadlineAt, storeAcknowledged }: Pick<AcknowledgementRow, 'deadlineAt' | 'storeAcknowledged'>,
  now: Date,
): Date | null {
  if (deadlineAt === null || storeAcknowledged) return null
  const { criticalAt } = getDeadlineMilestones(paidAt, deadlineAt)
  if (now >= criticalAt) return null
  return new Date(Math.min(now.getTime() + otherLinesIntervalMs, criticalAt.getTime()))
}

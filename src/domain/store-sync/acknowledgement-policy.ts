import type { AppRow } from '../models.ts'

/** The settings of an app that decide what happens to a payment whose acknowledgement is not due. */
export type AcknowledgementRules = Pick<AppRow, 'unconsumedPolicy'>

const dayMs = 24 * 60 * 60_000

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

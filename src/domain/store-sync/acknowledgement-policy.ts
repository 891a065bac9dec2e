import type { AppRow } from '../models.ts'

/** The settings of an app that decide what happens to a payment whose acknowledgement is not due. */
export type AcknowledgementRules = Pick<AppRow, 'acknowledgeBy' | 'unconsumedPolicy'>

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

/** Stores are read no more often than this about what the app did on the device. */
const minDeviceCheckIntervalMs = 10 * 60_000

/** When to read from the store whether the app has acknowledged: at half of the time that is left, at last when it is critical. */
export function nextDeviceCheckAt(paidAt: Date, deadline: Date, now: Date): Date {
  const { warnAt, criticalAt } = getDeadlineMilestones(paidAt, deadline)
  if (now < warnAt) return warnAt
  const halfway = now.getTime() + (deadline.getTime() - now.getTime()) / 2
  const wanted = now < criticalAt ? Math.min(halfway, criticalAt.getTime()) : halfway
  return new Date(Math.max(wanted, now.getTime() + minDeviceCheckIntervalMs))
}

import type { AppRow } from '../models.ts'

/** What of a project decides when its stores are told. */
export type AcknowledgementRules = Pick<AppRow, 'unconsumedPolicy'>

const dayMs = 24 * 60 * 60_000

export type DeadlineMilestones = { readonly warnAt: Date; readonly criticalAt: Date }

/** From half of the time on a warning, when a tenth of it (but at most a day) is left an alarm. */
export function getDeadlineMilestones(paidAt: Date, deadline: Date): DeadlineMilestones {
  const [start, end] = [paidAt.getTime(), deadline.getTime()]
  const span = Math.max(0, end - start)
  return { warnAt: new Date(start + span / 2), criticalAt: new Date(end - Math.min(span / 10, dayMs)) }
}

import { dayMs } from '../durations.ts'

/** Lengths of a billing period, as ISO 8601 durations. */
export const planPeriods = ['P3D', 'P1W', 'P1M', 'P2M', 'P3M', 'P6M', 'P1Y'] as const
export type PlanPeriod = (typeof planPeriods)[number]

const months: Partial<Record<PlanPeriod, number>> = { P1M: 1, P2M: 2, P3M: 3, P6M: 6, P1Y: 12 }

/** A month later on the same day of the month, or on the last day of a shorter month. */
export function addCalendarPeriod(at: number, period: PlanPeriod): number {
  const monthCount = months[period]
  return monthCount === undefined ? at + (period === 'P3D' ? 3 : 7) * dayMs : addMonths(at, monthCount)
}

export function addMonths(at: number, count: number): number {
  const date = new Date(at)
  const day = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() + count)
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  date.setUTCDate(Math.min(day, lastDay))
  return date.getTime()
}

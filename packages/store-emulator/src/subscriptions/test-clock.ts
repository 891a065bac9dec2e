import { z } from 'zod'
import { dayMs } from '../durations.ts'
import { addCalendarPeriod, planPeriods } from './plan-period.ts'
import type { PlanPeriod } from './plan-period.ts'

const minuteMs = 60_000
const duration = z.int().positive()

/** How fast the periods of a subscription pass. Durations are milliseconds; null is the duration of the plan. */
export const testClockSchema = z.strictObject({
  /** Length of each period; a period that is not listed has its calendar length. */
  periodMs: z.partialRecord(z.enum(planPeriods), duration),
  trialMs: duration.nullable(),
  graceMs: duration.nullable(),
  holdMs: duration.nullable(),
  pausePerMonthMs: duration.nullable(),
  consentMs: duration.nullable(),
  acknowledgementMs: duration.nullable(),
  /** Renewals after which the store no longer renews; null: no limit. */
  maxRenewals: z.int().nonnegative().nullable(),
})
export type TestClock = z.infer<typeof testClockSchema>

export const testClockNames = [
  'REAL',
  'GOOGLE_LICENSE_TESTER',
  'APP_STORE_SANDBOX',
  'TEST_FLIGHT',
  'XCODE_30_SECONDS',
  'XCODE_5_MINUTES',
  'XCODE_15_MINUTES',
] as const
export type TestClockName = (typeof testClockNames)[number]

const realClock: TestClock = {
  periodMs: {},
  trialMs: null,
  graceMs: null,
  holdMs: null,
  pausePerMonthMs: null,
  consentMs: null,
  acknowledgementMs: null,
  maxRenewals: null,
}

/** The clocks of the stores' test environments. Apple scales grace and retry; the scale here is that of a month of 30 days. */
const testClocks: Record<TestClockName, TestClock> = {
  REAL: realClock,
  GOOGLE_LICENSE_TESTER: {
    periodMs: inMinutes({ P3D: 5, P1W: 5, P1M: 5, P2M: 5, P3M: 10, P6M: 15, P1Y: 30 }),
    trialMs: 3 * minuteMs,
    graceMs: 5 * minuteMs,
    holdMs: 10 * minuteMs,
    pausePerMonthMs: 5 * minuteMs,
    consentMs: 3 * minuteMs,
    acknowledgementMs: 5 * minuteMs,
    maxRenewals: 6,
  },
  APP_STORE_SANDBOX: {
    ...realClock,
    periodMs: inMinutes({ P3D: 2, P1W: 3, P1M: 5, P2M: 10, P3M: 15, P6M: 30, P1Y: 60 }),
    graceMs: 3 * minuteMs,
    holdMs: 10 * minuteMs,
    maxRenewals: 12,
  },
  TEST_FLIGHT: {
    ...realClock,
    periodMs: everyPeriod(dayMs),
    graceMs: dayMs,
    holdMs: 2 * dayMs,
    maxRenewals: 6,
  },
  XCODE_30_SECONDS: xcodeClock(minuteMs / 2, minuteMs / 4, minuteMs),
  XCODE_5_MINUTES: xcodeClock(5 * minuteMs, 5 * minuteMs, 10 * minuteMs),
  XCODE_15_MINUTES: xcodeClock(15 * minuteMs, 15 * minuteMs, 30 * minuteMs),
}

export function testClockOf(name: TestClockName): TestClock {
  return testClocks[name]
}

/** End of a period that starts at `startsAt`. */
export function periodEnd(clock: TestClock, startsAt: number, period: PlanPeriod, isTrial: boolean): number {
  const fixed = isTrial && clock.trialMs !== null ? clock.trialMs : clock.periodMs[period]
  return fixed === undefined ? addCalendarPeriod(startsAt, period) : startsAt + fixed
}

function xcodeClock(periodMs: number, graceMs: number, holdMs: number): TestClock {
  return { ...realClock, periodMs: everyPeriod(periodMs), graceMs, holdMs }
}

function everyPeriod(ms: number): TestClock['periodMs'] {
  return Object.fromEntries(planPeriods.map((period) => [period, ms]))
}

function inMinutes(minutes: Record<PlanPeriod, number>): TestClock['periodMs'] {
  return Object.fromEntries(planPeriods.map((period) => [period, minutes[period] * minuteMs]))
}

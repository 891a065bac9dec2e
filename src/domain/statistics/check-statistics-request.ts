import { maxStatisticsDays, type StatisticsDimension } from '../../db/queries/payment-statistics.ts'
import { RequestError } from '../../platform/request-error.ts'
import type { StoreValue } from '../models.ts'

export type StatisticsRequest = {
  /** First and last day, `2026-11-22`; null for the last 30 days. */
  readonly from: string | null
  readonly to: string | null
  readonly environment: 'PRODUCTION' | 'SANDBOX'
  readonly stores: readonly StoreValue[] | null
  /** The developer's own id of the item. */
  readonly itemId: string | null
  readonly currencyCode: string | null
  readonly countryCode: string | null
  readonly groupBy: readonly StatisticsDimension[]
}

const dayMs = 24 * 60 * 60_000
const defaultDays = 30
/** There is no day before it in the dates of the API. */
const firstDay = '0001-01-01'

/** The first and the last day that a request means. */
export function resolvePeriod(
  { from, to }: Pick<StatisticsRequest, 'from' | 'to'>,
  today: string,
): { readonly from: string; readonly to: string } {
  const last = to ?? today
  const first = addDays(last, 1 - defaultDays)
  return { from: from ?? (first < firstDay ? firstDay : first), to: last }
}

const addDays = (day: string, days: number) =>
  new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10)

/** @throws RequestError if the request makes no sense, or would read too much */
export function assertStatisticsRequest({
  from,
  to,
  groupBy,
  countryCode,
}: StatisticsRequest & { readonly from: string; readonly to: string }): void {
  assertPeriod({ from, to })
  if (groupBy.includes('DAY') && groupBy.includes('MONTH')) {
    throw badInput('groupBy must not contain both DAY and MONTH.')
  }
  if (countryCode !== null && !/^[A-Z]{2}$/.test(countryCode)) {
    throw badInput('countryCode must be an ISO 3166-1 alpha-2 code such as KR.')
  }
}

/** @throws RequestError if the period makes no sense, or is too long */
export function assertPeriod({ from, to }: { readonly from: string; readonly to: string }): void {
  const days = (Date.parse(to) - Date.parse(from)) / dayMs + 1
  if (days < 1) throw badInput('to must not be before from.')
  if (days > maxStatisticsDays) throw badInput(`The period must have at most ${maxStatisticsDays} days.`)
}

/** The calendar day at a time. */
export const dayIn = (timeZone: string, time: Date): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    time,
  )

const badInput = (message: string) => new RequestError('BAD_USER_INPUT', message)

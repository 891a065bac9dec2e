import { i18n } from '@lingui/core'
import type {
  SubscriptionMovementRowFragment,
  SubscriptionStatisticsInterval,
} from '../generated/operations.ts'
import { formatDay } from '../format/day.ts'

export function intervalLabel(interval: SubscriptionStatisticsInterval): string {
  const labels = { DAY: () => i18n.t('Day'), WEEK: () => i18n.t('Week'), MONTH: () => i18n.t('Month') }
  return labels[interval]()
}

export const measures = [
  'started',
  'resubscribed',
  'renewed',
  'recovered',
  'changed',
  'toppedUp',
  'expired',
  'revoked',
] as const
export type Measure = (typeof measures)[number]

export function measureLabel(measure: Measure): string {
  const labels = {
    started: () => i18n.t('New'),
    resubscribed: () => i18n.t('Resubscribed'),
    renewed: () => i18n.t('Renewed'),
    recovered: () => i18n.t('Recovered'),
    changed: () => i18n.t('Plan changed'),
    toppedUp: () => i18n.t('Topped up'),
    expired: () => i18n.t('Expired'),
    revoked: () => i18n.t('Taken back'),
  }
  return labels[measure]()
}

/** What a day, week or month is called; the first and the last week of a period can be shorter. */
export function periodLabel(
  { firstDay, lastDay }: Pick<SubscriptionMovementRowFragment, 'firstDay' | 'lastDay'>,
  interval: SubscriptionStatisticsInterval,
  language: string,
): string {
  if (interval === 'DAY') return formatDay(firstDay, language)
  const [from, to] = [firstDay, lastDay].map((day) => new Date(`${day}T00:00:00Z`))
  if (interval === 'MONTH') {
    return new Intl.DateTimeFormat(language, { timeZone: 'UTC', year: 'numeric', month: 'short' }).format(
      from,
    )
  }
  return new Intl.DateTimeFormat(language, { timeZone: 'UTC', month: 'short', day: 'numeric' }).formatRange(
    from ?? 0,
    to ?? 0,
  )
}

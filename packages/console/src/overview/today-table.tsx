import { i18n } from '@lingui/core'
import { Link } from '@tanstack/react-router'
import { readLanguage } from '../app/preferences.ts'
import { keepApp } from '../app/search-text.ts'
import { formatDay } from '../format/day.ts'
import type { Environment, OverviewQuery } from '../generated/operations.ts'
import { PaymentsLink } from '../statistics/payments-link.tsx'
import { StatisticsFreshness } from '../statistics/statistics-freshness.tsx'
import { DataTable, type Column } from '../ui/data-table.tsx'
import { Money } from '../ui/money.tsx'
import { compareDays, type DayComparison } from './compare-days.ts'

type Statistics = NonNullable<OverviewQuery['paymentStatistics']>
type Row = DayComparison<Statistics['groups'][number]> & {
  readonly id: string
  readonly environment: Environment
}

/** The numbers of today, each currency on its own, beside those of the same weekday a week ago. */
export function TodayTable({
  statistics,
  environment,
}: {
  readonly statistics: Statistics | null
  readonly environment: Environment
}) {
  const rows =
    statistics === null
      ? null
      : compareDays(statistics.groups, statistics.today).map((row): Row => ({
          ...row,
          id: row.currencyCode ?? 'unknown',
          environment,
        }))
  return (
    <section aria-labelledby="today" className="mt-6">
      <div className="flex flex-wrap items-baseline gap-x-3 px-3 pb-2 sm:px-4">
        <h2 id="today" className="font-semibold">
          {i18n.t('Today')}
        </h2>
        {statistics !== null && <StatisticsFreshness statistics={statistics} />}
        <span className="flex-1" />
        <Link to="/statistics" search={keepApp} className="text-accent hover:underline">
          {i18n.t('All statistics')}
        </Link>
      </div>
      {rows?.length === 0 ? (
        <p className="px-3 text-soft sm:px-4">{i18n.t('No payment was made today or a week ago.')}</p>
      ) : (
        <DataTable columns={columnsOf(statistics?.today ?? null)} rows={rows} />
      )}
    </section>
  )
}

function columnsOf(today: string | null): readonly Column<Row>[] {
  const weekAgo = today === null ? '' : formatDay(today, readLanguage(), -7)
  return [
    {
      name: 'currency',
      title: () => i18n.t('Currency'),
      className: 'max-sm:order-1',
      render: ({ currencyCode }) => currencyCode ?? i18n.t('Unknown price'),
    },
    ...pairOf(weekAgo, 'count', i18n.t('Payments'), (group, environment) => (
      <PaymentsLink group={group} environment={environment} />
    )),
    ...pairOf(weekAgo, 'gross', i18n.t('Gross'), ({ gross, currencyCode }) => (
      <Amount amount={gross} currencyCode={currencyCode} />
    )),
    ...pairOf(weekAgo, 'refunded', i18n.t('Refunded'), ({ refunded, currencyCode }) => (
      <Amount amount={refunded} currencyCode={currencyCode} />
    )),
  ]
}

type Group = Statistics['groups'][number]

/** A column of today, and one of a week ago, which a phone shows below it. */
function pairOf(
  weekAgo: string,
  name: string,
  title: string,
  render: (group: Group, environment: Environment) => React.ReactNode,
): Column<Row>[] {
  return [
    {
      name,
      title: () => title,
      isNumber: true,
      className: 'max-sm:order-2 max-sm:col-span-2 max-sm:flex max-sm:justify-between max-sm:gap-2',
      render: ({ today, before, environment }) => (
        <>
          <span className="text-soft sm:hidden">{title}</span>
          <span>
            {today === null ? '–' : render(today, environment)}
            <span className="block text-xs text-soft">
              {before === null ? '–' : render(before, environment)} · {weekAgo}
            </span>
          </span>
        </>
      ),
    },
  ]
}

function Amount({ amount, currencyCode }: { readonly amount: string; readonly currencyCode: string | null }) {
  return currencyCode === null ? '–' : <Money money={{ amount, currencyCode }} />
}

import { i18n } from '@lingui/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Download } from 'lucide-react'
import { ApiErrorNote } from '../api/api-error-note.tsx'
import { useApiQuery } from '../api/use-api-query.ts'
import {
  PaymentStatisticsDocument,
  type PaymentStatisticsQuery,
  type StatisticsGroupFragment,
} from '../generated/operations.ts'
import { Button } from '../ui/button.tsx'
import { Empty, Skeleton } from '../ui/notes.tsx'
import { usePageTitle } from '../ui/page.tsx'
import { BuyerNumbers } from './buyer-numbers.tsx'
import { downloadText } from './csv.ts'
import { EnvironmentSelect } from './environment-select.tsx'
import { StatisticsCharts } from './statistics-charts.tsx'
import { toCsv } from './statistics-csv.ts'
import { StatisticsFilters } from './statistics-filters.tsx'
import { StatisticsFreshness } from './statistics-freshness.tsx'
import { StatisticsTabs } from './statistics-tabs.tsx'
import { toStatisticsVariables, type StatisticsSearch } from './statistics-search.ts'
import { StatisticsTable } from './statistics-table.tsx'

/** Sales, refunds and buyers; the whole view is in the address. */
export function StatisticsPage() {
  usePageTitle(i18n.t('Statistics'))
  const search = useSearch({ from: '/shell/statistics' })
  const navigate = useNavigate({ from: '/statistics' })
  const [{ data, error, fetching }, read] = useApiQuery(PaymentStatisticsDocument, {
    variables: toStatisticsVariables(search),
  })
  const change = (changes: StatisticsSearch) =>
    void navigate({ search: (previous) => ({ ...previous, ...changes }) })
  const statistics = data?.paymentStatistics ?? null
  return (
    <div className="pb-8">
      <header className="flex flex-wrap items-center gap-x-3 px-3 py-2 sm:px-4">
        <h1 className="text-base font-semibold">{i18n.t('Statistics')}</h1>
        {statistics !== null && <StatisticsFreshness statistics={statistics} />}
        <span className="flex-1" />
        <EnvironmentSelect
          value={search.environment ?? 'PRODUCTION'}
          onChange={(next) => change({ environment: next === 'SANDBOX' ? next : undefined })}
        />
      </header>
      <StatisticsTabs value="sales" />
      <StatisticsFilters search={search} period={statistics} onChange={change} />
      {error !== undefined && data == null ? (
        <div className="p-4">
          <ApiErrorNote error={error} onRetry={() => read({ requestPolicy: 'network-only' })} />
        </div>
      ) : data == null ? (
        <Skeleton className="m-4 h-52 w-auto" />
      ) : (
        <Numbers data={data} search={search} isOutdated={fetching} onChange={change} />
      )}
    </div>
  )
}

type NumbersProps = {
  readonly data: PaymentStatisticsQuery
  readonly search: StatisticsSearch
  readonly isOutdated: boolean
  readonly onChange: (changes: StatisticsSearch) => void
}

function Numbers({ data: { total, paymentStatistics }, search, isOutdated, onChange }: NumbersProps) {
  const { groups, from, to } = paymentStatistics
  const { by: grouping = 'DAY', environment = 'PRODUCTION' } = search
  if (groups.length === 0) {
    return (
      <Empty title={i18n.t('No payment was made in this period')}>
        {i18n.t('Choose a longer period, or another environment.')}
      </Empty>
    )
  }
  const table = { environment, filter: toPaymentsFilter(search) }
  const isDivided = grouping !== 'DAY' && grouping !== 'MONTH'
  return (
    <div aria-busy={isOutdated}>
      <section aria-labelledby="total">
        <h2 id="total" className="px-3 pt-4 pb-1 font-semibold sm:px-4">
          {i18n.t('Whole period')}
        </h2>
        <StatisticsTable {...table} groups={total.groups} grouping={null} hasBuyers={total.buyers !== null} />
        {total.buyers !== null && <BuyerNumbers buyers={total.buyers} />}
      </section>
      <StatisticsCharts {...{ groups, grouping, search, onChange, period: { from, to } }} />
      <section aria-labelledby="table">
        <div className="flex items-center gap-2 px-3 pt-4 pb-1 sm:px-4">
          <h2 id="table" className="font-semibold">
            {i18n.t('Table')}
          </h2>
          <span className="flex-1" />
          <Button onClick={() => downloadText(`statistics-${from}-${to}.csv`, toCsv(groups))}>
            <Download aria-hidden size={14} />
            CSV
          </Button>
        </div>
        {paymentStatistics.hasMoreGroups && (
          <p className="px-3 pb-2 text-warn sm:px-4">
            {i18n.t('Only the first 2,000 groups are shown. Choose a shorter period.')}
          </p>
        )}
        <StatisticsTable
          {...table}
          groups={isDivided ? groups : newestFirst(groups)}
          grouping={grouping}
          hasBuyers={!isDivided && paymentStatistics.buyers !== null}
        />
      </section>
    </div>
  )
}

/** The order of the table; a chart runs from the left to the right. */
const newestFirst = (groups: readonly StatisticsGroupFragment[]) =>
  groups.toSorted((one, other) => other.firstDay.localeCompare(one.firstDay))

/** The conditions of the page in the terms of the list of payments. */
function toPaymentsFilter({ store, item, country }: StatisticsSearch) {
  return {
    ...(store === undefined ? {} : { store: [store] }),
    ...(item === undefined ? {} : { item }),
    ...(country === undefined ? {} : { country }),
  }
}

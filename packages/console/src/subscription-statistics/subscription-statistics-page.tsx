import { i18n } from '@lingui/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Download } from 'lucide-react'
import { useApiQuery } from '../api/use-api-query.ts'
import { keepApp } from '../app/search-text.ts'
import { SubscriptionStatisticsDocument } from '../generated/operations.ts'
import { Loaded } from '../pages/page-frame.tsx'
import { downloadText } from '../statistics/csv.ts'
import { EnvironmentSelect } from '../statistics/environment-select.tsx'
import { StatisticsTabs } from '../statistics/statistics-tabs.tsx'
import { Button } from '../ui/button.tsx'
import { Empty } from '../ui/notes.tsx'
import { usePageTitle } from '../ui/page.tsx'
import { Time } from '../ui/time.tsx'
import { CurrentNumbers } from './current-numbers.tsx'
import { ChurnTable, TrialNumbers } from './endings.tsx'
import { Movement } from './movement.tsx'
import { RecurringRevenue } from './recurring-revenue.tsx'
import { toSubscriptionCsv } from './subscription-statistics-csv.ts'
import { SubscriptionStatisticsFilters } from './subscription-statistics-filters.tsx'
import {
  toSubscriptionStatisticsVariables,
  type SubscriptionNumbers,
  type SubscriptionStatisticsSearch,
} from './subscription-statistics-search.ts'

/** How many subscriptions there are, what came and went, and what they bring in a month; the whole view is in the address. */
export function SubscriptionStatisticsPage() {
  usePageTitle(i18n.t('Subscription statistics'))
  const search = useSearch({ from: '/shell/statistics/subscriptions' })
  const navigate = useNavigate({ from: '/statistics/subscriptions' })
  const [{ data, error, fetching }, read] = useApiQuery(SubscriptionStatisticsDocument, {
    variables: toSubscriptionStatisticsVariables(search),
  })
  const change = (changes: SubscriptionStatisticsSearch) =>
    void navigate({ search: (previous) => ({ ...previous, ...changes }) })
  const statistics = data?.subscriptionStatistics ?? null
  return (
    <div className="pb-8">
      <header className="flex flex-wrap items-center gap-x-3 px-3 py-2 sm:px-4">
        <h1 className="text-base font-semibold">{i18n.t('Statistics')}</h1>
        {statistics !== null && <Freshness statistics={statistics} />}
        <span className="flex-1" />
        {statistics !== null && !isEmpty(statistics) && <CsvButton statistics={statistics} />}
        <EnvironmentSelect
          value={search.environment ?? 'PRODUCTION'}
          onChange={(next) => change({ environment: next === 'SANDBOX' ? next : undefined })}
        />
      </header>
      <StatisticsTabs value="subscriptions" />
      <SubscriptionStatisticsFilters
        search={search}
        period={statistics}
        onChange={change}
        onClear={() => void navigate({ search: keepApp })}
      />
      <Loaded data={data} error={error} onRetry={() => read({ requestPolicy: 'network-only' })}>
        {({ subscriptionStatistics }) => (
          <div aria-busy={fetching}>
            <Numbers statistics={subscriptionStatistics} search={search} onChange={change} />
          </div>
        )}
      </Loaded>
    </div>
  )
}

function Freshness({ statistics: { timeZone, countedAt } }: { readonly statistics: SubscriptionNumbers }) {
  return (
    <p className="text-xs text-soft">
      {i18n.t('Days of {timeZone}', { timeZone })}
      {' · '}
      {i18n.t('counted')} <Time iso={countedAt} />
    </p>
  )
}

/** Stores what is shown. */
function CsvButton({ statistics }: { readonly statistics: SubscriptionNumbers }) {
  const { from, to } = statistics
  return (
    <Button
      onClick={() => downloadText(`subscription-statistics-${from}-${to}.csv`, toSubscriptionCsv(statistics))}
    >
      <Download aria-hidden size={14} />
      CSV
    </Button>
  )
}

type NumbersProps = {
  readonly statistics: SubscriptionNumbers
  readonly search: SubscriptionStatisticsSearch
  readonly onChange: (changes: SubscriptionStatisticsSearch) => void
}

function Numbers({ statistics, search, onChange }: NumbersProps) {
  if (isEmpty(statistics)) {
    return (
      <Empty title={i18n.t('There are no subscriptions here')}>
        {i18n.t(
          'None exists now, and none came or went in this period. Choose a longer period, another environment, or fewer conditions.',
        )}
      </Empty>
    )
  }
  const props = { statistics, scope: search }
  return (
    <>
      <CurrentNumbers {...props} />
      <RecurringRevenue {...props} />
      <Movement {...props} search={search} onChange={onChange} />
      <div className="grid gap-x-8 xl:grid-cols-2">
        <TrialNumbers {...props} />
        <ChurnTable {...props} />
      </div>
    </>
  )
}

function isEmpty({ current, movement, recurringRevenue, trials, churn }: SubscriptionNumbers): boolean {
  const numbers = [
    ...Object.values(current),
    ...movement.flatMap((each) => Object.values(each)),
    trials.ended,
  ]
  return (
    recurringRevenue.length + churn.length === 0 &&
    !numbers.some((number) => typeof number === 'number' && number > 0)
  )
}

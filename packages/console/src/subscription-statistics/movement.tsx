import { i18n } from '@lingui/core'
import { lazy, Suspense } from 'react'
import { Skeleton } from '../ui/notes.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { MovementTable } from './movement-table.tsx'
import type { CountedScope } from './number-links.tsx'
import type { SubscriptionNumbers, SubscriptionStatisticsSearch } from './subscription-statistics-search.ts'

/** The library of the charts is larger than the rest of the page. */
const MovementChart = lazy(async () => ({ default: (await import('./movement-chart.tsx')).MovementChart }))

type MovementProps = {
  readonly statistics: SubscriptionNumbers
  readonly scope: CountedScope
  readonly search: SubscriptionStatisticsSearch
  readonly onChange: (changes: SubscriptionStatisticsSearch) => void
}

/** What came and went in each day, week or month. */
export function Movement({ statistics, scope, search, onChange }: MovementProps) {
  const { by: interval = 'DAY', view = 'balance' } = search
  return (
    <section aria-labelledby="movement">
      <h2 id="movement" className="px-3 pt-6 font-semibold sm:px-4">
        {i18n.t('Movement')}
      </h2>
      <Tabs
        label={i18n.t('Chart')}
        value={view}
        options={[
          ['balance', i18n.t('New and ended')],
          ['renewals', i18n.t('Charged again')],
        ]}
        onChange={(next) => onChange({ view: next === 'balance' ? undefined : next })}
      />
      <div className="px-3 pt-3 sm:px-4">
        <Suspense fallback={<Skeleton className="h-56" />}>
          <MovementChart movement={statistics.movement} interval={interval} view={view} />
        </Suspense>
      </div>
      <MovementTable statistics={statistics} interval={interval} scope={scope} />
    </section>
  )
}

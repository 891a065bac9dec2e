import { i18n } from '@lingui/core'
import { lazy, Suspense } from 'react'
import type { StatisticsGroupFragment } from '../generated/operations.ts'
import { Skeleton } from '../ui/notes.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { measureLabel } from './measures.ts'
import { measures, type Grouping, type Measure, type StatisticsSearch } from './statistics-search.ts'

/** The library of the charts is larger than the rest of the page. */
const StatisticsChart = lazy(async () => ({
  default: (await import('./statistics-chart.tsx')).StatisticsChart,
}))

type StatisticsChartsProps = {
  readonly groups: readonly StatisticsGroupFragment[]
  readonly grouping: Grouping
  readonly search: StatisticsSearch
  readonly period: { readonly from: string; readonly to: string }
  readonly onChange: (changes: StatisticsSearch) => void
}

const maxCharts = 6

/** One chart for each currency: amounts of different currencies are never added. */
export function StatisticsCharts({ groups, grouping, search, period, onChange }: StatisticsChartsProps) {
  const isDivided = grouping !== 'DAY' && grouping !== 'MONTH'
  const offered = measures.filter((measure) => measure !== 'buyerCount' || !isDivided)
  const measure: Measure = offered.find((each) => each === search.measure) ?? 'gross'
  const isAmount = measure !== 'paymentCount' && measure !== 'buyerCount'
  const codes = [...new Set(groups.map(({ currencyCode }) => currencyCode))].filter(
    (code) => !isAmount || code !== null,
  )
  return (
    <section aria-label={i18n.t('Chart')} className="mt-5">
      <Tabs
        label={i18n.t('Number')}
        value={measure}
        options={offered.map((each) => [each, measureLabel(each)] as const)}
        onChange={(next) => onChange({ measure: next === 'gross' ? undefined : next })}
      />
      <div className="grid gap-4 px-3 pt-3 sm:px-4 xl:grid-cols-[repeat(auto-fit,minmax(28rem,1fr))]">
        {codes.slice(0, maxCharts).map((code) => (
          <figure key={code} className="min-w-0">
            <figcaption className="text-xs text-soft">
              {measureLabel(measure)} · {code ?? i18n.t('Unknown price')}
            </figcaption>
            <Suspense fallback={<Skeleton className="h-52" />}>
              <StatisticsChart
                groups={groups.filter(({ currencyCode }) => currencyCode === code)}
                {...{ grouping, measure, period }}
              />
            </Suspense>
          </figure>
        ))}
      </div>
      {codes.length > maxCharts && (
        <p className="px-3 pt-2 text-soft sm:px-4">
          {i18n.t('The table has the other currencies. Choose one to see its chart.')}
        </p>
      )}
    </section>
  )
}

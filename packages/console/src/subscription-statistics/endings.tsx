import { i18n } from '@lingui/core'
import { readLanguage } from '../app/preferences.ts'
import type { SubscriptionTrialOutcome } from '../generated/operations.ts'
import { writeSpan } from '../pages/search-fields.ts'
import { formatShare } from '../statistics/measures.ts'
import { cancelReasonLabel, trialOutcomeLabel } from '../subscriptions/subscription-labels.ts'
import type { SubscriptionSearch } from '../subscriptions/subscription-search.ts'
import { DataTable, type Column } from '../ui/data-table.tsx'
import { Figures } from './figures.tsx'
import { PeriodsLink, SubscriptionsLink, type CountedScope } from './number-links.tsx'
import type { SubscriptionNumbers } from './subscription-statistics-search.ts'

type EndingsProps = { readonly statistics: SubscriptionNumbers; readonly scope: CountedScope }

/** The free trials that ended in the period, and what became of them. */
export function TrialNumbers({ statistics: { trials }, scope }: EndingsProps) {
  const { startsAt, endsAt, ended, converted, notConverted, open, conversionRate } = trials
  const link = (count: number, outcome?: SubscriptionTrialOutcome) => (
    <PeriodsLink
      count={count}
      scope={scope}
      filter={{
        phase: ['TRIAL'],
        ends: writeSpan(startsAt, endsAt),
        ...(outcome === undefined ? {} : { outcome: [outcome] }),
      }}
    />
  )
  return (
    <section aria-labelledby="trials">
      <h2 id="trials" className="px-3 pt-6 pb-2 font-semibold sm:px-4">
        {i18n.t('Free trials that ended')}
      </h2>
      {ended === 0 ? (
        <p className="px-3 text-soft sm:px-4">{i18n.t('No free trial ended in this period.')}</p>
      ) : (
        <Figures
          figures={[
            { title: i18n.t('Conversion'), value: formatShare(conversionRate, readLanguage()) },
            { title: i18n.t('Ended'), value: link(ended) },
            { title: trialOutcomeLabel(i18n, 'CONVERTED'), value: link(converted, 'CONVERTED') },
            { title: trialOutcomeLabel(i18n, 'NOT_CONVERTED'), value: link(notConverted, 'NOT_CONVERTED') },
            {
              title: trialOutcomeLabel(i18n, 'OPEN'),
              value: link(open, 'OPEN'),
              hint: i18n.t('Nothing was charged yet, and the subscription has not ended.'),
            },
          ]}
        />
      )}
    </section>
  )
}

type Churn = SubscriptionNumbers['churn'][number] & { readonly id: string }

function churnColumns({
  statistics: { churn, startsAt, endsAt },
  scope,
}: EndingsProps): readonly Column<Churn>[] {
  const total = churn.reduce((sum, { count }) => sum + count, 0)
  const link = (count: number, { cancelReason }: Churn, filter: SubscriptionSearch = {}) => (
    <SubscriptionsLink
      count={count}
      scope={scope}
      filter={{ reason: cancelReason ?? 'NONE', ended: writeSpan(startsAt, endsAt), ...filter }}
    />
  )
  return [
    {
      name: 'reason',
      title: () => i18n.t('Reason'),
      className: 'max-sm:order-1',
      render: ({ cancelReason }) =>
        cancelReason === null ? i18n.t('without a stated reason') : cancelReasonLabel(i18n, cancelReason),
    },
    {
      name: 'count',
      title: () => i18n.t('Subscriptions'),
      isNumber: true,
      className: 'max-sm:order-2',
      render: (row) => link(row.count, row),
    },
    {
      name: 'share',
      title: () => i18n.t('Share'),
      isNumber: true,
      className: 'max-sm:hidden',
      render: ({ count }) => formatShare(String(count / total), readLanguage()),
    },
    {
      name: 'trials',
      title: () => i18n.t('In the free trial'),
      isNumber: true,
      className: 'max-sm:hidden',
      render: (row) => link(row.trialCount, row, { phase: ['TRIAL'] }),
    },
  ]
}

/** Why subscriptions ended in the period and have not come back. */
export function ChurnTable({ statistics, scope }: EndingsProps) {
  const rows = statistics.churn.map((each) => ({ ...each, id: each.cancelReason ?? 'NONE' }))
  return (
    <section aria-labelledby="churn">
      <h2 id="churn" className="px-3 pt-6 pb-2 font-semibold sm:px-4">
        {i18n.t('Why subscriptions ended')}
      </h2>
      {rows.length === 0 ? (
        <p className="px-3 text-soft sm:px-4">{i18n.t('No subscription ended in this period.')}</p>
      ) : (
        <DataTable columns={churnColumns({ statistics, scope })} rows={rows} />
      )}
    </section>
  )
}

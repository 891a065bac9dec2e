import { i18n } from '@lingui/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { ApiErrorNote } from '../api/api-error-note.tsx'
import { useApiQuery } from '../api/use-api-query.ts'
import { keepApp } from '../app/search-text.ts'
import { SubscriptionsDocument } from '../generated/operations.ts'
import { ForwardPager } from '../pages/forward-pager.tsx'
import { PageFrame } from '../pages/page-frame.tsx'
import { Button } from '../ui/button.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { Empty } from '../ui/notes.tsx'
import { subscriptionColumns } from './subscription-columns.tsx'
import { SubscriptionFilters } from './subscription-filters.tsx'
import {
  isFiltered,
  rememberSubscriptions,
  toSubscriptionVariables,
  type SubscriptionSearch,
} from './subscription-search.ts'

/** The subscriptions of the AppKey, the latest first; the whole view is in the address. */
export function SubscriptionsPage() {
  const search = useSearch({ from: '/shell/subscriptions' })
  const navigate = useNavigate({ from: '/subscriptions' })
  const [{ data, error, fetching, stale }, retry] = useApiQuery(SubscriptionsDocument, {
    variables: toSubscriptionVariables(search),
  })
  useEffect(() => rememberSubscriptions(search), [search])
  /** Another filter begins at the first page. */
  const change = (changes: Partial<SubscriptionSearch>) =>
    void navigate({ search: (previous) => ({ ...previous, after: undefined, ...changes }) })
  const clear = () => void navigate({ search: keepApp })
  const page = data?.subscriptions
  return (
    <PageFrame title={i18n.t('Subscriptions')}>
      <SubscriptionFilters search={search} onChange={change} onClear={clear} />
      {error !== undefined && page === undefined ? (
        <div className="p-4">
          <ApiErrorNote error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
        </div>
      ) : (
        <DataTable columns={subscriptionColumns} rows={page?.nodes ?? null} isOutdated={fetching || stale} />
      )}
      {page?.nodes.length === 0 && <EmptyList isFiltered={isFiltered(search)} onClear={clear} />}
      {page !== undefined && <ForwardPager pageInfo={page.pageInfo} onMove={(after) => change({ after })} />}
    </PageFrame>
  )
}

type EmptyListProps = {
  readonly isFiltered: boolean
  readonly onClear: () => void
}

function EmptyList({ isFiltered: hasFilter, onClear }: EmptyListProps) {
  if (hasFilter) {
    return (
      <Empty title={i18n.t('No subscription matches the filter')}>
        <p>{i18n.t('Check the ids, or whether the subscription is in another AppKey.')}</p>
        <Button className="mt-3" onClick={onClear}>
          {i18n.t('Clear the filter')}
        </Button>
      </Empty>
    )
  }
  return (
    <Empty title={i18n.t('There are no subscriptions yet')}>
      {i18n.t(
        'A subscription appears when the app verifies its receipt or a store reports it. Its product must be an item of the type subscription.',
      )}
    </Empty>
  )
}

import { i18n } from '@lingui/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { ApiErrorNote } from '../api/api-error-note.tsx'
import { useApiQuery } from '../api/use-api-query.ts'
import { useAppKeys } from '../app/app-keys.tsx'
import { useMay } from '../app/permissions.ts'
import { RefundReviewsDocument } from '../generated/operations.ts'
import { ForwardPager } from '../pages/forward-pager.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { Empty } from '../ui/notes.tsx'
import { usePageTitle } from '../ui/page.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { reviewColumns } from './review-columns.tsx'
import { ReviewPanel } from './review-panel.tsx'
import { ReviewStatistics } from './review-statistics.tsx'
import { toReviewVariables, type ReviewGroup, type ReviewSearch } from './review-search.ts'
import { useElapsedSeconds } from './time-left.tsx'

type View = ReviewGroup | 'statistics'

/** What stores ask before they decide on refunds, the nearest deadline first. */
export function RefundReviewsPage() {
  usePageTitle(i18n.t('Refund reviews'))
  const search = useSearch({ from: '/shell/refund-reviews' })
  const navigate = useNavigate({ from: '/refund-reviews' })
  const may = useMay()
  const { isLoading: isRoleUnknown } = useAppKeys()
  const change = (changes: Partial<ReviewSearch>) =>
    void navigate({ search: (previous) => ({ ...previous, ...changes }) })
  const views: readonly (readonly [View, string])[] = [
    ['open', i18n.t('To answer')],
    ['sending', i18n.t('Being sent')],
    ['closed', i18n.t('Over')],
    ...(may('refundReviewStatistics') ? [['statistics', i18n.t('Statistics')] as const] : []),
  ]
  const view = views.find(([name]) => name === search.group)?.[0] ?? 'open'
  return (
    <div className="flex flex-col">
      <h1 className="sr-only">{i18n.t('Refund reviews')}</h1>
      <div className="px-1 sm:px-2">
        <Tabs
          label={i18n.t('Status')}
          value={view}
          options={views}
          onChange={(group) => change({ group, after: undefined, review: undefined })}
        />
      </div>
      {view === 'statistics' && <ReviewStatistics search={search} onChange={change} />}
      {view !== 'statistics' && !(search.group === 'statistics' && isRoleUnknown) && (
        <ReviewQueue group={view} search={search} onChange={change} />
      )}
    </div>
  )
}

type ReviewQueueProps = {
  readonly group: ReviewGroup
  readonly search: ReviewSearch
  readonly onChange: (changes: Partial<ReviewSearch>) => void
}

function ReviewQueue({ group, search, onChange }: ReviewQueueProps) {
  const [{ data, error, fetching, stale }, retry] = useApiQuery(RefundReviewsDocument, {
    variables: toReviewVariables(group, search.after),
  })
  const elapsed = useElapsedSeconds(data)
  const reload = () => retry({ requestPolicy: 'network-only' })
  const page = data?.refundReviews
  const shown = page?.nodes.find(({ id }) => id === search.review)
  return (
    <>
      {error !== undefined && page === undefined && (
        <div className="p-4">
          <ApiErrorNote error={error} onRetry={reload} />
        </div>
      )}
      {error === undefined && (
        <DataTable
          columns={reviewColumns(search, elapsed)}
          rows={page?.nodes ?? null}
          isOutdated={fetching || stale}
        />
      )}
      {page?.nodes.length === 0 && <EmptyList group={group} />}
      {page !== undefined && (
        <ForwardPager pageInfo={page.pageInfo} onMove={(after) => onChange({ after })} />
      )}
      {shown !== undefined && (
        <ReviewPanel
          review={shown}
          elapsed={elapsed}
          onReload={reload}
          onClose={() => onChange({ review: undefined })}
        />
      )}
    </>
  )
}

function EmptyList({ group }: { readonly group: ReviewGroup }) {
  if (group === 'open') {
    return (
      <Empty title={i18n.t('Nothing waits for an answer')}>
        {i18n.t(
          'The App Store and Google Play ask for evidence when a customer wants a refund. Their requests appear here.',
        )}
      </Empty>
    )
  }
  return <Empty title={i18n.t('There are none')} />
}

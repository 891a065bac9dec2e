import { i18n } from '@lingui/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { ApiErrorNote } from '../api/api-error-note.tsx'
import { useApiQuery } from '../api/use-api-query.ts'
import { RefundReviewsDocument } from '../generated/operations.ts'
import { DataTable } from '../ui/data-table.tsx'
import { ForwardPager } from '../ui/forward-pager.tsx'
import { Empty } from '../ui/notes.tsx'
import { usePageTitle } from '../ui/page.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { reviewColumns } from './review-columns.tsx'
import { ReviewPanel } from './review-panel.tsx'
import { toReviewVariables, type ReviewGroup, type ReviewSearch } from './review-search.ts'
import { useElapsedSeconds } from './time-left.tsx'

const groupTitles = (): readonly (readonly [ReviewGroup, string])[] => [
  ['open', i18n.t('To answer')],
  ['sending', i18n.t('Being sent')],
  ['closed', i18n.t('Over')],
]

/** What stores ask before they decide on refunds, the nearest deadline first. */
export function RefundReviewsPage() {
  usePageTitle(i18n.t('Refund reviews'))
  const search = useSearch({ from: '/shell/refund-reviews' })
  const navigate = useNavigate({ from: '/refund-reviews' })
  const [{ data, error, fetching, stale }, retry] = useApiQuery(RefundReviewsDocument, {
    variables: toReviewVariables(search),
  })
  const elapsed = useElapsedSeconds(data)
  const change = (changes: Partial<ReviewSearch>) =>
    void navigate({ search: (previous) => ({ ...previous, ...changes }) })
  const reload = () => retry({ requestPolicy: 'network-only' })
  const page = data?.refundReviews
  const shown = page?.nodes.find(({ id }) => id === search.review)
  const group = search.group ?? 'open'
  return (
    <div className="flex flex-col">
      <h1 className="sr-only">{i18n.t('Refund reviews')}</h1>
      <GroupTabs
        group={group}
        onChange={(next) => change({ group: next, after: undefined, review: undefined })}
      />
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
        <ForwardPager pageInfo={page.pageInfo} after={search.after} onMove={(after) => change({ after })} />
      )}
      {shown !== undefined && (
        <ReviewPanel
          review={shown}
          elapsed={elapsed}
          onReload={reload}
          onClose={() => change({ review: undefined })}
        />
      )}
    </div>
  )
}

type GroupTabsProps = { readonly group: ReviewGroup; readonly onChange: (group: ReviewGroup) => void }

function GroupTabs({ group, onChange }: GroupTabsProps) {
  return (
    <div className="px-1 sm:px-2">
      <Tabs label={i18n.t('Status')} value={group} options={groupTitles()} onChange={onChange} />
    </div>
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

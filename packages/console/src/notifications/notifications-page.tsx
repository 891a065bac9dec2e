import { i18n } from '@lingui/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useApiQuery } from '../api/use-api-query.ts'
import { ApiErrorNote } from '../api/api-error-note.tsx'
import { keepApp } from '../app/search-text.ts'
import { environmentLabel, environments, storeLabel, stores } from '../format/labels.ts'
import { NotificationsDocument } from '../generated/operations.ts'
import { ChoiceFilter, FilterRow, TextFilter } from '../pages/filters.tsx'
import { ForwardPager } from '../pages/forward-pager.tsx'
import { PageFrame } from '../pages/page-frame.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { Empty } from '../ui/notes.tsx'
import { notificationColumns } from './notification-columns.tsx'
import { notificationStatuses, notificationStatusLabel } from './notification-labels.ts'
import { rememberInbox, toNotificationVariables, type NotificationSearch } from './notification-search.ts'

/** What the stores have reported. */
export function NotificationsPage() {
  const search = useSearch({ from: '/shell/notifications' })
  const navigate = useNavigate({ from: '/notifications' })
  const [{ data, error, fetching, stale }, retry] = useApiQuery(NotificationsDocument, {
    variables: toNotificationVariables(search),
  })
  useEffect(() => rememberInbox(search), [search])
  const change = (changes: Partial<NotificationSearch>) =>
    void navigate({ search: (previous) => ({ ...previous, after: undefined, ...changes }) })
  const clear = () => void navigate({ search: keepApp })
  const page = data?.notifications
  const isFiltered = Object.keys(toNotificationVariables({ ...search, after: undefined })).length > 0
  return (
    <PageFrame title={i18n.t('Notifications')}>
      <Filters search={search} isFiltered={isFiltered} onChange={change} onClear={clear} />
      {error !== undefined && page === undefined ? (
        <div className="p-4">
          <ApiErrorNote error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
        </div>
      ) : (
        <DataTable columns={notificationColumns} rows={page?.nodes ?? null} isOutdated={fetching || stale} />
      )}
      {page?.nodes.length === 0 && (
        <EmptyInbox isFiltered={isFiltered} hasNextPage={page.pageInfo.hasNextPage} />
      )}
      {page !== undefined && <ForwardPager pageInfo={page.pageInfo} onMove={(after) => change({ after })} />}
    </PageFrame>
  )
}

type FiltersProps = {
  readonly search: NotificationSearch
  readonly isFiltered: boolean
  readonly onChange: (changes: Partial<NotificationSearch>) => void
  readonly onClear: () => void
}

function Filters({ search, isFiltered, onChange, onClear }: FiltersProps) {
  return (
    <FilterRow isFiltered={isFiltered} onClear={onClear}>
      <ChoiceFilter
        title={i18n.t('Status')}
        value={search.status}
        options={notificationStatuses.map((status) => [status, notificationStatusLabel(i18n, status)])}
        onChange={(status) => onChange({ status })}
      />
      <ChoiceFilter
        title={i18n.t('Store')}
        value={search.store}
        options={stores.map((store) => [store, storeLabel(i18n, store)])}
        onChange={(store) => onChange({ store })}
      />
      <ChoiceFilter
        title={i18n.t('Environment')}
        value={search.environment}
        options={environments.map((value) => [value, environmentLabel(i18n, value)])}
        onChange={(environment) => onChange({ environment })}
      />
      <TextFilter label={i18n.t('Type')} value={search.type} onApply={(type) => onChange({ type })} />
      <TextFilter
        label={i18n.t('From')}
        type="date"
        value={search.from}
        onApply={(from) => onChange({ from })}
      />
      <TextFilter
        label={i18n.t('To and including')}
        type="date"
        value={search.to}
        onApply={(to) => onChange({ to })}
      />
    </FilterRow>
  )
}

function EmptyInbox({
  isFiltered,
  hasNextPage,
}: {
  readonly isFiltered: boolean
  readonly hasNextPage: boolean
}) {
  if (hasNextPage) {
    return (
      <Empty title={i18n.t('No match on this page')}>
        {i18n.t('The server examines only so many notifications at once. Go on with the next page.')}
      </Empty>
    )
  }
  if (isFiltered) return <Empty title={i18n.t('No notification matches the filter')} />
  return (
    <Empty title={i18n.t('No store has sent a notification yet')}>
      {i18n.t("Enter the notification URL of each store connection at the store, and send the store's test.")}
    </Empty>
  )
}

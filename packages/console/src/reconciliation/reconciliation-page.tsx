import { i18n } from '@lingui/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { ApiErrorNote } from '../api/api-error-note.tsx'
import { useApiQuery } from '../api/use-api-query.ts'
import { useMay } from '../app/permissions.ts'
import { ReconciliationDaysDocument } from '../generated/operations.ts'
import { Button } from '../ui/button.tsx'
import { Empty, Skeleton } from '../ui/notes.tsx'
import { usePageTitle } from '../ui/page.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { DayList } from './day-list.tsx'
import { DayReport } from './day-report.tsx'
import type { ReconciliationSearch } from './reconciliation-search.ts'
import { StartDialog } from './start-dialog.tsx'

/** The days on which the records were compared with the stores, and what differed on one of them. */
export function ReconciliationPage() {
  usePageTitle(i18n.t('Reconciliation'))
  const search = useSearch({ from: '/shell/reconciliation' })
  const navigate = useNavigate({ from: '/reconciliation' })
  const [{ data, error }, retry] = useApiQuery(ReconciliationDaysDocument, {
    variables: { openOnly: search.show === 'open', before: search.before ?? null },
  })
  const change = (changes: Partial<ReconciliationSearch>) =>
    void navigate({ search: (previous) => ({ ...previous, ...changes }) })
  const reload = () => retry({ requestPolicy: 'network-only' })
  const days = data?.reconciliationDays
  const { day = days?.[0]?.day, store = days?.[0]?.store } = search
  return (
    <div className="flex flex-col">
      <h1 className="sr-only">{i18n.t('Reconciliation')}</h1>
      <PageHead search={search} onChange={change} />
      {error !== undefined && days === undefined && (
        <div className="p-4">
          <ApiErrorNote error={error} onRetry={reload} />
        </div>
      )}
      <div className="grid lg:grid-cols-[19rem_minmax(0,1fr)]">
        <div className="border-line max-lg:border-b lg:min-h-[calc(100dvh-6rem)] lg:border-r">
          {days === undefined && error === undefined && <Skeleton className="m-4 w-40" />}
          {days !== undefined && (
            <DayList
              days={days}
              day={day}
              store={store}
              isPaged={search.before !== undefined}
              onChange={change}
            />
          )}
        </div>
        {days?.length === 0 && day === undefined && <EmptyList isOpenOnly={search.show === 'open'} />}
        {day !== undefined && store !== undefined && <DayReport day={day} store={store} onChanged={reload} />}
      </div>
    </div>
  )
}

type PageHeadProps = {
  readonly search: ReconciliationSearch
  readonly onChange: (changes: Partial<ReconciliationSearch>) => void
}

function PageHead({ search, onChange }: PageHeadProps) {
  const may = useMay()
  const [isStarting, setStarting] = useState(false)
  const show = (value: 'all' | 'open') =>
    onChange({
      show: value === 'open' ? 'open' : undefined,
      day: undefined,
      store: undefined,
      before: undefined,
    })
  return (
    <div className="relative px-1 sm:px-2">
      <Tabs
        label={i18n.t('Days')}
        value={search.show ?? 'all'}
        options={[
          ['all', i18n.t('All days')],
          ['open', i18n.t('Days with open differences')],
        ]}
        onChange={show}
      />
      {may('startReconciliation') && (
        <div className="px-2 pt-2 sm:absolute sm:top-0.5 sm:right-3 sm:p-0">
          <Button onClick={() => setStarting(true)}>{i18n.t('Compare now')}</Button>
        </div>
      )}
      {isStarting && <StartDialog onClose={() => setStarting(false)} />}
    </div>
  )
}

function EmptyList({ isOpenOnly }: { readonly isOpenOnly: boolean }) {
  if (isOpenOnly) {
    return (
      <Empty title={i18n.t('Nothing is open')}>
        {i18n.t('The records agree with the stores, or an operator ignores the difference.')}
      </Empty>
    )
  }
  return (
    <Empty title={i18n.t('Nothing was compared yet')}>
      {i18n.t('Every 15 minutes the records are compared with each connected store. Connect one first.')}
    </Empty>
  )
}

import { i18n } from '@lingui/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { ApiErrorNote } from '../api/api-error-note.tsx'
import { useApiQuery } from '../api/use-api-query.ts'
import { keepApp } from '../app/search-text.ts'
import { PurchasesDocument } from '../generated/operations.ts'
import { Button } from '../ui/button.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { Empty } from '../ui/notes.tsx'
import { usePageTitle } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { purchaseColumns } from './purchase-columns.tsx'
import { PurchaseFilters } from './purchase-filters.tsx'
import {
  isFiltered,
  toPurchaseVariables,
  type PurchaseGroup,
  type PurchaseSearch,
} from './purchase-search.ts'

const groupTitles = (): readonly (readonly [PurchaseGroup, string])[] => [
  ['open', i18n.t('Hanging')],
  ['failed', i18n.t('Failed and canceled')],
  ['expired', i18n.t('Expired')],
  ['all', i18n.t('All')],
]

/** Purchases that became no payment, and all others; the whole view is in the address. */
export function PurchasesPage() {
  usePageTitle(i18n.t('Purchases'))
  const search = useSearch({ from: '/shell/purchases' })
  const navigate = useNavigate({ from: '/purchases' })
  const [{ data, error, fetching, stale }, retry] = useApiQuery(PurchasesDocument, {
    variables: toPurchaseVariables(search),
  })
  /** Another filter begins at the first page. */
  const change = (changes: Partial<PurchaseSearch>) => {
    const begin = { after: undefined, before: undefined }
    void navigate({ search: (previous) => ({ ...previous, ...begin, ...changes }) })
  }
  const page = data?.purchases
  return (
    <div className="flex flex-col">
      <h1 className="sr-only">{i18n.t('Purchases')}</h1>
      <div className="px-1 sm:px-2">
        <Tabs
          label={i18n.t('Status')}
          value={search.group ?? 'open'}
          options={groupTitles()}
          onChange={(group) => change({ group })}
        />
      </div>
      <div className="border-b border-line">
        <PurchaseFilters search={search} onChange={change} />
      </div>
      {error !== undefined && page === undefined ? (
        <div className="p-4">
          <ApiErrorNote error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
        </div>
      ) : (
        <>
          <DataTable columns={purchaseColumns} rows={page?.nodes ?? null} isOutdated={fetching || stale} />
          {page?.nodes.length === 0 && (
            <EmptyList
              search={search}
              hasNextPage={page.pageInfo.hasNextPage}
              onClear={() => void navigate({ search: keepApp })}
            />
          )}
          {page !== undefined && <Pager pageInfo={page.pageInfo} onMove={(position) => change(position)} />}
        </>
      )}
    </div>
  )
}

type EmptyListProps = {
  readonly search: PurchaseSearch
  readonly hasNextPage: boolean
  readonly onClear: () => void
}

function EmptyList({ search, hasNextPage, onClear }: EmptyListProps) {
  if (hasNextPage) {
    return (
      <Empty title={i18n.t('No match on this page')}>
        {i18n.t('The server examines only so many purchases at once. Go on with the next page.')}
      </Empty>
    )
  }
  if (!isFiltered(search)) {
    return (
      <Empty title={i18n.t('No such purchases')}>
        {i18n.t(
          'What is paid at a store and did not arrive here is found by search or in the reconciliation.',
        )}
      </Empty>
    )
  }
  return (
    <Empty title={i18n.t('No purchase matches the filter')}>
      <p>{i18n.t('Check the id and the period, or whether the purchase is in another AppKey.')}</p>
      <Button className="mt-3" onClick={onClear}>
        {i18n.t('Clear the filter')}
      </Button>
    </Empty>
  )
}

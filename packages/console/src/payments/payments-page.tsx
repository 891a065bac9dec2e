import { i18n } from '@lingui/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { ApiErrorNote } from '../api/api-error-note.tsx'
import { keepApp } from '../app/search-text.ts'
import type { PaymentOrder } from '../generated/operations.ts'
import { DataTable, type Sort } from '../ui/data-table.tsx'
import { usePageTitle } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { EmptyList } from './empty-list.tsx'
import { rememberList } from './last-list.ts'
import { ListStatus } from './list-status.tsx'
import { shownColumns } from './payment-columns.tsx'
import { PaymentFilters } from './payment-filters.tsx'
import { PaymentPreview } from './payment-preview.tsx'
import type { PaymentSearch } from './payment-search.ts'
import { usePreviewKey } from './use-preview-key.ts'
import { usePaymentList, type PaymentList } from './use-payment-list.ts'

/** The list of payments; its whole view is in the address. */
export function PaymentsPage() {
  usePageTitle(i18n.t('Payments'))
  const search = useSearch({ from: '/shell/payments' })
  const navigate = useNavigate({ from: '/payments' })
  const list = usePaymentList(search)
  useEffect(() => rememberList(search), [search])
  /** Another filter or order begins at the first page. */
  const change = (changes: Partial<PaymentSearch>) => {
    const begin = { after: undefined, before: undefined }
    void navigate({ search: (previous) => ({ ...previous, ...begin, ...changes }) })
  }
  const clear = () => void navigate({ search: keepApp })
  /** The panel is in the address, but does not begin the list anew. */
  const preview = (id: string | undefined) => {
    void navigate({
      search: (previous) => ({ ...previous, preview: id }),
      replace: search.preview !== undefined,
    })
  }
  usePreviewKey(preview)
  return (
    <div className="flex flex-col">
      <h1 className="sr-only">{i18n.t('Payments')}</h1>
      <PaymentFilters search={search} onChange={change} onClear={clear} />
      <ListStatus search={search} onChange={change} list={list} />
      {list.error !== undefined && list.page === null ? (
        <div className="p-4">
          <ApiErrorNote error={list.error} onRetry={list.reload} />
        </div>
      ) : (
        <List search={search} list={list} onChange={change} onClear={clear} onPreview={preview} />
      )}
      {search.preview !== undefined && (
        <PaymentPreview key={search.preview} paymentId={search.preview} onClose={() => preview(undefined)} />
      )}
    </div>
  )
}

type ListProps = {
  readonly search: PaymentSearch
  readonly list: PaymentList
  readonly onChange: (changes: Partial<PaymentSearch>) => void
  readonly onClear: () => void
  readonly onPreview: (id: string) => void
}

function List({ search, list: { page, isOutdated, newIds }, onChange, onClear, onPreview }: ListProps) {
  return (
    <>
      <DataTable
        columns={shownColumns(search, { newIds, onPreview })}
        rows={page?.nodes ?? null}
        isOutdated={isOutdated}
        sort={readSort(search)}
        onSort={({ key, isAscending }) =>
          onChange({ sort: `${key}_${isAscending ? 'ASC' : 'DESC'}` as PaymentOrder })
        }
      />
      {page?.nodes.length === 0 && (
        <EmptyList search={search} hasNextPage={page.pageInfo.hasNextPage} onClear={onClear} />
      )}
      {page !== null && <Pager pageInfo={page.pageInfo} onMove={(position) => onChange(position)} />}
    </>
  )
}

function readSort({ sort = 'PAID_AT_DESC', currency }: PaymentSearch): Sort {
  const isPossible = !sort.startsWith('PRICE') || currency !== undefined
  return isPossible
    ? { key: sort.replace(/_(?:ASC|DESC)$/, ''), isAscending: sort.endsWith('_ASC') }
    : { key: 'PAID_AT', isAscending: false }
}

import { i18n } from '@lingui/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { ApiErrorNote } from '../api/api-error-note.tsx'
import { useApiQuery } from '../api/use-api-query.ts'
import { keepApp } from '../app/search-text.ts'
import { PaymentsDocument, type PaymentOrder } from '../generated/operations.ts'
import { Button } from '../ui/button.tsx'
import { DataTable, type Sort } from '../ui/data-table.tsx'
import { Empty } from '../ui/notes.tsx'
import { usePageTitle } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { rememberList } from './last-list.ts'
import { shownColumns } from './payment-columns.tsx'
import { PaymentFilters } from './payment-filters.tsx'
import { countConditions, toPaymentVariables, type PaymentSearch } from './payment-search.ts'

/** The list of payments; its whole view is in the address. */
export function PaymentsPage() {
  usePageTitle(i18n.t('Payments'))
  const search = useSearch({ from: '/shell/payments' })
  const navigate = useNavigate({ from: '/payments' })
  const [{ data, error, fetching, stale }, retry] = useApiQuery(PaymentsDocument, {
    variables: toPaymentVariables(search),
  })
  useEffect(() => rememberList(search), [search])
  /** Another filter or order begins at the first page. */
  const change = (changes: Partial<PaymentSearch>) => {
    const begin = { after: undefined, before: undefined }
    void navigate({ search: (previous) => ({ ...previous, ...begin, ...changes }) })
  }
  const clear = () => void navigate({ search: keepApp })
  const page = data?.payments
  return (
    <div className="flex flex-col">
      <h1 className="sr-only">{i18n.t('Payments')}</h1>
      <PaymentFilters search={search} onChange={change} onClear={clear} />
      {error !== undefined && page === undefined ? (
        <div className="p-4">
          <ApiErrorNote error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
        </div>
      ) : (
        <>
          <DataTable
            columns={shownColumns(search)}
            rows={page?.nodes ?? null}
            isOutdated={fetching || stale}
            sort={readSort(search)}
            onSort={({ key, isAscending }) =>
              change({ sort: `${key}_${isAscending ? 'ASC' : 'DESC'}` as PaymentOrder })
            }
          />
          {page?.nodes.length === 0 && (
            <EmptyList search={search} hasNextPage={page.pageInfo.hasNextPage} onClear={clear} />
          )}
          {page !== undefined && <Pager pageInfo={page.pageInfo} onMove={(position) => change(position)} />}
        </>
      )}
    </div>
  )
}

function readSort({ sort = 'PAID_AT_DESC', currency }: PaymentSearch): Sort {
  const isPossible = !sort.startsWith('PRICE') || currency !== undefined
  return isPossible
    ? { key: sort.replace(/_(?:ASC|DESC)$/, ''), isAscending: sort.endsWith('_ASC') }
    : { key: 'PAID_AT', isAscending: false }
}

type EmptyListProps = {
  readonly search: PaymentSearch
  readonly hasNextPage: boolean
  readonly onClear: () => void
}

function EmptyList({ search, hasNextPage, onClear }: EmptyListProps) {
  if (hasNextPage) {
    return (
      <Empty title={i18n.t('No match on this page')}>
        {i18n.t('The server examines only so many payments at once. Go on with the next page.')}
      </Empty>
    )
  }
  if (countConditions(search) === 0) {
    return (
      <Empty title={i18n.t('There are no payments yet')}>
        {i18n.t(
          'A payment appears here when a store has confirmed it. Verify a first test purchase with your app.',
        )}
      </Empty>
    )
  }
  return (
    <Empty title={i18n.t('No payment matches the filter')}>
      <p>
        {i18n.t('Check the id and the period, or whether the payment is in another AppKey or environment.')}
      </p>
      <Button className="mt-3" onClick={onClear}>
        {i18n.t('Clear the filter')}
      </Button>
    </Empty>
  )
}

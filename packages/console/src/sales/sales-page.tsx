import { i18n } from '@lingui/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useApiQuery } from '../api/use-api-query.ts'
import { storeLabel, stores } from '../format/labels.ts'
import { UnattributedSalesDocument, type UnattributedSalesQuery } from '../generated/operations.ts'
import { ChoiceFilter, FilterRow } from '../pages/filters.tsx'
import { ForwardPager } from '../pages/forward-pager.tsx'
import { Loaded, PageFrame } from '../pages/page-frame.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { Empty } from '../ui/notes.tsx'
import { SidePanel } from '../ui/side-panel.tsx'
import { saleColumns } from './sale-columns.tsx'
import { SalePanel } from './sale-panel.tsx'
import type { SalesSearch } from './sales-search.ts'

/** Sales that stores report and that belong to no user, newest first. */
export function SalesPage() {
  const search = useSearch({ from: '/shell/unattributed-sales' })
  const navigate = useNavigate({ from: '/unattributed-sales' })
  const { store, after, sale: saleId } = search
  const [{ data, error, fetching, stale }, retry] = useApiQuery(UnattributedSalesDocument, {
    variables: {
      store: store ?? null,
      after: after ?? null,
      saleId: saleId ?? '',
      hasSale: saleId !== undefined,
    },
  })
  const change = (changes: Partial<SalesSearch>) =>
    void navigate({ search: (previous) => ({ ...previous, ...changes }) })
  const filter = (value: SalesSearch['store']) => change({ store: value, after: undefined, sale: undefined })
  return (
    <PageFrame title={i18n.t('Sales without a user')}>
      <FilterRow isFiltered={store !== undefined} onClear={() => filter(undefined)}>
        <ChoiceFilter
          title={i18n.t('Store')}
          value={store}
          options={stores.map((each) => [each, storeLabel(i18n, each)] as const)}
          onChange={filter}
        />
      </FilterRow>
      <Loaded data={data} error={error} onRetry={() => retry({ requestPolicy: 'network-only' })}>
        {({ unattributedSales: { nodes, pageInfo } }) => (
          <>
            <DataTable columns={saleColumns(search)} rows={nodes} isOutdated={fetching || stale} />
            {nodes.length === 0 && <NoSales />}
            <ForwardPager pageInfo={pageInfo} onMove={(next) => change({ after: next, sale: undefined })} />
          </>
        )}
      </Loaded>
      {saleId !== undefined && data !== undefined && (
        <ShownSale sale={data.sale} onClose={() => change({ sale: undefined })} />
      )}
    </PageFrame>
  )
}

type ShownSaleProps = {
  readonly sale: UnattributedSalesQuery['sale']
  readonly onClose: () => void
}

function ShownSale({ sale, onClose }: ShownSaleProps) {
  if (sale?.__typename === 'UnattributedSale') return <SalePanel sale={sale} onClose={onClose} />
  return (
    <SidePanel title={i18n.t('Sale without a user')} onClose={onClose}>
      <Empty title={i18n.t('There is no such sale')}>
        {i18n.t('It may belong to a user by now: search for its order number. Old ones are deleted.')}
      </Empty>
    </SidePanel>
  )
}

function NoSales() {
  return (
    <Empty title={i18n.t('Every sale belongs to a user')}>
      {i18n.t(
        'What was bought outside the app, such as with an offer code, appears here until its user is known.',
      )}
    </Empty>
  )
}

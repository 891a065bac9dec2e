import { i18n } from '@lingui/core'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Download, Plus, Upload } from 'lucide-react'
import { useMemo } from 'react'
import { ApiErrorNote } from '../api/api-error-note.tsx'
import { useApiQuery } from '../api/use-api-query.ts'
import { useMay } from '../app/permissions.ts'
import { keepApp } from '../app/search-text.ts'
import { ItemsBeforeDocument, ItemsDocument, type ItemsQuery } from '../generated/operations.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { Empty } from '../ui/notes.tsx'
import { usePageTitle } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { ImportDialog } from './import-dialog.tsx'
import { itemColumns } from './item-columns.tsx'
import { ItemDialog } from './item-dialog.tsx'
import { newItem, type ItemsSearch } from './items-search.ts'
import type { ProductColumn } from './item-labels.ts'

/** Items and their products in each store; what is missing stands out. */
export function ItemsPage() {
  usePageTitle(i18n.t('Items'))
  const search = useSearch({ from: '/shell/items' })
  const navigate = useNavigate({ from: '/items' })
  const [{ data, error, fetching, stale }, retry] = useItems(search)
  const may = useMay()
  const reload = () => retry({ requestPolicy: 'network-only' })
  const change = (changes: Partial<ItemsSearch>) =>
    void navigate({ search: (previous) => ({ ...previous, ...changes }) })
  const products = useMemo(() => (data === undefined ? [] : listProductColumns(data)), [data])
  const mayEdit = may('upsertItem')
  const columns = itemColumns(products, data?.appKey.storeConnections ?? [], mayEdit)
  const close = () => change({ edit: undefined, import: undefined })
  const page = data?.items
  const edited = search.edit === newItem ? null : page?.nodes.find(({ itemId }) => itemId === search.edit)
  return (
    <div className="flex flex-col">
      <Header app={search.app} mayEdit={mayEdit} mayImport={may('importItems')} />
      {error !== undefined && page === undefined && (
        <div className="p-4">
          <ApiErrorNote error={error} onRetry={reload} />
        </div>
      )}
      {error === undefined && (
        <DataTable columns={columns} rows={page?.nodes ?? null} isOutdated={fetching || stale} />
      )}
      {page?.nodes.length === 0 && <NoItems />}
      {page !== undefined && (
        <Pager pageInfo={page.pageInfo} onMove={({ after, before }) => change({ after, before })} />
      )}
      {page !== undefined && mayEdit && edited !== undefined && (
        <ItemDialog key={search.edit} item={edited} columns={products} onDone={reload} onClose={close} />
      )}
      {search.import !== undefined && may('importItems') && <ImportDialog onDone={reload} onClose={close} />}
    </div>
  )
}

/** A page from the start of the list, or, before a position, from its end. */
function useItems({ after, before }: ItemsSearch) {
  const isBackwards = before !== undefined
  const forwards = useApiQuery(ItemsDocument, { variables: { after: after ?? null }, pause: isBackwards })
  const backwards = useApiQuery(ItemsBeforeDocument, {
    variables: { before: before ?? null },
    pause: !isBackwards,
  })
  return isBackwards ? backwards : forwards
}

type HeaderProps = {
  readonly app: string | undefined
  readonly mayEdit: boolean
  readonly mayImport: boolean
}

function Header({ app = '', mayEdit, mayImport }: HeaderProps) {
  return (
    <header className="flex flex-wrap items-center gap-2 px-3 py-2 sm:px-4">
      <h1 className="mr-auto text-base font-semibold max-sm:w-full">{i18n.t('Items')}</h1>
      <a
        className={buttonClass()}
        href={`/export/items.csv?${new URLSearchParams({ appKey: app, bom: 'true' }).toString()}`}
        download
      >
        <Download aria-hidden size={14} />
        {i18n.t('Export')}
      </a>
      {mayImport && (
        <Link
          to="/items"
          search={(previous) => ({ ...previous, import: 'file' as const })}
          className={buttonClass()}
        >
          <Upload aria-hidden size={14} />
          {i18n.t('Import')}
        </Link>
      )}
      {mayEdit && (
        <Link
          to="/items"
          search={(previous) => ({ ...previous, edit: newItem })}
          className={buttonClass('primary')}
        >
          <Plus aria-hidden size={14} />
          {i18n.t('New item')}
        </Link>
      )}
    </header>
  )
}

function NoItems() {
  const navigate = useNavigate()
  const may = useMay()
  return (
    <Empty title={i18n.t('There are no items yet')}>
      <p>
        {i18n.t('An item is what your game sells. Create one, or import a spreadsheet that is saved as CSV.')}
      </p>
      {may('importItems') && (
        <Button
          className="mt-3"
          onClick={() =>
            void navigate({
              to: '/items',
              search: (previous) => ({ ...keepApp(previous), import: 'file' as const }),
            })
          }
        >
          {i18n.t('Import')}
        </Button>
      )}
    </Empty>
  )
}

/** A column for each connected store, for each app of a store that has several, and for each product that exists. */
function listProductColumns({ appKey, items }: ItemsQuery): ProductColumn[] {
  const { storeConnections } = appKey
  const columns = new Map<string, ProductColumn>()
  const add = (column: ProductColumn) =>
    columns.set(`${column.store} ${column.storeBundleId ?? ''}`, {
      store: column.store,
      storeBundleId: column.storeBundleId,
    })
  for (const { store, storeBundleId } of storeConnections) {
    add({ store, storeBundleId: null })
    const isOnly = storeConnections.filter((each) => each.store === store).length === 1
    if (!isOnly) add({ store, storeBundleId })
  }
  for (const { storeProducts } of items.nodes) storeProducts.forEach(add)
  if (columns.size === 0) {
    for (const store of ['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE'] as const)
      add({ store, storeBundleId: null })
  }
  return [...columns].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, column]) => column)
}

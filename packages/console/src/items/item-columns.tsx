import { i18n } from '@lingui/core'
import { storeLabel, stores } from '../format/labels.ts'
import type { ItemRowFragment, Store } from '../generated/operations.ts'
import type { Column } from '../ui/data-table.tsx'
import { RowLink } from '../ui/row-link.tsx'
import { Status } from '../ui/status.tsx'
import { itemTypeLabel, type ProductColumn } from './item-labels.ts'

type Connection = { readonly store: Store }

/** One column for each store; the products of several apps stand below each other. */
export function itemColumns(
  products: readonly ProductColumn[],
  connections: readonly Connection[],
  mayEdit: boolean,
): Column<ItemRowFragment>[] {
  const shown = stores.filter((store) => products.some((column) => column.store === store))
  return [
    {
      name: 'item',
      title: () => i18n.t('Item'),
      className: 'min-w-40 max-sm:order-1 max-sm:col-span-2',
      render: ({ itemId, name }) => (
        <>
          <bdi className="line-clamp-2 max-w-72 break-words">{name}</bdi>
          {mayEdit ? (
            <RowLink
              to="/items"
              search={(previous) => ({ ...previous, edit: itemId })}
              className="font-mono text-xs break-all underline decoration-line underline-offset-2 hover:decoration-accent"
            >
              {itemId}
            </RowLink>
          ) : (
            <bdi className="font-mono text-xs break-all text-soft">{itemId}</bdi>
          )}
        </>
      ),
    },
    {
      name: 'type',
      title: () => i18n.t('Type'),
      className: 'whitespace-nowrap max-sm:order-2 max-sm:text-soft',
      render: ({ type }) => itemTypeLabel(type),
    },
    {
      name: 'state',
      title: () => i18n.t('State'),
      className: 'whitespace-nowrap max-sm:order-3',
      render: ({ enabled }) => (
        <Status tone={enabled ? 'good' : 'idle'}>{enabled ? i18n.t('On sale') : i18n.t('Not sold')}</Status>
      ),
    },
    ...shown.map((store) => storeColumn(store, connections)),
  ]
}

function storeColumn(store: Store, connections: readonly Connection[]): Column<ItemRowFragment> {
  const isConnected = connections.some((connection) => connection.store === store)
  return {
    name: store,
    title: () => storeLabel(i18n, store),
    className: 'min-w-32 max-sm:order-4 max-sm:col-span-2',
    render: ({ storeProducts, enabled }) => {
      const own = storeProducts.filter((product) => product.store === store)
      const name = <span className="mr-1.5 text-soft sm:hidden">{storeLabel(i18n, store)}</span>
      if (own.length > 0) {
        return (
          <>
            {name}
            {own.map((product) => (
              <Product key={product.productId} {...product} />
            ))}
          </>
        )
      }
      if (!isConnected || !enabled) return <span className="text-soft max-sm:hidden">–</span>
      return (
        <>
          {name}
          <Status tone="warn">{i18n.t('Missing')}</Status>
        </>
      )
    },
  }
}

type ProductProps = { readonly productId: string; readonly storeBundleId: string | null }

function Product({ productId, storeBundleId }: ProductProps) {
  return (
    <span className="block max-sm:inline">
      <bdi className="line-clamp-2 font-mono text-xs leading-5 break-all">{productId}</bdi>
      {storeBundleId !== null && (
        <bdi className="block text-xs break-all text-soft">
          {i18n.t('only {app}', { app: storeBundleId })}
        </bdi>
      )}
    </span>
  )
}

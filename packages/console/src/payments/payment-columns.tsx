import { i18n } from '@lingui/core'
import { PanelRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { keepApp } from '../app/search-text.ts'
import {
  acknowledgementLabel,
  acknowledgementTones,
  environmentLabel,
  paymentStatusLabel,
  paymentTones,
  storeLabel,
} from '../format/labels.ts'
import type { PaymentRowFragment } from '../generated/operations.ts'
import { Money } from '../ui/money.tsx'
import { RowLink } from '../ui/row-link.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import type { Column } from '../ui/data-table.tsx'
import { defaultColumns, type OptionalColumn } from './payment-search.ts'

const idText = (text: string | null) =>
  text === null ? (
    <span className="text-soft">–</span>
  ) : (
    <bdi className="line-clamp-2 max-w-56 font-mono text-xs leading-5 break-all">{text}</bdi>
  )

type RowOptions = {
  /** The rows that have appeared in the live mode. */
  readonly newIds: ReadonlySet<string>
  readonly onPreview: (id: string) => void
}

const timeColumn = (newIds: ReadonlySet<string>): Column<PaymentRowFragment> => ({
  name: 'time',
  title: () => i18n.t('Time'),
  sortKey: 'PAID_AT',
  className: 'max-sm:order-3 max-sm:text-soft',
  render: ({ id, paidAt }) => (
    <>
      <RowLink to="/payments/$paymentId" params={{ paymentId: id }} search={keepApp}>
        <Time iso={paidAt} />
      </RowLink>
      {newIds.has(id) && (
        <span className="ml-1.5 rounded bg-accent-soft px-1 text-xs whitespace-nowrap text-accent">
          {i18n.t('New')}
        </span>
      )}
    </>
  ),
})

const previewColumn = ({ onPreview }: RowOptions): Column<PaymentRowFragment> => ({
  name: 'preview',
  title: () => <span className="sr-only">{i18n.t('Preview')}</span>,
  className: 'w-8 max-sm:hidden',
  render: ({ id }) => (
    <button
      type="button"
      aria-label={i18n.t('Preview')}
      title={i18n.t('Preview')}
      className="inline-flex size-6 items-center justify-center rounded text-soft hover:bg-hover hover:text-ink"
      onClick={() => onPreview(id)}
    >
      <PanelRight aria-hidden size={14} />
    </button>
  ),
})

const allColumns: readonly Column<PaymentRowFragment>[] = [
  {
    name: 'store',
    title: () => i18n.t('Store'),
    className: 'whitespace-nowrap max-sm:hidden',
    render: ({ store, environment }) => (
      <>
        {storeLabel(i18n, store)}
        {environment === 'SANDBOX' && <SandboxMark />}
      </>
    ),
  },
  {
    name: 'item',
    title: () => i18n.t('Item'),
    className: 'min-w-36 max-sm:order-1',
    render: ({ item, quantity }) => (
      <span title={item.itemId}>
        <bdi className="line-clamp-2 max-w-64 break-words">{item.name}</bdi>
        {quantity > 1 && <span className="text-soft"> × {quantity}</span>}
      </span>
    ),
  },
  {
    name: 'user',
    title: () => i18n.t('User'),
    className: 'max-sm:hidden',
    render: ({ user }) => idText(user.userId),
  },
  {
    name: 'amount',
    title: () => i18n.t('Amount'),
    sortKey: 'PRICE',
    isNumber: true,
    className: 'max-sm:order-2',
    render: ({ price }) => <Money money={price} />,
  },
  {
    name: 'status',
    title: () => i18n.t('Status'),
    className: 'max-sm:order-4 max-sm:text-right',
    render: ({ status, refund }) => (
      <>
        <Status tone={paymentTones[status]}>{paymentStatusLabel(i18n, status)}</Status>
        {refund?.full === false && (
          <span className="block text-xs text-soft">{i18n.t('partially refunded')}</span>
        )}
      </>
    ),
  },
  {
    name: 'acknowledgement',
    title: () => i18n.t('Acknowledgement'),
    className: 'max-lg:hidden',
    render: ({ acknowledgement: { status } }) => (
      <Status tone={acknowledgementTones[status]}>{acknowledgementLabel(i18n, status)}</Status>
    ),
  },
  {
    name: 'order',
    title: () => i18n.t('Order id'),
    className: 'max-md:hidden',
    render: ({ storeOrderId }) => idText(storeOrderId),
  },
  {
    name: 'transaction',
    title: () => i18n.t('Transaction id'),
    className: 'max-md:hidden',
    render: ({ storeTransactionId }) => idText(storeTransactionId),
  },
  {
    name: 'country',
    title: () => i18n.t('Country'),
    className: 'max-md:hidden',
    render: ({ countryCode }) => countryCode ?? <span className="text-soft">–</span>,
  },
]

export function SandboxMark() {
  return (
    <span className="ml-1.5 rounded bg-sandbox px-1 text-xs text-sandbox-ink">
      {environmentLabel(i18n, 'SANDBOX')}
    </span>
  )
}

const always: readonly string[] = ['item', 'amount', 'status']

/** The columns of the list. Amounts can be sorted only within one currency. */
export function shownColumns(
  {
    columns = defaultColumns,
    currency,
  }: {
    readonly columns?: readonly OptionalColumn[] | undefined
    readonly currency?: string | undefined
  },
  options?: RowOptions,
): Column<PaymentRowFragment>[] {
  const shown = allColumns
    .filter(({ name }) => always.includes(name) || (columns as readonly string[]).includes(name))
    .map((column) => (column.name === 'amount' && currency === undefined ? withoutSort(column) : column))
  return [
    timeColumn(options?.newIds ?? new Set()),
    ...shown,
    ...(options === undefined ? [] : [previewColumn(options)]),
  ]
}

function withoutSort({ sortKey: _, ...column }: Column<PaymentRowFragment>): Column<PaymentRowFragment> {
  return { ...column, hint: i18n.t('Choose a currency to sort by amount.') }
}

export function columnTitle(column: OptionalColumn): ReactNode {
  return allColumns.find(({ name }) => name === column)?.title() ?? column
}

import { i18n } from '@lingui/core'
import { clsx } from 'clsx'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { useRef } from 'react'
import type { PaymentOrder, PaymentRowFragment } from '../generated/operations.ts'
import { Skeleton } from '../ui/notes.tsx'
import { shownColumns, type Column } from './payment-columns.tsx'
import type { PaymentSearch } from './payment-search.ts'
import { useRowKeys } from './use-row-keys.ts'

type PaymentsTableProps = {
  /** null until the first page has arrived. */
  readonly payments: readonly PaymentRowFragment[] | null
  readonly search: PaymentSearch
  readonly isOutdated: boolean
  readonly onChange: (changes: Partial<PaymentSearch>) => void
}

export function PaymentsTable({ payments, search, isOutdated, onChange }: PaymentsTableProps) {
  const body = useRef<HTMLTableSectionElement>(null)
  useRowKeys(body, payments)
  const columns = shownColumns(search.columns)
  if (payments?.length === 0) return null
  return (
    <table aria-busy={isOutdated} className="w-full border-collapse text-left max-sm:block">
      <thead className="text-xs text-soft max-sm:sr-only">
        <tr className="border-b border-line">
          {columns.map((column) => (
            <HeadCell key={column.name} column={column} search={search} onChange={onChange} />
          ))}
        </tr>
      </thead>
      <tbody ref={body} className="max-sm:block">
        {payments === null
          ? skeletonRows.map((row) => <SkeletonRow key={row} columns={columns} />)
          : payments.map((payment) => <PaymentRow key={payment.id} payment={payment} columns={columns} />)}
      </tbody>
    </table>
  )
}

const skeletonRows = Array.from({ length: 12 }, (_, row) => row)
const cellClass = 'px-2 py-1.5 align-top first:pl-3 last:pr-3 sm:first:pl-4 sm:last:pr-4'

type HeadCellProps = Pick<PaymentsTableProps, 'search' | 'onChange'> & { readonly column: Column }

function HeadCell({ column, search, onChange }: HeadCellProps) {
  const { name, title, sortKey, isNumber = false } = column
  const isSortable = sortKey === 'PAID_AT' || (sortKey === 'PRICE' && search.currency !== undefined)
  const { sort = 'PAID_AT_DESC' } = search
  const isSorted = isSortable && sort.startsWith(sortKey)
  const isAscending = isSorted && sort.endsWith('ASC')
  const sortBy = (key: string) =>
    onChange({ sort: `${key}_${isSorted && !isAscending ? 'ASC' : 'DESC'}` as PaymentOrder })
  const order = isAscending ? 'ascending' : 'descending'
  return (
    <th
      scope="col"
      aria-sort={isSorted ? order : undefined}
      className={clsx(cellClass, 'font-normal whitespace-nowrap', isNumber && 'text-right', column.className)}
      title={name === 'amount' && !isSortable ? i18n.t('Choose a currency to sort by amount.') : undefined}
    >
      {isSortable ? (
        <button
          type="button"
          className="inline-flex items-center gap-1 rounded hover:text-ink"
          onClick={() => sortBy(sortKey)}
        >
          {title()}
          {isSorted &&
            (isAscending ? <ArrowUp aria-hidden size={12} /> : <ArrowDown aria-hidden size={12} />)}
        </button>
      ) : (
        title()
      )}
    </th>
  )
}

type RowProps = { readonly payment: PaymentRowFragment; readonly columns: readonly Column[] }

/** A row of the table; on a phone its cells stand below each other. */
function PaymentRow({ payment, columns }: RowProps) {
  return (
    <tr
      data-payment={payment.id}
      className="border-b border-line hover:bg-hover has-[a:focus-visible]:bg-accent-soft max-sm:grid max-sm:grid-cols-[1fr_auto] max-sm:py-1.5"
    >
      {columns.map(({ name, isNumber = false, className, render }) => (
        <td key={name} className={clsx(cellClass, 'max-sm:py-0.5', isNumber && 'text-right', className)}>
          {render(payment)}
        </td>
      ))}
    </tr>
  )
}

function SkeletonRow({ columns }: { readonly columns: readonly Column[] }) {
  return (
    <tr className="border-b border-line">
      {columns.map(({ name, className }) => (
        <td key={name} className={clsx(cellClass, className)}>
          <Skeleton className="my-1 w-4/5" />
        </td>
      ))}
    </tr>
  )
}

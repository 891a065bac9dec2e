import { clsx } from 'clsx'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { useRef, type ReactNode } from 'react'
import { Skeleton } from './notes.tsx'
import { useRowKeys } from './use-row-keys.ts'

export type Column<Row> = {
  readonly name: string
  readonly title: () => ReactNode
  readonly render: (row: Row) => ReactNode
  /** The column can be sorted. */
  readonly sortKey?: string
  readonly isNumber?: boolean
  /** Classes of all cells, such as `max-sm:order-2`: on a phone the cells of a row stand below each other, in two columns. */
  readonly className?: string
  /** Explains the heading on hover. */
  readonly hint?: string
}

export type Sort = { readonly key: string; readonly isAscending: boolean }

type DataTableProps<Row extends { readonly id: string }> = {
  readonly columns: readonly Column<Row>[]
  /** null until the first page has arrived. */
  readonly rows: readonly Row[] | null
  readonly isOutdated?: boolean
  readonly sort?: Sort
  readonly onSort?: (sort: Sort) => void
}

/**
 * A table of rows. `j` and `k` move over the rows of the table that was used last, `c` copies the id of one. One cell of each row has a link with `data-row-link`
 * (`<RowLink>`), which Enter opens.
 */
export function DataTable<Row extends { readonly id: string }>({
  columns,
  rows,
  isOutdated = false,
  sort,
  onSort,
}: DataTableProps<Row>) {
  const body = useRef<HTMLTableSectionElement>(null)
  useRowKeys(body, rows !== null)
  if (rows?.length === 0) return null
  return (
    <table aria-busy={isOutdated} className="w-full border-collapse text-left max-sm:block">
      <thead className="text-xs text-soft max-sm:sr-only">
        <tr className="border-b border-line">
          {columns.map((column) => (
            <HeadCell key={column.name} column={column} sort={sort} onSort={onSort} />
          ))}
        </tr>
      </thead>
      <tbody ref={body} data-row-keys className="max-sm:block">
        {rows === null
          ? skeletonRows.map((row) => <SkeletonRow key={row} columns={columns} />)
          : rows.map((row) => <TableRow key={row.id} row={row} columns={columns} />)}
      </tbody>
    </table>
  )
}

const skeletonRows = Array.from({ length: 12 }, (_, row) => row)
const cellClass =
  'px-2 py-1.5 align-top first:pl-3 last:pr-3 sm:first:pl-4 sm:last:pr-4 max-sm:px-3 max-sm:py-0.5'

type HeadCellProps<Row> = {
  readonly column: Column<Row>
  readonly sort: Sort | undefined
  readonly onSort: ((sort: Sort) => void) | undefined
}

function HeadCell<Row>({ column, sort, onSort }: HeadCellProps<Row>) {
  const { title, sortKey, isNumber = false, className, hint } = column
  const isSorted = sortKey !== undefined && sort?.key === sortKey
  const order = sort?.isAscending === true ? 'ascending' : 'descending'
  const Arrow = order === 'ascending' ? ArrowUp : ArrowDown
  return (
    <th
      scope="col"
      aria-sort={isSorted ? order : undefined}
      className={clsx(cellClass, 'font-normal whitespace-nowrap', isNumber && 'text-right', className)}
      title={hint}
    >
      {sortKey === undefined || onSort === undefined ? (
        title()
      ) : (
        <button
          type="button"
          className="inline-flex items-center gap-1 rounded hover:text-ink"
          onClick={() => onSort({ key: sortKey, isAscending: isSorted && !sort.isAscending })}
        >
          {title()}
          {isSorted && <Arrow aria-hidden size={12} />}
        </button>
      )}
    </th>
  )
}

type RowProps<Row> = { readonly row: Row; readonly columns: readonly Column<Row>[] }

function TableRow<Row extends { readonly id: string }>({ row, columns }: RowProps<Row>) {
  return (
    <tr
      data-row={row.id}
      className="border-b border-line hover:bg-hover has-[a:focus-visible]:bg-accent-soft max-sm:grid max-sm:grid-cols-[minmax(0,1fr)_auto] max-sm:py-2"
    >
      {columns.map(({ name, isNumber = false, className, render }) => (
        <td key={name} className={clsx(cellClass, isNumber && 'text-right', className)}>
          {render(row)}
        </td>
      ))}
    </tr>
  )
}

function SkeletonRow<Row>({ columns }: { readonly columns: readonly Column<Row>[] }) {
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

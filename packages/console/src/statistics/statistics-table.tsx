import { i18n } from '@lingui/core'
import { readLanguage } from '../app/preferences.ts'
import type { Environment, StatisticsGroupFragment } from '../generated/operations.ts'
import { DataTable, type Column } from '../ui/data-table.tsx'
import { formatAverage } from '../format/money.ts'
import { Money } from '../ui/money.tsx'
import { writeSpan } from '../pages/search-fields.ts'
import { formatShare, groupingLabel, groupLabel } from './measures.ts'
import { PaymentsLink } from './payments-link.tsx'
import type { Grouping } from './statistics-search.ts'

export type StatisticsRow = StatisticsGroupFragment & {
  readonly id: string
  /** `store`, `item` and others that the whole page is filtered by. */
  readonly filter: Readonly<Record<string, string | string[]>>
}

type StatisticsTableProps = {
  readonly groups: readonly StatisticsGroupFragment[] | null
  readonly grouping: Grouping | null
  readonly environment: Environment
  readonly filter: StatisticsRow['filter']
  /** Users are counted only where no store, item or country divides them. */
  readonly hasBuyers: boolean
}

/** The exact numbers. Each number of payments opens them. */
export function StatisticsTable({ groups, grouping, environment, filter, hasBuyers }: StatisticsTableProps) {
  const rows =
    groups?.map((group) => ({
      ...group,
      filter,
      id: [group.firstDay, group.store, group.itemId, group.countryCode, group.currencyCode].join('/'),
    })) ?? null
  return <DataTable columns={columnsOf({ grouping, environment, hasBuyers })} rows={rows} />
}

function columnsOf({
  grouping,
  environment,
  hasBuyers,
}: Pick<StatisticsTableProps, 'grouping' | 'environment' | 'hasBuyers'>): readonly Column<StatisticsRow>[] {
  const isOfCountry = grouping === 'COUNTRY'
  return [
    ...(grouping === null ? [] : [groupColumn(grouping)]),
    {
      name: 'currency',
      title: () => i18n.t('Currency'),
      render: ({ currencyCode }) => currencyCode ?? i18n.t('Unknown price'),
    },
    numberColumn('payments', i18n.t('Payments'), (group) => (
      <PaymentsLink {...{ group, environment, isOfCountry, filter: group.filter }} />
    )),
    numberColumn('gross', i18n.t('Gross'), (group) => <Amount group={group} amount={group.gross} />),
    numberColumn('refunds', i18n.t('Refunds'), (group) => (
      <PaymentsLink
        {...{ group, environment, isOfCountry, count: group.refundCount }}
        filter={{ ...group.filter, paid: undefined, refunded: writeSpan(group.paidFrom, group.paidTo) }}
      />
    )),
    numberColumn('refunded', i18n.t('Refunded'), (group) => <Amount group={group} amount={group.refunded} />),
    numberColumn('net', i18n.t('Net'), (group) => <Amount group={group} amount={group.net} />),
    numberColumn('rate', i18n.t('Refund rate'), (group) => (
      <RefundRate {...{ group, environment, isOfCountry }} />
    )),
    ...(hasBuyers ? buyerColumns() : []),
  ]
}

function groupColumn(grouping: Grouping): Column<StatisticsRow> {
  return {
    name: 'group',
    title: () => groupingLabel(grouping),
    className: 'max-sm:font-medium',
    render: (group) => <bdi className="line-clamp-2">{groupLabel(group, grouping, readLanguage())}</bdi>,
  }
}

const buyerColumns = (): readonly Column<StatisticsRow>[] => [
  numberColumn('buyers', i18n.t('Buyers'), ({ buyerCount }) =>
    buyerCount === null ? '–' : new Intl.NumberFormat(readLanguage()).format(buyerCount),
  ),
  numberColumn('perBuyer', i18n.t('Net per buyer'), (group) =>
    group.averageRevenuePerBuyer === null ? (
      '–'
    ) : (
      <Average group={group} amount={group.averageRevenuePerBuyer} />
    ),
  ),
]

/** On a phone each number stands in a line of its own, behind its name. */
function numberColumn(
  name: string,
  title: string,
  render: (group: StatisticsRow) => React.ReactNode,
): Column<StatisticsRow> {
  return {
    name,
    title: () => title,
    isNumber: true,
    className: 'max-sm:col-span-2 max-sm:flex max-sm:justify-between max-sm:gap-2',
    render: (group) => (
      <>
        <span className="text-soft sm:hidden">{title}</span>
        <span>{render(group)}</span>
      </>
    ),
  }
}

function Amount({ group, amount }: { readonly group: StatisticsRow; readonly amount: string }) {
  const { currencyCode } = group
  return currencyCode === null ? '–' : <Money money={{ amount, currencyCode }} />
}

/** An average has more digits than its currency; all of them on hover. */
function Average({
  group: { currencyCode },
  amount,
}: {
  readonly group: StatisticsRow
  readonly amount: string
}) {
  if (currencyCode === null) return '–'
  return (
    <span title={`${amount} ${currencyCode}`}>{formatAverage({ amount, currencyCode }, readLanguage())}</span>
  )
}

/** The share of these payments that is refunded by now, with their number. */
function RefundRate({
  group,
  environment,
  isOfCountry,
}: {
  readonly group: StatisticsRow
  readonly environment: Environment
  readonly isOfCountry: boolean
}) {
  return (
    <>
      {formatShare(group.refundRate, readLanguage())}
      {group.refundedPaymentCount > 0 && (
        <span className="ml-1 text-xs text-soft">
          (
          <PaymentsLink
            {...{ group, environment, isOfCountry, count: group.refundedPaymentCount, filter: group.filter }}
            refund={['PARTIAL', 'FULL']}
          />
          )
        </span>
      )}
    </>
  )
}

import { i18n } from '@lingui/core'
import { readLanguage } from '../app/preferences.ts'
import type {
  SubscriptionMovementRowFragment,
  SubscriptionStatisticsInterval,
} from '../generated/operations.ts'
import { writeSpan } from '../pages/search-fields.ts'
import type { PaymentSearch } from '../payments/payment-search.ts'
import type { SubscriptionSearch } from '../subscriptions/subscription-search.ts'
import { DataTable, type Column } from '../ui/data-table.tsx'
import { intervalLabel, measureLabel, measures, periodLabel, type Measure } from './movement-labels.ts'
import { PeriodsLink, SubscriptionsLink, type CountedScope } from './number-links.tsx'
import type { SubscriptionNumbers } from './subscription-statistics-search.ts'

type MovementTableProps = {
  readonly statistics: SubscriptionNumbers
  readonly interval: SubscriptionStatisticsInterval
  readonly scope: CountedScope
}

type Row = SubscriptionMovementRowFragment & { readonly id: string }

/** The exact numbers, the newest first, below those of the whole period. Each opens its rows. */
export function MovementTable({ statistics, interval, scope }: MovementTableProps) {
  const rows = statistics.movement.toReversed().map((row) => ({ ...row, id: row.firstDay }))
  return <DataTable columns={columnsOf(interval, scope)} rows={[toTotal(statistics), ...rows]} />
}

const totalId = 'total'

function toTotal({ movement, from, to, startsAt, endsAt }: SubscriptionNumbers): Row {
  const sums = Object.fromEntries(
    measures.map((measure) => [measure, movement.reduce((sum, row) => sum + row[measure], 0)]),
  ) as Record<Measure, number>
  return { ...sums, id: totalId, firstDay: from, lastDay: to, startsAt, endsAt }
}

function columnsOf(interval: SubscriptionStatisticsInterval, scope: CountedScope): readonly Column<Row>[] {
  return [
    {
      name: 'period',
      title: () => intervalLabel(interval),
      className: 'whitespace-nowrap max-sm:col-span-2 max-sm:font-medium',
      render: (row) =>
        row.id === totalId ? (
          <span className="font-medium">{i18n.t('Whole period')}</span>
        ) : (
          periodLabel(row, interval, readLanguage())
        ),
    },
    ...measures.map((measure): Column<Row> => ({
      name: measure,
      title: () => measureLabel(measure),
      isNumber: true,
      className: 'max-sm:col-span-2 max-sm:flex max-sm:justify-between max-sm:gap-2',
      render: (row) => (
        <>
          <span className="text-soft sm:hidden">{measureLabel(measure)}</span>
          <Number row={row} measure={measure} scope={scope} />
        </>
      ),
    })),
  ]
}

type PeriodMeasure = Exclude<Measure, 'expired' | 'revoked'>

const periodFilters: Record<PeriodMeasure, PaymentSearch> = {
  started: { kind: ['INITIAL'], again: 'no' },
  resubscribed: { kind: ['INITIAL'], again: 'yes' },
  renewed: { kind: ['RENEWAL'] },
  recovered: { kind: ['RECOVERY'] },
  changed: { kind: ['CHANGE'] },
  toppedUp: { kind: ['TOP_UP'] },
}
const endFilters: Record<'expired' | 'revoked', SubscriptionSearch> = {
  expired: { status: ['EXPIRED'] },
  revoked: { status: ['REVOKED'] },
}

type NumberProps = { readonly row: Row; readonly measure: Measure; readonly scope: CountedScope }

function Number({ row, measure, scope }: NumberProps) {
  const span = writeSpan(row.startsAt, row.endsAt)
  return measure === 'expired' || measure === 'revoked' ? (
    <SubscriptionsLink count={row[measure]} scope={scope} filter={{ ...endFilters[measure], ended: span }} />
  ) : (
    <PeriodsLink count={row[measure]} scope={scope} filter={{ ...periodFilters[measure], paid: span }} />
  )
}

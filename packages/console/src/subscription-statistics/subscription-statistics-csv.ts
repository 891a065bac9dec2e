import { toCsvText, type CsvValue } from '../statistics/csv.ts'
import { measures } from './movement-labels.ts'
import type { SubscriptionNumbers } from './subscription-statistics-search.ts'

const columns = [
  'figure',
  'measure',
  'value',
  'firstDay',
  'lastDay',
  'currencyCode',
  'cancelReason',
  'countedAt',
] as const

type Column = (typeof columns)[number]
type Row = Partial<Record<Column, CsvValue>>

const currentMeasures = [
  'active',
  'willNotRenew',
  'inTrial',
  'shared',
  'inGracePeriod',
  'onHold',
  'paused',
  'pending',
] as const
const revenueMeasures = ['amount', 'subscriptionCount', 'paymentCount'] as const
const trialMeasures = ['ended', 'converted', 'notConverted', 'open', 'conversionRate'] as const
const churnMeasures = ['count', 'trialCount'] as const

/** Everything that the page shows as a CSV: a row for each number, with the names and the exact amounts of the API. */
export function toSubscriptionCsv(statistics: SubscriptionNumbers): string {
  const { from, to, countedAt, current, recurringRevenue, movement, trials, churn } = statistics
  const period = { firstDay: from, lastDay: to }
  const rows = [
    ...toRows('current', current, currentMeasures, {}),
    ...recurringRevenue.flatMap(({ currencyCode, ...revenue }) =>
      toRows('recurringRevenue', revenue, revenueMeasures, { currencyCode }),
    ),
    ...movement.flatMap(({ firstDay, lastDay, ...numbers }) =>
      toRows('movement', numbers, measures, { firstDay, lastDay }),
    ),
    ...toRows('trials', trials, trialMeasures, period),
    ...churn.flatMap(({ cancelReason, ...numbers }) =>
      toRows('churn', numbers, churnMeasures, { ...period, cancelReason }),
    ),
  ]
  return toCsvText([
    columns,
    ...rows.map((row) => columns.map((column) => ({ ...row, countedAt })[column] ?? null)),
  ])
}

const toRows = <Measure extends string>(
  figure: string,
  numbers: Readonly<Record<Measure, CsvValue>>,
  names: readonly Measure[],
  group: Row,
): Row[] => names.map((measure) => ({ figure, measure, value: numbers[measure], ...group }))

import { environments, stores } from '../format/labels.ts'
import type {
  Environment,
  Store,
  SubscriptionStatisticsInterval,
  SubscriptionStatisticsQuery,
  SubscriptionStatisticsQueryVariables,
} from '../generated/operations.ts'
import { readChoice, readDay, readText, withoutEmpty } from '../pages/search-fields.ts'

export type SubscriptionNumbers = SubscriptionStatisticsQuery['subscriptionStatistics']

export const intervals: readonly SubscriptionStatisticsInterval[] = ['DAY', 'WEEK', 'MONTH']

/** The parts of the movement that a chart shows: what came and went, or what was charged again. */
export const views = ['balance', 'renewals'] as const

/** The view of the statistics of subscriptions, as it is in the address. */
export type SubscriptionStatisticsSearch = {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly by?: SubscriptionStatisticsInterval | undefined
  readonly view?: (typeof views)[number] | undefined
  readonly environment?: Environment | undefined
  readonly store?: Store | undefined
  readonly item?: string | undefined
}

/** Reads an address. What is unknown or malformed is left out. */
export const readSubscriptionStatisticsSearch = (
  search: Readonly<Record<string, unknown>>,
): SubscriptionStatisticsSearch =>
  withoutEmpty({
    from: readDay(search, 'from'),
    to: readDay(search, 'to'),
    by: readChoice(search, 'by', intervals),
    view: readChoice(search, 'view', views),
    environment: readChoice(search, 'environment', environments),
    store: readChoice(search, 'store', stores),
    item: readText(search, 'item'),
  })

/** The arguments of the query for a view. */
export const toSubscriptionStatisticsVariables = ({
  from,
  to,
  by = 'DAY',
  environment = 'PRODUCTION',
  store,
  item,
}: SubscriptionStatisticsSearch): SubscriptionStatisticsQueryVariables => ({
  ...withoutEmpty({ from, to }),
  environment,
  interval: by,
  filter: withoutEmpty({ store: store === undefined ? undefined : [store], itemId: item }),
})

/** Whether the view leaves out subscriptions or has another period than the usual one. */
export const isNarrowed = ({ from, to, store, item }: SubscriptionStatisticsSearch) =>
  (from ?? to ?? store ?? item) !== undefined

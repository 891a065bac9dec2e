import { environments, stores } from '../format/labels.ts'
import type { Environment, PaymentStatisticsQueryVariables, Store } from '../generated/operations.ts'

export const groupings = ['DAY', 'MONTH', 'STORE', 'ITEM', 'COUNTRY'] as const
export type Grouping = (typeof groupings)[number]

export const measures = ['gross', 'net', 'refunded', 'paymentCount', 'buyerCount'] as const
export type Measure = (typeof measures)[number]

/** The view of the statistics, as it is in the address. */
export type StatisticsSearch = {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly by?: Grouping | undefined
  readonly measure?: Measure | undefined
  readonly environment?: Environment | undefined
  readonly store?: Store | undefined
  readonly item?: string | undefined
  readonly currency?: string | undefined
  readonly country?: string | undefined
}

const day = /^\d{4}-\d\d-\d\d$/

/** Reads an address. What is unknown or malformed is left out. */
export function readStatisticsSearch(search: Readonly<Record<string, unknown>>): StatisticsSearch {
  const text = (name: string) => {
    const value = search[name]
    return typeof value === 'string' ? value.trim() : ''
  }
  const choose = <Value extends string>(name: string, values: readonly Value[]) =>
    values.find((value) => value === text(name))
  const match = (name: string, format: RegExp) => (format.test(text(name)) ? text(name) : undefined)
  const read: StatisticsSearch = {
    from: match('from', day),
    to: match('to', day),
    by: choose('by', groupings),
    measure: choose('measure', measures),
    environment: choose('environment', environments),
    store: choose('store', stores),
    item: text('item') || undefined,
    currency: match('currency', /^[A-Z]{3}$/),
    country: match('country', /^[A-Z]{2}$/),
  }
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined))
}

/** The arguments of the query for a view. */
export function toStatisticsVariables(search: StatisticsSearch): PaymentStatisticsQueryVariables {
  const { from, to, by = 'DAY', environment = 'PRODUCTION', store, item, currency, country } = search
  return {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    environment,
    groupBy: [by],
    filter: {
      ...(store === undefined ? {} : { store: [store] }),
      ...(item === undefined ? {} : { itemId: item }),
      ...(currency === undefined ? {} : { currencyCode: currency }),
      ...(country === undefined ? {} : { countryCode: country }),
    },
  }
}

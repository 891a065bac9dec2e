import {
  acknowledgementStatuses,
  environments,
  paymentStatuses,
  refundExtents,
  stores,
} from '../format/labels.ts'
import type {
  AcknowledgementAlert,
  DateTimeRange,
  PaymentFilter,
  PaymentOrder,
  PaymentsQueryVariables,
} from '../generated/operations.ts'
import { periodKinds, periodPhases, trialOutcomes } from '../subscriptions/subscription-labels.ts'
import { readSpan, spanPattern, toDayRange, withoutEmpty } from '../pages/search-fields.ts'

const paymentOrders: readonly PaymentOrder[] = ['PAID_AT_DESC', 'PAID_AT_ASC', 'PRICE_DESC', 'PRICE_ASC']
export const optionalColumns = [
  'store',
  'user',
  'acknowledgement',
  'order',
  'transaction',
  'country',
] as const
export type OptionalColumn = (typeof optionalColumns)[number]
export const defaultColumns: readonly OptionalColumn[] = ['store', 'user', 'acknowledgement', 'order']

/** Conditions that other pages link to, and that no field of the filter has. */
export const linkedConditions = [
  'alert',
  'delivery',
  'unknown',
  'consumable',
  'paid',
  'refunded',
  'kind',
  'again',
  'phase',
  'outcome',
  'ends',
  'current',
] as const
const acknowledgementAlerts: readonly AcknowledgementAlert[] = ['WARNING', 'CRITICAL', 'FAILED']

const listed = {
  status: paymentStatuses,
  alert: acknowledgementAlerts,
  unknown: ['price', 'country'],
  store: stores,
  acknowledgement: acknowledgementStatuses,
  refund: refundExtents,
  kind: periodKinds,
  phase: periodPhases,
  outcome: trialOutcomes,
  columns: optionalColumns,
} as const
/** `live`: rows appear as they are paid; `again`: first periods of users who had the item before, or not. */
const chosen = {
  environment: environments,
  sort: paymentOrders,
  consumable: ['yes', 'no'],
  delivery: ['failed'],
  again: ['yes', 'no'],
  live: ['on'],
} as const
/** `preview`: the id of the payment in the side panel. */
const texts = ['user', 'item', 'order', 'transaction', 'after', 'before', 'preview'] as const

type Lists = { readonly [Name in keyof typeof listed]?: (typeof listed)[Name][number][] | undefined }
type Choices = { readonly [Name in keyof typeof chosen]?: (typeof chosen)[Name][number] | undefined }
type Texts = {
  readonly [Name in (typeof texts)[number] | keyof typeof formats]?: string | undefined
}

/** The view of the list of payments, as it is in the address. */
export type PaymentSearch = Lists & Choices & Texts

export type FilterProps = {
  readonly search: PaymentSearch
  readonly onChange: (changes: Partial<PaymentSearch>) => void
}

const day = /^\d{4}-\d\d-\d\d$/

const formats = {
  paid: spanPattern,
  refunded: spanPattern,
  ends: spanPattern,
  current: /^\d{4}-\d\d-\d\dT[\d:.]+Z$/,
  currency: /^[A-Z]{3}$/,
  country: /^[A-Z]{2}$/,
  min: /^\d{1,13}(\.\d{1,6})?$/,
  max: /^\d{1,13}(\.\d{1,6})?$/,
  from: day,
  to: day,
  refundFrom: day,
  refundTo: day,
} as const

/** Blanks and characters without width come along when an id is copied from a mail. */
const cleanText = (text: string) => text.replaceAll(/[\u200b-\u200f\u2060\ufeff]/g, '').trim()

/** Reads an address. What is unknown or malformed is left out. */
export function readPaymentSearch(search: Readonly<Record<string, unknown>>): PaymentSearch {
  const read = (name: string): string => {
    const value = search[name]
    if (Array.isArray(value)) return value.join(',')
    return typeof value === 'string' ? cleanText(value) : ''
  }
  const entries: [string, unknown][] = [
    ...Object.entries(listed).map(([name, values]): [string, unknown] => {
      const wanted = read(name).split(',')
      return [name, values.filter((value) => wanted.includes(value))]
    }),
    ...Object.entries(chosen).map(([name, values]): [string, unknown] => [
      name,
      (values as readonly string[]).find((value) => value === read(name)),
    ]),
    ...texts.map((name): [string, unknown] => [name, read(name)]),
    ...Object.entries(formats).map(([name, format]): [string, unknown] => {
      const text = name === 'currency' || name === 'country' ? read(name).toUpperCase() : read(name)
      return [name, format.test(text) ? text : '']
    }),
  ]
  return Object.fromEntries(
    entries.filter(
      ([, value]) => value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0),
    ),
  )
}

const pageSize = 50

/** The arguments of the query for a view. A sort by price needs a currency. */
export function toPaymentVariables(search: PaymentSearch): PaymentsQueryVariables {
  const { after, before, sort = 'PAID_AT_DESC', currency } = search
  const isPossible = !sort.startsWith('PRICE') || currency !== undefined
  return {
    filter: toPaymentFilter(search),
    orderBy: isPossible ? sort : 'PAID_AT_DESC',
    ...(before === undefined
      ? { first: pageSize, ...(after === undefined ? {} : { after }) }
      : { last: pageSize, before }),
  }
}

export function toPaymentFilter(search: PaymentSearch): PaymentFilter {
  const { status, store, environment, acknowledgement, refund, user, item, order, transaction } = search
  const { currency, country, min, max, alert, delivery, consumable, unknown = [] } = search
  const { refunded, refundFrom, refundTo } = search
  return withoutEmpty({
    status,
    store,
    environment,
    acknowledgementStatus: acknowledgement,
    acknowledgementAlert: alert,
    hasDeliveryFailure: delivery === undefined ? undefined : true,
    consumable: consumable === undefined ? undefined : consumable === 'yes',
    hasPrice: unknown.includes('price') ? false : undefined,
    hasCountryCode: unknown.includes('country') ? false : undefined,
    refund,
    refundedBetween: refunded === undefined ? toDayRange(refundFrom, refundTo) : readSpan(refunded),
    userId: user,
    itemId: item,
    storeOrderId: order,
    storeTransactionId: transaction,
    currencyCode: currency,
    countryCode: country,
    priceBetween:
      currency === undefined || (min ?? max) === undefined ? undefined : withoutEmpty({ from: min, to: max }),
    paidBetween: toPaidBetween(search),
    ...toPeriodFilter(search),
  })
}

/** The conditions on periods of subscriptions. */
function toPeriodFilter({ kind, phase, outcome, again, ends, current }: PaymentSearch): PaymentFilter {
  return withoutEmpty({
    periodKind: kind,
    periodPhase: phase,
    trialOutcome: outcome,
    isResubscription: again === undefined ? undefined : again === 'yes',
    periodEndsBetween: ends === undefined ? undefined : readSpan(ends),
    currentPeriodAt: current,
  })
}

function toPaidBetween({ paid, from, to }: PaymentSearch): DateTimeRange | undefined {
  return paid === undefined ? toDayRange(from, to) : readSpan(paid)
}

/** Number of conditions of a view. */
export const countConditions = (search: PaymentSearch) => Object.keys(toPaymentFilter(search)).length

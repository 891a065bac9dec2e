import fc from 'fast-check'
import type { Sql } from 'postgres'
import { encodeId } from '../../src/platform/ids.ts'
import { generatedUserId } from './generated-payments.ts'

export type StoredPayment = {
  readonly id: string
  readonly status: string
  readonly store: string
  readonly environment: string
  readonly userId: string
  readonly itemId: string
  readonly micros: string | null
  readonly currency: string | null
  readonly paidAt: Date
  readonly refundedAt: Date | null
  readonly acknowledgement: string
}

/** Every payment of an AppKey. */
export function selectPayments(sql: Sql, appId: string): Promise<StoredPayment[]> {
  return sql<StoredPayment[]>`
    select p.id, p.status, p.store, p.environment, u.external_id as "userId", i.external_id as "itemId",
           p.price_micros as micros, p.currency_code as currency, p.paid_at as "paidAt", p.refunded_at as "refundedAt",
           p.acknowledgement_status as acknowledgement
    from payments p join users u on u.id = p.user_id join items i on i.id = p.item_id where p.app_id = ${appId}`
}

type Period = { readonly from: string | null; readonly to: string | null }
export type Filter = {
  readonly status?: readonly string[]
  readonly store?: readonly string[]
  readonly environment?: string
  readonly userId?: string
  readonly itemId?: string
  readonly paidBetween?: Period
  readonly refundedBetween?: Period
  readonly currencyCode?: string
  readonly priceBetween?: Period
  readonly acknowledgementStatus?: readonly string[]
  readonly refund?: readonly string[]
}

/** Filters of `PaymentFilter`, most of them of several conditions. */
export const anyFilter: fc.Arbitrary<Filter> = fc
  .record(
    {
      status: fc.subarray(['PAID', 'CONSUMED', 'COMPLETED', 'REFUNDED']),
      store: fc.subarray(['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE', 'TEST_STORE']),
      environment: fc.constantFrom('PRODUCTION', 'SANDBOX'),
      userId: fc.nat(300).map(generatedUserId),
      itemId: fc.constantFrom('coins_100', 'coins_500', 'remove_ads', 'none'),
      paidBetween: anyPeriod('2026-05-29', 3),
      refundedBetween: anyPeriod('2026-05-31', 3),
      currencyCode: fc.constantFrom('KRW', 'USD', 'VND'),
      priceBetween: fc.record({
        from: fc.constantFrom(null, '0.99', '12.99'),
        to: fc.constantFrom(null, '5.99', '30.99'),
      }),
      acknowledgementStatus: fc.subarray(['PENDING', 'ACKNOWLEDGED', 'FAILED']),
      refund: fc.subarray(['NONE', 'PARTIAL', 'FULL']),
    },
    { requiredKeys: [] },
  )
  .map(({ priceBetween, ...filter }) =>
    filter.currencyCode === undefined || priceBetween === undefined ? filter : { ...filter, priceBetween },
  )

function anyPeriod(firstDay: string, days: number): fc.Arbitrary<Period> {
  const start = Date.parse(`${firstDay}T00:00:00Z`)
  const time = fc.nat(days * 24).map((hours) => new Date(start + hours * 3_600_000).toISOString())
  return fc.record({ from: fc.option(time), to: fc.option(time) })
}

/** The orders of `PaymentOrder`. */
export const orders = ['PAID_AT_DESC', 'PAID_AT_ASC', 'PRICE_DESC', 'PRICE_ASC'] as const

/** The list as the documentation describes it, of rows that are in memory. */
export function selectExpected(
  payments: readonly StoredPayment[],
  filter: Filter,
  orderBy: string,
): string[] {
  const isIn = ({ from, to }: Period, time: Date | null) =>
    time !== null && (from === null || time >= new Date(from)) && (to === null || time < new Date(to))
  const micros = (decimal: string | null | undefined) =>
    decimal == null ? null : BigInt(Math.round(Number(decimal) * 1e6))
  const extentOf = ({ status, refundedAt }: StoredPayment) =>
    status === 'REFUNDED' ? 'FULL' : refundedAt === null ? 'NONE' : 'PARTIAL'
  const key = (payment: StoredPayment) =>
    orderBy.startsWith('PRICE') ? BigInt(payment.micros ?? 0) : BigInt(payment.paidAt.getTime())
  const [low, high] = [micros(filter.priceBetween?.from), micros(filter.priceBetween?.to)]
  const isOrdered = (price: string | null) =>
    price !== null && (low === null || BigInt(price) >= low) && (high === null || BigInt(price) <= high)
  const matching = payments.filter(
    (each) =>
      (filter.status?.includes(each.status) ?? true) &&
      (filter.store?.includes(each.store) ?? true) &&
      (filter.environment === undefined || filter.environment === each.environment) &&
      (filter.userId === undefined || filter.userId === each.userId) &&
      (filter.itemId === undefined || filter.itemId === each.itemId) &&
      (filter.paidBetween === undefined || isIn(filter.paidBetween, each.paidAt)) &&
      (filter.refundedBetween === undefined ||
        (filter.refundedBetween.from === null && filter.refundedBetween.to === null) ||
        isIn(filter.refundedBetween, each.refundedAt)) &&
      (filter.currencyCode === undefined || filter.currencyCode === each.currency) &&
      (filter.priceBetween === undefined || (low === null && high === null) || isOrdered(each.micros)) &&
      (filter.acknowledgementStatus?.includes(each.acknowledgement) ?? true) &&
      (filter.refund?.includes(extentOf(each)) ?? true),
  )
  const sign = orderBy.endsWith('ASC') ? 1 : -1
  const compare = (a: StoredPayment, b: StoredPayment) => {
    if (key(a) !== key(b)) return key(a) < key(b) ? -1 : 1
    return a.id < b.id ? -1 : 1
  }
  return matching.toSorted((a, b) => sign * compare(a, b)).map(({ id }) => encodeId('pay', id))
}

import type { Sql } from 'postgres'

/** The statistics as they must be, computed from payments and refunds by other means than the server's. */
export type ExpectedStatistics = {
  /** Sums by environment, day, store, item, country and currency. */
  readonly totals: ReadonlyMap<string, string>
  /** The days on which each user paid, by environment and currency; the currency is empty for all together. */
  readonly buyerDays: readonly BuyerDay[]
}

export type BuyerDay = {
  readonly environment: string
  readonly currencyCode: string
  readonly userId: string
  readonly day: string
}

type PaymentRow = {
  readonly id: string
  readonly user_id: string
  readonly environment: string
  readonly store: string
  readonly item_id: string
  readonly country_code: string | null
  readonly currency_code: string | null
  readonly price_micros: string | null
  readonly quantity: number
  readonly status: string
  readonly refunded_quantity: number
  readonly refunded_micros: string | null
  readonly paid_at: Date
}

type RefundRow = {
  readonly payment_id: string
  readonly quantity: number
  readonly amount_micros: string | null
  readonly refunded_at: Date
}

/** Calendar day in a time zone, by the tables of Node and not by those of PostgreSQL. */
function dayIn(timeZone: string, time: Date): string {
  return new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(time)
}

export async function computeStatistics(
  sql: Sql,
  appId: string,
  timeZone: string,
): Promise<ExpectedStatistics> {
  const payments = await sql<PaymentRow[]>`select * from payments where app_id = ${appId}`
  const refunds = await sql<
    RefundRow[]
  >`select * from refunds where app_id = ${appId} and reversed_at is null`
  const sums = new Map<string, bigint[]>()
  const add = (payment: PaymentRow, time: Date, values: bigint[]) => {
    const key = [
      payment.environment,
      dayIn(timeZone, time),
      payment.store,
      payment.item_id,
      payment.country_code ?? '',
      payment.currency_code ?? '',
    ].join(' ')
    const before = sums.get(key) ?? values.map(() => 0n)
    sums.set(
      key,
      before.map((sum, index) => sum + (values[index] ?? 0n)),
    )
  }
  const big = (value: string | number | null) => BigInt(value ?? 0)
  for (const payment of payments) {
    const isRefunded =
      payment.status === 'REFUNDED' || payment.refunded_quantity > 0 || big(payment.refunded_micros) > 0n
    add(payment, payment.paid_at, [
      1n,
      big(payment.quantity),
      big(payment.price_micros),
      isRefunded ? 1n : 0n,
      big(payment.refunded_micros),
      0n,
      0n,
      0n,
    ])
  }
  const byId = new Map(payments.map((payment) => [payment.id, payment]))
  for (const refund of refunds) {
    const payment = byId.get(refund.payment_id)
    if (payment === undefined) throw new Error('a refund has a payment')
    const amounts = [1n, big(refund.quantity), big(refund.amount_micros)]
    add(payment, refund.refunded_at, [0n, 0n, 0n, 0n, 0n, ...amounts])
  }
  return {
    totals: new Map([...sums].map(([key, values]) => [key, values.join(' ')])),
    buyerDays: toBuyerDays(payments, timeZone),
  }
}

function toBuyerDays(payments: readonly PaymentRow[], timeZone: string): BuyerDay[] {
  const paid = payments.filter(({ price_micros: micros }) => BigInt(micros ?? 0) > 0n)
  const days = paid.flatMap((payment) =>
    ['', payment.currency_code ?? ''].map((currencyCode) => ({
      environment: payment.environment,
      currencyCode,
      userId: payment.user_id,
      day: dayIn(timeZone, payment.paid_at),
    })),
  )
  return [...new Map(days.map((day) => [Object.values(day).join(' '), day])).values()]
}

/** The daily totals of the server, in the same form. */
export async function readTotals(sql: Sql, appId: string): Promise<Map<string, string>> {
  const rows = await sql<{ key: string; sums: string }[]>`
    select concat_ws(' ', environment, day::text, store, item_id, country_code, currency_code) as key,
           concat_ws(' ', payment_count, quantity, gross_micros, refunded_payment_count, refunded_payment_micros, refund_count,
                     refunded_quantity, refunded_micros) as sums
    from payment_daily_totals where app_id = ${appId}`
  return new Map(rows.filter(({ sums }) => /[^0 ]/.test(sums)).map(({ key, sums }) => [key, sums]))
}

export type BuyerCounts = { readonly buyers: number; readonly newBuyers: number }

/** The different buyers of a period, and those of them who had not paid before. */
export function countBuyers(
  days: readonly BuyerDay[],
  period: Pick<BuyerDay, 'environment' | 'currencyCode'> & { readonly from: string; readonly to: string },
): BuyerCounts {
  const own = days.filter(
    ({ environment, currencyCode }) =>
      environment === period.environment && currencyCode === period.currencyCode,
  )
  const earlier = new Set(own.filter(({ day }) => day < period.from).map(({ userId }) => userId))
  const buyers = new Set(
    own.filter(({ day }) => day >= period.from && day <= period.to).map(({ userId }) => userId),
  )
  return { buyers: buyers.size, newBuyers: [...buyers].filter((userId) => !earlier.has(userId)).length }
}

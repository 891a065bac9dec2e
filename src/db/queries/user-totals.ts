import type { Db } from '../client.ts'

export type PaymentTotalsRow = {
  /** Null for payments without a price. */
  readonly currencyCode: string | null
  readonly paymentCount: number
  readonly unconsumedCount: number
  readonly refundedPaymentCount: number
  readonly grossMicros: bigint
  readonly refundedMicros: bigint
}

type Environment = 'PRODUCTION' | 'SANDBOX'

/** Totals of the newest payments of a user by currency, and whether these are all. */
export async function selectUserPaymentTotals(
  { sql }: Db,
  appId: string,
  { userId, environment }: { readonly userId: string; readonly environment: Environment },
): Promise<{ readonly groups: readonly PaymentTotalsRow[]; readonly isExact: boolean }> {
  const newest = sql`
    select environment, currency_code, price_micros, status, consumable, refunded_quantity, refunded_micros from payments
    where user_id = ${userId} and app_id = ${appId} order by paid_at desc, id desc`
  const rows = await sql`
    select currency_code, count(*)::int as payment_count,
           count(*) filter (where status = 'PAID' and consumable)::int as unconsumed_count,
           count(*) filter (
             where status = 'REFUNDED' or refunded_quantity > 0 or coalesce(refunded_micros, 0) > 0
           )::int as refunded_payment_count,
           coalesce(sum(price_micros), 0)::text as gross_micros, coalesce(sum(refunded_micros), 0)::text as refunded_micros
    from (${newest} limit 10000) p where environment = ${environment}
    group by currency_code order by payment_count desc, currency_code`
  const groups = rows.map((row) => ({
    currencyCode: row['currency_code'] as string | null,
    paymentCount: Number(row['payment_count']),
    unconsumedCount: Number(row['unconsumed_count']),
    refundedPaymentCount: Number(row['refunded_payment_count']),
    grossMicros: BigInt(String(row['gross_micros'])),
    refundedMicros: BigInt(String(row['refunded_micros'])),
  }))
  if (groups.length === 0) return { groups, isExact: true }
  const others = await sql`select from (${newest} offset 10000 limit 1) p`
  return { groups, isExact: others.length === 0 }
}

export type RefundTotalsRow = {
  readonly currencyCode: string | null
  readonly refundCount: number
  readonly afterConsumeCount: number
  readonly refundedMicros: bigint
}

export type RefundPeriod = {
  readonly userId: string
  readonly environment: Environment
  /** Null for all refunds. */
  readonly since: Date | null
}

/** Totals of the newest refunds of a user by currency, without reversed ones, and whether these are all. */
export async function selectUserRefundTotals(
  { sql }: Db,
  appId: string,
  { userId, environment, since }: RefundPeriod,
): Promise<{ readonly groups: readonly RefundTotalsRow[]; readonly isExact: boolean }> {
  const newest = sql`
    select payment_id, currency_code, amount_micros, previous_status, refunded_at, reversed_at from refunds
    where user_id = ${userId} and app_id = ${appId} order by id desc`
  const rows = await sql`
    select r.currency_code, count(*)::int as refund_count,
           count(*) filter (where r.previous_status in ('CONSUMED', 'COMPLETED'))::int as after_consume_count,
           coalesce(sum(r.amount_micros), 0)::text as refunded_micros
    from (${newest} limit 10000) r
    cross join lateral (
      select p.environment from payments p where p.app_id = ${appId} and p.id = r.payment_id limit 1
    ) payment
    where payment.environment = ${environment} and r.reversed_at is null
      and r.refunded_at >= ${since?.toISOString() ?? '-infinity'}::timestamptz
    group by r.currency_code order by refund_count desc, r.currency_code`
  const groups = rows.map((row) => ({
    currencyCode: row['currency_code'] as string | null,
    refundCount: Number(row['refund_count']),
    afterConsumeCount: Number(row['after_consume_count']),
    refundedMicros: BigInt(String(row['refunded_micros'])),
  }))
  const others = await sql`select from (${newest} offset 10000 limit 1) r`
  return { groups, isExact: others.length === 0 }
}

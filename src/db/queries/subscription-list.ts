import type { Db } from '../client.ts'
import { createRowMapper } from '../row-mapper.ts'
import {
  subscriptionConditionsSql,
  type SubscriptionConditions,
} from '../fragments/subscription-conditions.ts'
import { subscriptions } from '../tables/subscriptions.ts'
import { payments } from '../tables/payments.ts'
import type { PaymentRow } from './payments.ts'
import type { SubscriptionRow } from './subscriptions.ts'

const toSubscription = createRowMapper(subscriptions)
const toPayment = createRowMapper(payments)

export type { SubscriptionConditions }

export type SubscriptionPosition = { readonly startedAt: Date; readonly id: string }

/** The latest first. */
export async function selectSubscriptions(
  db: Db,
  appId: string,
  {
    conditions,
    after,
    limit,
  }: {
    readonly conditions: SubscriptionConditions
    readonly after: SubscriptionPosition | null
    readonly limit: number
  },
): Promise<SubscriptionRow[]> {
  const { sql } = db
  const rows = await sql`
    select s.* from subscriptions s
    where s.app_id = ${appId} and s.started_at > '-infinity' ${subscriptionConditionsSql(db, appId, conditions)}
      ${after === null ? sql`` : sql`and (s.started_at, s.id) < (${after.startedAt.toISOString()}::timestamptz, ${after.id}::uuid)`}
    order by s.started_at desc, s.id desc limit ${limit}`
  return rows.map((row) => toSubscription(row))
}

/** The subscriptions of a user, the latest first. */
export async function selectSubscriptionsOfUser(
  { sql }: Db,
  appId: string,
  {
    userId,
    includeExpired,
    limit,
  }: { readonly userId: string; readonly includeExpired: boolean; readonly limit: number },
): Promise<SubscriptionRow[]> {
  const rows = await sql`
    select s.* from subscriptions s
    where s.user_id = ${userId} and s.app_id = ${appId}
      ${includeExpired ? sql`` : sql`and s.status not in ('EXPIRED', 'REVOKED')`}
    order by s.started_at desc, s.id desc limit ${limit}`
  return rows.map((row) => toSubscription(row))
}

/** The subscription of each of these purchases: the one that it began, or whose token paid for it. */
export async function selectSubscriptionsOfPurchases(
  { sql }: Db,
  appId: string,
  purchaseIds: readonly string[],
): Promise<(SubscriptionRow & { readonly ofPurchaseId: string })[]> {
  const rows = await sql`
    select s.*, purchase.id as of_purchase_id
    from (
      select id, store, sale_key from purchases where app_id = ${appId} and id = any(${[...new Set(purchaseIds)]}::uuid[])
    ) purchase
    join subscription_tokens t on t.app_id = ${appId} and t.store = purchase.store and t.sale_key = purchase.sale_key
    join subscriptions s on s.app_id = ${appId} and s.id = t.subscription_id`
  return rows.map((row) => ({ ...toSubscription(row), ofPurchaseId: row['of_purchase_id'] as string }))
}

/** The payments of a subscription, newest period first. */
export async function selectPeriodPaymentsAfter(
  { sql }: Db,
  appId: string,
  {
    subscriptionId,
    after,
    limit,
  }: {
    readonly subscriptionId: string
    readonly after: { readonly startsAt: Date; readonly id: string } | null
    readonly limit: number
  },
): Promise<PaymentRow[]> {
  const rows = await sql`
    select * from payments p
    where p.subscription_id = ${subscriptionId} and p.app_id = ${appId}
      ${after === null ? sql`` : sql`and (p.period_starts_at, p.id) < (${after.startsAt.toISOString()}::timestamptz, ${after.id}::uuid)`}
    order by p.period_starts_at desc, p.id desc limit ${limit}`
  return rows.map((row) => toPayment(row))
}

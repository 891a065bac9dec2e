import { randomUUID } from 'node:crypto'
import type { Sql } from 'postgres'
import type { StoreValue } from '../../src/db/tables/columns.ts'
import type { PeriodKind, PeriodPhase } from '../../src/db/tables/payments.ts'
import type { CancelReason, SubscriptionStatus } from '../../src/db/tables/subscriptions.ts'

export type StoredPeriod = {
  readonly id: string
  readonly itemId: string
  readonly startsAt: Date
  readonly endsAt: Date
  readonly paidAt: Date
  readonly kind: PeriodKind
  readonly phase: PeriodPhase
  readonly priceMicros: bigint | null
  readonly currencyCode: string | null
  readonly refundedMicros: bigint | null
  readonly replaces: string | null
  readonly isReplaced: boolean
}

export type StoredSubscription = {
  readonly id: string
  readonly userId: string
  readonly itemId: string
  readonly store: StoreValue
  readonly environment: 'PRODUCTION' | 'SANDBOX'
  readonly status: SubscriptionStatus
  readonly phase: PeriodPhase
  readonly willRenew: boolean
  readonly ownership: 'BOUGHT' | 'SHARED'
  readonly cancelReason: CancelReason | null
  readonly endedAt: Date | null
  readonly periods: readonly StoredPeriod[]
}

/** Inserts subscriptions with their purchases and payments, in the states that a test needs and at any time. */
export async function insertSubscriptions(
  sql: Sql,
  appId: string,
  subscriptions: readonly StoredSubscription[],
): Promise<void> {
  for (const subscription of subscriptions) {
    const { id, userId, itemId, store, environment } = subscription
    const startedAt = subscription.periods[0]?.startsAt ?? new Date()
    await sql`
      insert into purchases ${sql({
        app_id: appId,
        id,
        user_id: userId,
        item_id: itemId,
        store,
        status: 'VERIFIED',
        account_token: randomUUID(),
        store_product_id: 'product',
        requested_at: startedAt,
        expires_at: startedAt,
      })}`
    await sql`
      insert into subscriptions ${sql({
        app_id: appId,
        id,
        store,
        environment,
        purchase_id: id,
        user_id: userId,
        item_id: itemId,
        store_product_id: 'product',
        status: subscription.status,
        access_until: subscription.periods.at(-1)?.endsAt ?? null,
        will_renew: subscription.willRenew,
        phase: subscription.phase,
        ownership: subscription.ownership,
        cancel_reason: subscription.cancelReason,
        started_at: startedAt,
        ended_at: subscription.endedAt,
        created_at: startedAt,
        store_read_at: startedAt,
      })}`
    for (const period of subscription.periods) await insertPeriod(sql, appId, subscription, period)
  }
}

async function insertPeriod(
  sql: Sql,
  appId: string,
  { id, userId, store, environment, ownership }: StoredSubscription,
  period: StoredPeriod,
): Promise<void> {
  const isRefunded = period.refundedMicros !== null && period.refundedMicros === period.priceMicros
  await sql`
    insert into payments ${sql({
      app_id: appId,
      id: period.id,
      purchase_id: id,
      user_id: userId,
      item_id: period.itemId,
      consumable: false,
      store,
      environment,
      store_transaction_id: period.id,
      line_item: '',
      status: isRefunded ? 'REFUNDED' : 'COMPLETED',
      ownership,
      price_micros: period.priceMicros?.toString() ?? null,
      currency_code: period.currencyCode,
      quantity: 1,
      paid_at: period.paidAt,
      verified_at: period.paidAt,
      refunded_quantity: isRefunded ? 1 : 0,
      refunded_micros: period.refundedMicros?.toString() ?? null,
      acknowledgement_status: 'NOT_REQUIRED',
      subscription_id: id,
      period_key: period.id,
      period_starts_at: period.startsAt,
      period_ends_at: period.endsAt,
      period_kind: period.kind,
      period_phase: period.phase,
      replaces_payment_id: period.replaces,
      is_replaced: period.isReplaced,
    })}`
}

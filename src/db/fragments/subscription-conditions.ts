import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'
import type { StoreValue } from '../tables/columns.ts'
import type { PeriodPhase } from '../tables/payments.ts'
import type { CancelReason, SubscriptionStatus } from '../tables/subscriptions.ts'

/** What the listed subscriptions have; null does not restrict them. */
export type SubscriptionConditions = {
  readonly status: readonly SubscriptionStatus[] | null
  readonly store: StoreValue | null
  readonly environment: 'PRODUCTION' | 'SANDBOX' | null
  readonly userExternalId: string | null
  readonly itemExternalId: string | null
  readonly isUnattributed: boolean | null
  readonly phase: readonly PeriodPhase[] | null
  readonly willRenew: boolean | null
  readonly ownership: 'BOUGHT' | 'SHARED' | null
  readonly cancelReason: readonly CancelReason[] | null
  readonly hasCancelReason: boolean | null
  readonly endedFrom: Date | null
  readonly endedTo: Date | null
}

/** The conditions on a row `s`, each with `and` before it. */
export function subscriptionConditionsSql(
  { sql }: Db,
  appId: string,
  conditions: SubscriptionConditions,
): Fragment {
  const { status, store, environment, userExternalId, itemExternalId, isUnattributed } = conditions
  const { phase, willRenew, ownership, cancelReason, hasCancelReason, endedFrom, endedTo } = conditions
  const given = [
    status === null ? null : sql`s.status = any(${[...status]}::text[]) and s.status > ''`,
    store === null ? null : sql`s.store = ${store}`,
    environment === null ? null : sql`s.environment = ${environment}`,
    userExternalId === null
      ? null
      : sql`s.user_id = (select id from users where app_id = ${appId} and external_id = ${userExternalId})`,
    itemExternalId === null
      ? null
      : sql`s.item_id = (select id from items where app_id = ${appId} and external_id = ${itemExternalId})`,
    isUnattributed === null ? null : sql`(s.user_id is null) = ${isUnattributed}::boolean`,
    phase === null ? null : sql`s.phase = any(${[...phase]}::text[])`,
    willRenew === null ? null : sql`s.will_renew = ${willRenew}`,
    ownership === null ? null : sql`s.ownership = ${ownership}`,
    cancelReason === null ? null : sql`s.cancel_reason = any(${[...cancelReason]}::text[])`,
    hasCancelReason === null ? null : sql`(s.cancel_reason is not null) = ${hasCancelReason}::boolean`,
    endedFrom === null ? null : sql`s.ended_at >= ${endedFrom.toISOString()}::timestamptz`,
    endedTo === null ? null : sql`s.ended_at < ${endedTo.toISOString()}::timestamptz`,
  ].filter((condition) => condition !== null)
  return given.reduce((all, condition) => sql`${all} and ${condition}`, sql``)
}

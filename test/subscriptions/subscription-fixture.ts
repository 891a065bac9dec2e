import type { Sql } from 'postgres'
import { allEvents } from '../support/all-events.ts'
import type { ApiClient } from '../support/api.ts'
import { control, type EmulatorAddress } from '../support/emulator-control.ts'
import { expectField, requestPurchase, toStoreProductId, type Buyer } from '../support/purchase-client.ts'
import { notificationTest } from '../notifications/notification-fixture.ts'
import { createBuyer } from '../support/purchase-client.ts'
import type { ReceiptInput } from '../../src/graphql/generated/types.ts'

export { expect } from '../support/test.ts'

export type SubscriptionStore = 'GOOGLE_PLAY' | 'APP_STORE' | 'ONE_STORE'

/** A subscription as its store knows it. */
export type StoreSubscription = {
  readonly id: string
  readonly token: string
  readonly state: string
  readonly periods: readonly { readonly id: string; readonly orderId: string; readonly endsAt: number }[]
  readonly receipt: ReceiptInput
  readonly paidUntil: number | null
  readonly nextEventAt: number | null
}

export type SubscriptionOffer = {
  readonly kind: 'TRIAL' | 'INTRO' | 'OFFER'
  readonly period?: string
  readonly periods?: number
  readonly amount?: string
}

export type SubscriptionOptions = {
  readonly store?: SubscriptionStore
  readonly itemId?: string
  readonly productId?: string
  readonly basePlanId?: string
  readonly period?: string
  readonly amount?: string
  readonly offers?: readonly SubscriptionOffer[]
  readonly graceDays?: number
  readonly holdDays?: number
  readonly chargesEarlyHours?: number
  readonly planType?: string
  readonly accountToken?: string
  readonly outcome?: 'PAID' | 'PENDING'
  readonly addOns?: readonly object[]
  readonly environment?: string
  readonly currencyCode?: string
  readonly customer?: string
  readonly marketCode?: 'MKT_ONE' | 'MKT_GLB'
  readonly commitmentPayments?: number
  readonly requestsConsent?: boolean
  readonly regionCode?: string
}

export const subscriptionItems = [
  { itemId: 'vip', type: 'AUTO_RENEWABLE' },
  { itemId: 'vip_gold', type: 'AUTO_RENEWABLE' },
  { itemId: 'monthly_coins', type: 'CONSUMABLE_AUTO_RENEWABLE' },
] as const

/** Has a project sell the subscriptions, at all stores. */
export async function createSubscriptionItems(admin: Pick<ApiClient, 'mutate'>): Promise<void> {
  for (const { itemId, type } of subscriptionItems) {
    const stores = ['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE'] as const
    const storeProducts = stores.map((store) => ({ store, productId: toStoreProductId(itemId) }))
    expectField(await admin.mutate('upsertItem', { itemId, name: itemId, type, storeProducts }), 'item')
  }
}

/** A server whose AppKey sells subscriptions. Its jobs run on the virtual clock of the stores. */
export const subscriptionTest = notificationTest
  .extend('sold', { scope: 'file' }, async ({ admin }) => {
    await createSubscriptionItems(admin)
    return subscriptionItems
  })
  .extend('subscriber', ({ server, sold: _ }) => createBuyer(server))

/** Buys a subscription at its store, without telling the server. */
export async function subscribeAtStore(
  emulator: EmulatorAddress,
  { store = 'GOOGLE_PLAY', itemId = 'vip', ...options }: SubscriptionOptions = {},
): Promise<StoreSubscription> {
  const body = { store, productId: toStoreProductId(itemId), ...options }
  return (await control(emulator, 'POST', '/control/subscriptions', body)) as StoreSubscription
}

export async function act(
  emulator: EmulatorAddress,
  id: string,
  verb: string,
  body: object = {},
): Promise<StoreSubscription> {
  return (await control(emulator, 'POST', `/control/subscriptions/${id}/${verb}`, body)) as StoreSubscription
}

export async function getAtStore(emulator: EmulatorAddress, id: string): Promise<StoreSubscription> {
  return (await control(emulator, 'GET', `/control/subscriptions/${id}`)) as StoreSubscription
}

/** Requests the purchase of a subscription and pays for it at its store. */
export async function subscribe(
  buyer: Buyer,
  { itemId = 'vip', store = 'GOOGLE_PLAY', ...options }: SubscriptionOptions = {},
) {
  const purchase = await requestPurchase(buyer, { store, itemId })
  const atStore = await subscribeAtStore(buyer.endpoint.emulator, {
    store,
    itemId,
    accountToken: purchase.accountToken,
    ...options,
  })
  return { purchase, atStore }
}

export function verify(buyer: Buyer, { receipt }: StoreSubscription, purchaseId?: string) {
  return buyer.client.mutate('verifyPurchase', {
    receipt,
    userId: buyer.userId,
    ...(purchaseId === undefined ? {} : { purchaseId }),
  })
}

export type ChainRow = {
  readonly id: string
  readonly status: string
  readonly access_until: string | null
  readonly will_renew: boolean
  readonly cancel_reason: string | null
  readonly user_id: string | null
  readonly store_product_id: string
  readonly account_token: string | null
  readonly pending_product_id: string | null
  readonly resumes_at: string | null
  readonly is_stale: boolean
  readonly grace_period_ends_at: string | null
}

/** The recorded subscriptions of a user, the oldest first. */
export async function readChains(sql: Sql, { userId }: { readonly userId: string }): Promise<ChainRow[]> {
  return sql<ChainRow[]>`
    select s.* from subscriptions s join users u on u.app_id = s.app_id and u.id = s.user_id
    where u.external_id = ${userId} order by s.started_at, s.id`
}

export type PeriodRow = {
  readonly id: string
  readonly status: string
  readonly store_transaction_id: string
  readonly period_kind: string
  readonly period_phase: string
  readonly price_micros: string | null
  readonly period_starts_at: string
  readonly period_ends_at: string
  readonly acknowledgement_status: string
  readonly is_replaced: boolean
  readonly replaces_payment_id: string | null
  readonly refund_detected_by: string | null
}

/** The payments of a subscription, the oldest period first. */
export async function readPeriods(sql: Sql, subscriptionId: string): Promise<PeriodRow[]> {
  return sql<PeriodRow[]>`
    select * from payments where subscription_id = ${subscriptionId} order by period_starts_at, id`
}

/** The events of subscriptions: `STARTED(NEW)`, in the order of the feed. */
export async function readSubscriptionEvents(sql: Sql, subscriptionId: string): Promise<string[]> {
  const rows = await sql<{ type: string; reason: string | null }[]>`
    select type, reason from ${allEvents(sql)}
    where subscription_id = ${subscriptionId} and type like 'SUBSCRIPTION_%' order by position, insert_seq`
  return rows.map(({ type, reason }) => {
    const name = type.replace('SUBSCRIPTION_', '')
    return reason === null ? name : `${name}(${reason})`
  })
}

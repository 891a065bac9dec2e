import type { Sql } from 'postgres'
import { expirePurchases } from '../../src/domain/retention/expire-purchases.ts'
import { decodeId, encodeId } from '../../src/platform/ids.ts'
import { allEvents } from '../support/all-events.ts'
import { createBuyer, requestPurchase, type Buyer } from '../support/purchase-client.ts'
import { dayMs } from '../support/time.ts'
import type { ServerFixtures } from '../support/server-fixtures.ts'
import {
  act,
  expect,
  readChains,
  subscribe,
  subscriptionTest as test,
  verify,
  type SubscriptionStore,
} from './subscription-fixture.ts'

const stores = ['GOOGLE_PLAY', 'ONE_STORE', 'APP_STORE'] as const
const gold = { productId: 'com.example.arcade.vip_gold', amount: '19.99' }

/** The customer changes to the other plan at once, and the store keeps the account token of the first purchase. */
const upgradeAt = (store: SubscriptionStore): readonly [verb: string, body: object] =>
  store === 'APP_STORE'
    ? ['change-in-group', { ...gold, change: 'UPGRADE' }]
    : ['change-plan', { ...gold, basePlanId: 'monthly', mode: 'CHARGE_FULL_PRICE' }]
const downgrade = ['change-in-group', { ...gold, change: 'DOWNGRADE' }] as const

/** The events of subscriptions that name a purchase: `CHANGED(PRODUCT)`. */
async function readEvents(sql: Sql, purchaseId: string): Promise<string[]> {
  const rows = await sql<{ type: string; reason: string | null }[]>`
    select type, reason from ${allEvents(sql)}
    where purchase_id = ${decodeId('pur', purchaseId)} and type like 'SUBSCRIPTION_%' order by position, insert_seq`
  return rows.map(
    ({ type, reason }) => type.slice('SUBSCRIPTION_'.length) + (reason === null ? '' : `(${reason})`),
  )
}

async function readStatus({ client }: Buyer, id: string): Promise<string | undefined> {
  const { purchase } = await client.query('query ($id: ID!) { purchase(id: $id) { status } }', { id })
  return purchase?.status
}

/** What a client that waits for a purchase gets next; undefined at the end of the stream. */
async function waitFor(openSocket: ServerFixtures['openSocket'], { client }: Buyer, id: string) {
  const socket = await openSocket({ connectionParams: client.headers })
  const text = `subscription ($id: ID!) { purchaseUpdated(id: $id) {
    status payment { purchase { id } } subscription { item { itemId } } } }`
  socket.subscribe('1', text, { id })
  return async () => {
    const message = (await socket.next('1')) as { payload?: { data?: { purchaseUpdated?: object } } }
    return message.payload?.data?.purchaseUpdated
  }
}

test.for(stores)(
  'whoever waits for a change of the plan at %s hears of it by the notification, although the store names the first purchase',
  async (store, { subscriber, emulator, sql, notifications, openSocket }) => {
    const { purchase, atStore } = await subscribe(subscriber, { store })
    await verify(subscriber, atStore, purchase.id)
    await notifications.waitForIdle()
    const change = await requestPurchase(subscriber, { store, itemId: 'vip_gold' })
    const next = await waitFor(openSocket, subscriber, change.id)
    expect(await next()).toMatchObject({ status: 'REQUESTED', payment: null })
    const upgraded = await act(emulator, atStore.id, ...upgradeAt(store))
    expect(await next()).toMatchObject({
      status: 'VERIFIED',
      payment: { purchase: { id: purchase.id } },
      subscription: { item: { itemId: 'vip_gold' } },
    })
    expect(await next()).toBeUndefined()
    await notifications.waitForIdle()
    expect(await verify(subscriber, upgraded, change.id)).toMatchObject({ problem: null })
    expect(await readEvents(sql, change.id)).toEqual(['CHANGED(PRODUCT)'])
  },
)

test('a receipt and a notification of one change at the same time fulfil its reservation once', async ({
  subscriber,
  emulator,
  admin,
  sql,
  notifications,
}) => {
  const { purchase, atStore } = await subscribe(subscriber)
  await verify(subscriber, atStore, purchase.id)
  await notifications.waitForIdle()
  const [chain] = await readChains(sql, subscriber)
  const subscriptionId = encodeId('sub', chain?.id ?? '')
  const change = await requestPurchase(subscriber, { store: 'GOOGLE_PLAY', itemId: 'vip_gold' })
  const upgraded = await act(emulator, atStore.id, ...upgradeAt('GOOGLE_PLAY'))
  const [verified] = await Promise.all([
    verify(subscriber, upgraded, change.id),
    admin.mutate('refreshSubscription', { subscriptionId }),
    verify(subscriber, upgraded),
  ])
  expect(verified).toMatchObject({ problem: null })
  await notifications.waitForIdle()
  expect(await readStatus(subscriber, change.id)).toBe('VERIFIED')
  expect(await readEvents(sql, change.id)).toEqual(['CHANGED(PRODUCT)'])
})

test('of two reservations the later one is fulfilled by the notification, and the other one by its receipt', async ({
  subscriber,
  emulator,
  sql,
  notifications,
  openSocket,
}) => {
  const { purchase, atStore } = await subscribe(subscriber)
  await verify(subscriber, atStore, purchase.id)
  await notifications.waitForIdle()
  const request = { store: 'GOOGLE_PLAY', itemId: 'vip_gold' } as const
  const earlier = await requestPurchase(subscriber, request)
  const later = await requestPurchase(subscriber, request)
  const next = await waitFor(openSocket, subscriber, earlier.id)
  expect(await next()).toMatchObject({ status: 'REQUESTED' })
  const upgraded = await act(emulator, atStore.id, ...upgradeAt('GOOGLE_PLAY'))
  await notifications.waitForIdle()
  expect(await readStatus(subscriber, later.id)).toBe('VERIFIED')
  expect(await verify(subscriber, upgraded, earlier.id)).toMatchObject({ problem: null })
  expect(await next()).toMatchObject({ status: 'VERIFIED' })
  expect(await next()).toBeUndefined()
  expect(await readEvents(sql, earlier.id)).toEqual(['CHANGED(PRODUCT)'])
  expect(await verify(subscriber, upgraded, earlier.id)).toMatchObject({ problem: null })
  expect(await readEvents(sql, earlier.id)).toEqual(['CHANGED(PRODUCT)'])
})

test('a change of the App Store that waits for the renewal fulfils its reservation when the store accepts it, and no other', async ({
  server,
  subscriber,
  emulator,
  sql,
  notifications,
}) => {
  const { purchase, atStore } = await subscribe(subscriber, { store: 'APP_STORE' })
  await verify(subscriber, atStore, purchase.id)
  await notifications.waitForIdle()
  const request = { store: 'APP_STORE', itemId: 'vip_gold' } as const
  const other = await createBuyer(server)
  const ofOther = await requestPurchase(other, request)
  const unused = await requestPurchase(subscriber, request)
  const change = await requestPurchase(subscriber, request)
  await act(emulator, atStore.id, ...downgrade)
  await notifications.waitForIdle()
  expect(await readStatus(subscriber, change.id)).toBe('VERIFIED')
  expect(await readEvents(sql, change.id)).toEqual(['CHANGE_SCHEDULED'])
  await notifications.advanceTime(32 * dayMs)
  expect(await readChains(sql, subscriber)).toMatchObject([{ store_product_id: gold.productId }])
  expect(await readStatus(subscriber, unused.id)).not.toBe('VERIFIED')
  expect(await readStatus(other, ofOther.id)).not.toBe('VERIFIED')
})

test('a change of the App Store of which nothing was heard before the renewal fulfils its reservation that has expired', async ({
  subscriber,
  emulator,
  services,
  admin,
  sql,
  faults,
  notifications,
}) => {
  const { purchase, atStore } = await subscribe(subscriber, { store: 'APP_STORE' })
  await verify(subscriber, atStore, purchase.id)
  await notifications.waitForIdle()
  await faults.disableNotifications('APP_STORE')
  const change = await requestPurchase(subscriber, { store: 'APP_STORE', itemId: 'vip_gold' })
  await act(emulator, atStore.id, ...downgrade)
  await notifications.advanceTime(2 * dayMs)
  await expirePurchases(services)
  expect(await readStatus(subscriber, change.id)).toBe('EXPIRED')
  await notifications.advanceTime(32 * dayMs)
  const [chain] = await readChains(sql, subscriber)
  const subscriptionId = encodeId('sub', chain?.id ?? '')
  expect(await admin.mutate('refreshSubscription', { subscriptionId })).toMatchObject({ problem: null })
  expect(await readStatus(subscriber, change.id)).toBe('VERIFIED')
  expect(await readEvents(sql, change.id)).toEqual(['CHANGED(PRODUCT)'])
})

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { startEmulator } from '../../src/index.ts'
import type { Emulator } from '../../src/index.ts'
import { sendRequest } from '../emulator-client.ts'
import { startNotificationReceiver } from '../notification-receiver.ts'
import type { NotificationReceiver } from '../notification-receiver.ts'
import { callOneStore, noSuchDataError, successResponse } from '../one-store-client.ts'
import {
  act,
  advanceTo,
  createSubscription,
  dayMs,
  getSubscription,
  passProductId,
} from './subscription-client.ts'
import type { SubscriptionView } from './subscription-client.ts'

let emulator: Emulator
let receiver: NotificationReceiver

beforeAll(async () => {
  emulator = await startEmulator()
  receiver = await startNotificationReceiver()
})
beforeEach(async () => {
  await emulator.reset()
  emulator.setNotificationTarget({
    store: 'ONE_STORE',
    url: `${receiver.url}/payments`,
    subscriptionUrl: `${receiver.url}/subscriptions`,
  })
  receiver.received.length = 0
})
afterAll(async () => {
  await emulator.close()
  await receiver.close()
})

const pathOf = ({ token, lines }: SubscriptionView, kind = 'subscription'): string =>
  `purchases/${kind}/products/${String(lines[0]?.productId)}/${token}`

async function readDetail(subscription: SubscriptionView): Promise<unknown> {
  const { status, body } = await callOneStore(emulator, 'GET', pathOf(subscription))
  expect(status).toBe(200)
  return body
}

async function subscribe(input: object = {}): Promise<SubscriptionView> {
  const created = await createSubscription(emulator, {
    store: 'ONE_STORE',
    amount: '9900',
    currencyCode: 'KRW',
    ...input,
  })
  const path = `${pathOf(created, 'all')}/acknowledge`
  expect(await callOneStore(emulator, 'POST', path)).toMatchObject(successResponse)
  return created
}

function receivedTypes(): number[] {
  const schema = z.object({ subscriptionNotification: z.object({ notificationType: z.int() }) })
  return receiver.received.map(({ path, body }) => {
    expect(path).toBe('/hook/subscriptions')
    return schema.parse(JSON.parse(body)).subscriptionNotification.notificationType
  })
}

const paidUntil = async (subscription: SubscriptionView): Promise<number> =>
  (await getSubscription(emulator, subscription)).paidUntil ?? 0

test('the detail names the last payment, which changes with each renewal; only the first is acknowledged', async () => {
  const subscription = await subscribe()
  const first = await readDetail(subscription)
  expect(first).toMatchObject({
    acknowledgementState: 1,
    autoRenewing: true,
    recurringState: 0,
    paymentState: 1,
    expiryTimeMillis: subscription.paidUntil,
    lastPurchaseId: subscription.periods[0]?.id,
    priceAmount: '9900',
    priceAmountMicros: 9_900_000_000,
    priceCurrencyCode: 'KRW',
  })
  await advanceTo(emulator, emulator.now() + 366 * dayMs)
  const { periods } = await getSubscription(emulator, subscription)
  expect(periods).toHaveLength(13)
  expect(await readDetail(subscription)).toMatchObject({
    lastPurchaseId: periods[12]?.id,
    acknowledgementState: 1,
  })
  expect(receivedTypes()).toEqual([4, ...Array.from({ length: 12 }, () => 2)])
})

test('a grace period looks active with a later expiry, and a hold like a pause without the time of its end', async () => {
  const subscription = await subscribe()
  const end = await paidUntil(subscription)
  await act(emulator, subscription, 'decline-payments')
  await advanceTo(emulator, end)
  expect(await readDetail(subscription)).toMatchObject({
    autoRenewing: true,
    expiryTimeMillis: end + 7 * dayMs,
    paymentState: 1,
  })
  await advanceTo(emulator, end + 8 * dayMs)
  const held = await readDetail(subscription)
  expect(held).toMatchObject({
    autoRenewing: true,
    recurringState: 0,
    expiryTimeMillis: end + 7 * dayMs,
    paymentState: 0,
  })
  await act(emulator, subscription, 'accept-payments')
  await act(emulator, subscription, 'pause')
  await advanceTo(emulator, await paidUntil(subscription))
  const paused = await readDetail(subscription)
  expect(paused).toMatchObject({
    autoRenewing: true,
    recurringState: 0,
    autoResumeTimeMillis: expect.any(Number),
  })
  expect(receivedTypes()).toEqual([4, 6, 5, 1, 11, 10])
})

test('the server cancels, reactivates, defers, refunds and revokes', async () => {
  const subscription = await subscribe()
  const call = async (verb: string, body?: object) =>
    callOneStore(emulator, 'POST', `${pathOf(subscription)}/${verb}`, body === undefined ? {} : { body })
  expect(await call('cancel')).toMatchObject(successResponse)
  expect(await readDetail(subscription)).toMatchObject({
    autoRenewing: false,
    recurringState: 1,
    cancelReason: 3,
  })
  expect(await call('cancel')).toMatchObject({
    status: 409,
    body: { error: { code: 'InvalidPurchaseState' } },
  })
  expect(await call('reactivate')).toMatchObject(successResponse)
  expect(await call('defer', { deferPeriod: 10 })).toMatchObject(successResponse)
  expect(await readDetail(subscription)).toMatchObject({
    autoRenewing: true,
    expiryTimeMillis: (subscription.paidUntil ?? 0) + 10 * dayMs,
  })
  expect(await call('defer', { deferPeriod: 0 })).toMatchObject({ status: 400 })
  expect(await call('refund')).toMatchObject(successResponse)
  expect((await getSubscription(emulator, subscription)).state).toBe('ACTIVE')
  expect(await call('revoke')).toMatchObject(successResponse)
  expect((await getSubscription(emulator, subscription)).state).toBe('REVOKED')
  await advanceTo(emulator, 0)
  expect(receivedTypes()).toEqual([4, 3, 7, 9, 12])
})

test('another plan has a token that is linked to the old one', async () => {
  const old = await subscribe()
  const changed = await act(emulator, old, 'change-plan', {
    productId: 'com.example.arcade.gold',
    amount: '19900',
  })
  expect(await readDetail(changed)).toMatchObject({ linkedPurchaseToken: old.token, acknowledgementState: 0 })
  expect(await readDetail(old)).toMatchObject({ autoRenewing: false, cancelReason: 2 })
})

test('a plan that waits for the renewal shows only in the linked token, and then the token answers for its product alone', async () => {
  const old = await subscribe()
  const before = await readDetail(old)
  const next = { productId: 'com.example.arcade.gold', amount: '4900' }
  const changed = await act(emulator, old, 'change-plan', { ...next, mode: 'DEFERRED' })
  await act(emulator, changed, 'acknowledge')
  const detail = await readDetail(changed)
  expect(detail).toEqual({
    ...(before as object),
    lastPurchaseId: changed.periods.at(-1)?.id,
    linkedPurchaseToken: old.token,
  })
  await advanceTo(emulator, changed.paidUntil)
  expect(await callOneStore(emulator, 'GET', pathOf(changed))).toMatchObject(noSuchDataError)
  const renewed = await getSubscription(emulator, changed)
  expect(await readDetail(renewed)).toMatchObject({ priceAmountMicros: 4_900_000_000, autoRenewing: true })
})

test('a subscription of another market, product or kind is not found', async () => {
  const subscription = await subscribe()
  const path = pathOf(subscription)
  const headers = { 'x-market-code': 'MKT_GLB' }
  expect(await callOneStore(emulator, 'GET', path, { headers })).toMatchObject(noSuchDataError)
  expect(await callOneStore(emulator, 'GET', path.replace(passProductId, 'x'))).toMatchObject(noSuchDataError)
  expect(await callOneStore(emulator, 'GET', path, { host: 'sandboxUrl' })).toMatchObject(noSuchDataError)
  expect(await callOneStore(emulator, 'GET', pathOf(subscription, 'inapp'))).toMatchObject(noSuchDataError)
})

test('what ONE store does not document is configuration: the path, the names of fields, a signature', async () => {
  const own = await startEmulator({
    oneStoreSubscriptions: {
      pathSegment: 'subs',
      fieldNames: { lastPurchaseId: 'latestPurchaseId' },
      signsNotifications: false,
    },
    notificationTargets: [{ store: 'ONE_STORE', url: receiver.url }],
  })
  const subscription = await createSubscription(own, { store: 'ONE_STORE' })
  const { body } = await callOneStore(own, 'GET', pathOf(subscription, 'subs'))
  expect(body).toHaveProperty('latestPurchaseId', subscription.periods[0]?.id)
  expect(JSON.parse(receiver.received[0]?.body ?? '')).not.toHaveProperty('signature')
  await own.close()
})

test('a fault with a status applies to the calls about subscriptions', async () => {
  const subscription = await subscribe()
  const fault = { store: 'ONE_STORE', endpoint: 'getSubscriptionDetail', status: 503 }
  expect((await sendRequest(`${emulator.url}/control/faults`, 'POST', fault)).status).toBe(201)
  expect(await callOneStore(emulator, 'GET', pathOf(subscription))).toMatchObject({ status: 503 })
  await readDetail(subscription)
})

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startEmulator } from '../../src/index.ts'
import type { Emulator } from '../../src/index.ts'
import { sendRequest } from '../emulator-client.ts'
import { startNotificationReceiver } from '../notification-receiver.ts'
import type { NotificationReceiver } from '../notification-receiver.ts'
import { createGoogleReader, receivedTypes } from './google-play-reader.ts'
import type { GoogleReader } from './google-play-reader.ts'
import {
  act,
  advanceTo,
  createSubscription,
  dayMs,
  getSubscription,
  passProductId,
  tryAction,
} from './subscription-client.ts'
import type { SubscriptionView } from './subscription-client.ts'

const goldProductId = 'com.example.arcade.gold'
const gold = { productId: goldProductId, basePlanId: 'monthly', amount: '19.98' }

let emulator: Emulator
let receiver: NotificationReceiver
let google: GoogleReader

beforeAll(async () => {
  emulator = await startEmulator()
  receiver = await startNotificationReceiver()
  google = await createGoogleReader(emulator)
})
beforeEach(async () => {
  await emulator.reset()
  emulator.setNotificationTarget({ store: 'GOOGLE_PLAY', url: receiver.url })
  receiver.received.length = 0
})
afterAll(async () => {
  await emulator.close()
  await receiver.close()
})

async function subscribe(input: object = {}): Promise<SubscriptionView> {
  const created = await createSubscription(emulator, input)
  await google.acknowledge(created.token, passProductId)
  return created
}

const paidUntil = async (subscription: SubscriptionView): Promise<number> =>
  (await getSubscription(emulator, subscription)).paidUntil ?? 0

describe('the change of a plan', () => {
  test.each([
    ['WITH_TIME_PRORATION', 'PRORATION', 0, 'before'],
    ['CHARGE_PRORATED_PRICE', 'PRORATION', 9.99, 'same'],
    ['CHARGE_FULL_PRICE', 'NORMAL', 19.98, 'after'],
    ['WITHOUT_PRORATION', 'PRORATION', 0, 'same'],
  ] as const)(
    'a replacement with %s gives a period of the phase %s for %d, whose next charge is %s than the old one',
    async (mode, phase, price, nextCharge) => {
      const old = await subscribe()
      const oldEnd = await paidUntil(old)
      const changed = await act(emulator, old, 'change-plan', { ...gold, mode })
      expect(await google.read(changed.token)).toMatchObject({
        linkedPurchaseToken: old.token,
        lineItems: [
          { productId: goldProductId, itemReplacement: { productId: passProductId, replacementMode: mode } },
        ],
      })
      expect(await google.read(old.token)).toMatchObject({
        subscriptionState: 'SUBSCRIPTION_STATE_EXPIRED',
        canceledStateContext: { replacementCancellation: {} },
      })
      const [period] = changed.periods
      expect(period).toMatchObject({ kind: 'CHANGE', phase })
      expect(Number(period?.priceMicros) / 1_000_000).toBeCloseTo(price, 3)
      const end = changed.paidUntil ?? 0
      expect(end < oldEnd ? 'before' : end > oldEnd ? 'after' : 'same').toBe(nextCharge)
      await google.acknowledge(changed.token, goldProductId)
      await advanceTo(emulator, end)
      const renewed = await getSubscription(emulator, changed)
      expect(renewed.periods[1]).toMatchObject({ phase: 'NORMAL', priceMicros: '19980000', startsAt: end })
    },
  )

  test('a deferred replacement shows both items until the renewal, and gives the new one no expiry', async () => {
    const old = await subscribe()
    const end = await paidUntil(old)
    const changed = await act(emulator, old, 'change-plan', { ...gold, mode: 'DEFERRED' })
    await google.acknowledge(changed.token, goldProductId)
    const { lineItems = [] } = await google.read(changed.token)
    expect(lineItems).toMatchObject([
      {
        productId: passProductId,
        expiryTime: new Date(end).toISOString(),
        deferredItemReplacement: { productId: goldProductId },
      },
      { productId: goldProductId },
    ])
    expect(lineItems[1]).not.toHaveProperty('expiryTime')
    expect(lineItems[1]).not.toHaveProperty('latestSuccessfulOrderId')
    await advanceTo(emulator, end)
    const renewed = await google.read(changed.token)
    expect(renewed.lineItems).toMatchObject([{ productId: goldProductId, expiryTime: expect.any(String) }])
  })

  test('a deferred replacement that is undone leaves the old item, which renews', async () => {
    const old = await subscribe()
    const changed = await act(emulator, old, 'change-plan', { ...gold, mode: 'DEFERRED' })
    await google.acknowledge(changed.token, passProductId)
    await act(emulator, changed, 'undo-change')
    await advanceTo(emulator, await paidUntil(changed))
    expect((await google.read(changed.token)).lineItems).toMatchObject([{ productId: passProductId }])
  })

  test('an add-on has its own item and order line, and ends with the period when it is removed', async () => {
    const old = await subscribe({ regionCode: 'US' })
    const changed = await act(emulator, old, 'change-plan', { ...gold, mode: 'KEEP_EXISTING' })
    await google.acknowledge(changed.token, passProductId)
    expect((await google.read(changed.token)).lineItems).toMatchObject([
      { productId: passProductId },
      { productId: goldProductId },
    ])
    await advanceTo(emulator, await paidUntil(changed))
    const { periods } = await getSubscription(emulator, changed)
    expect((await google.order(periods[1]?.id ?? '')).lineItems).toHaveLength(2)
    await act(emulator, changed, 'remove-item', { productId: goldProductId })
    expect((await google.read(changed.token)).lineItems?.[1]).toHaveProperty('deferredItemRemoval')
    await advanceTo(emulator, await paidUntil(changed))
    expect((await google.read(changed.token)).lineItems).toHaveLength(1)
  })

  test('the plan cannot change before the purchase is acknowledged', async () => {
    const { id } = await createSubscription(emulator)
    expect(await tryAction(emulator, id, 'change-plan', gold)).toMatchObject({
      status: 409,
      body: { error: { code: 'NOT_ACKNOWLEDGED' } },
    })
  })

  test('a prepaid plan is topped up with a linked token, and its time adds up', async () => {
    const prepaid = await subscribe({ planType: 'PREPAID', period: 'P1W' })
    const topped = await act(emulator, prepaid, 'top-up')
    const end = new Date((prepaid.paidUntil ?? 0) + 7 * dayMs).toISOString()
    expect(await google.read(topped.token)).toMatchObject({
      linkedPurchaseToken: prepaid.token,
      lineItems: [{ expiryTime: end, prepaidPlan: {} }],
    })
    await google.acknowledge(topped.token, passProductId)
    await advanceTo(emulator, topped.paidUntil)
    expect(await google.read(topped.token)).toMatchObject({ subscriptionState: 'SUBSCRIPTION_STATE_EXPIRED' })
  })

  test('a top-up that is not acknowledged takes the prepaid time with it, and both payments are returned', async () => {
    const prepaid = await subscribe({ planType: 'PREPAID', period: 'P1W' })
    const topped = await act(emulator, prepaid, 'top-up')
    await advanceTo(emulator, topped.acknowledgeBy)
    expect(await google.read(topped.token)).toMatchObject({ subscriptionState: 'SUBSCRIPTION_STATE_EXPIRED' })
    for (const { id } of [prepaid, topped]) {
      const { periods } = await getSubscription(emulator, { id })
      expect(periods).toMatchObject([{ refund: { reason: 'UNACKNOWLEDGED', percentage: 100 } }])
    }
  })
})

describe('the calls of the developer', () => {
  test('cancel, defer and revoke answer and act as Google documents them', async () => {
    const { client, packageName } = google
    const { token, paidUntil: end } = await subscribe()
    const { etag } = await google.read(token)
    const deferralContext = { deferDuration: '864000s', etag: String(etag) }
    const deferred = await client.purchases.subscriptionsv2.defer({
      packageName,
      token,
      requestBody: { deferralContext },
    })
    const later = new Date((end ?? 0) + 10 * dayMs).toISOString()
    expect(deferred.data).toEqual({
      itemExpiryTimeDetails: [{ productId: passProductId, expiryTime: later }],
    })
    const again = client.purchases.subscriptionsv2.defer({
      packageName,
      token,
      requestBody: { deferralContext },
    })
    await expect(again).rejects.toMatchObject({ status: 409 })
    await client.purchases.subscriptionsv2.cancel({
      packageName,
      token,
      requestBody: { cancellationContext: { cancellationType: 'DEVELOPER_REQUESTED_STOP_PAYMENTS' } },
    })
    expect(await google.read(token)).toMatchObject({
      canceledStateContext: { developerInitiatedCancellation: {} },
    })
    await client.purchases.subscriptionsv2.revoke({
      packageName,
      token,
      requestBody: { revocationContext: { proratedRefund: {} } },
    })
    const { subscriptionState, lineItems } = await google.read(token)
    expect(subscriptionState).toBe('SUBSCRIPTION_STATE_EXPIRED')
    const order = await google.order(String(lineItems?.[0]?.latestSuccessfulOrderId))
    expect(order).toMatchObject({ state: 'PARTIALLY_REFUNDED' })
    await advanceTo(emulator, 0)
    expect(receivedTypes(receiver)).toEqual([4, 9, 3, 12])
  })

  test('the refund of an earlier period leaves the subscription active', async () => {
    const { client, packageName } = google
    const subscription = await subscribe()
    await advanceTo(emulator, await paidUntil(subscription))
    const { periods } = await getSubscription(emulator, subscription)
    const [first, second] = periods.map(({ id }) => id)
    await client.orders.refund({ packageName, orderId: String(first), revoke: false })
    expect(await google.order(String(first))).toMatchObject({ state: 'REFUNDED' })
    expect(await google.read(subscription.token)).toMatchObject({
      subscriptionState: 'SUBSCRIPTION_STATE_ACTIVE',
    })
    await client.orders.refund({ packageName, orderId: String(second), revoke: true })
    expect(await google.read(subscription.token)).toMatchObject({
      subscriptionState: 'SUBSCRIPTION_STATE_EXPIRED',
    })
    await expect(client.orders.refund({ packageName, orderId: String(first) })).rejects.toMatchObject({
      status: 400,
    })
  })

  test('one item is revoked with its part of the money', async () => {
    const { client, packageName } = google
    const { token } = await subscribe({ addOns: [gold], regionCode: 'US' })
    await client.purchases.subscriptionsv2.revoke({
      packageName,
      token,
      requestBody: { revocationContext: { itemBasedRefund: { productId: goldProductId } } },
    })
    const { subscriptionState, lineItems = [] } = await google.read(token)
    expect(subscriptionState).toBe('SUBSCRIPTION_STATE_ACTIVE')
    expect(Date.parse(String(lineItems[1]?.expiryTime))).toBeLessThanOrEqual(emulator.now())
    expect(await google.order(String(lineItems[0]?.latestSuccessfulOrderId))).toMatchObject({
      state: 'PARTIALLY_REFUNDED',
    })
  })
})

test('the clock of a license tester renews a month in five minutes, six times', async () => {
  const subscription = await subscribe({ environment: 'SANDBOX', offers: [{ kind: 'TRIAL', period: 'P1W' }] })
  expect((subscription.paidUntil ?? 0) - (subscription.startedAt ?? 0)).toBe(3 * 60_000)
  expect(await google.read(subscription.token)).toHaveProperty('testPurchase')
  await advanceTo(emulator, emulator.now() + dayMs)
  const { periods, state } = await getSubscription(emulator, subscription)
  expect(periods.map(({ startsAt, endsAt }) => (endsAt - startsAt) / 60_000)).toEqual([3, 5, 5, 5, 5, 5, 5])
  expect(state).toBe('EXPIRED')
})

test('a situation changes the fields of the response, and the token can become unknown', async () => {
  const { id, token } = await subscribe()
  const setSituation = async (body: object) =>
    sendRequest(`${emulator.url}/control/subscriptions/${id}/situation`, 'PUT', body)
  await setSituation({ fields: { subscriptionState: 'SUBSCRIPTION_STATE_NEW' }, missingFields: ['etag'] })
  const changed = await google.read(token)
  expect(changed).toMatchObject({ subscriptionState: 'SUBSCRIPTION_STATE_NEW' })
  expect(changed).not.toHaveProperty('etag')
  await setSituation({ isUnknown: true })
  await expect(google.read(token)).rejects.toMatchObject({ status: 404 })
})

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startEmulator } from '../../src/index.ts'
import type { Emulator } from '../../src/index.ts'
import { startNotificationReceiver } from '../notification-receiver.ts'
import type { NotificationReceiver } from '../notification-receiver.ts'
import { createGoogleReader, receivedContents, receivedTypes } from './google-play-reader.ts'
import type { GoogleReader } from './google-play-reader.ts'
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

/** A monthly subscription that the developer has acknowledged. */
async function subscribe(input: object = {}): Promise<SubscriptionView> {
  const created = await createSubscription(emulator, input)
  await google.acknowledge(created.token, passProductId)
  return created
}

const paidUntil = async (subscription: SubscriptionView): Promise<number> =>
  (await getSubscription(emulator, subscription)).paidUntil ?? 0

describe('renewals', () => {
  test('a trial converts into renewals, each with an order that holds its charge and its service period', async () => {
    const { token, paidUntil: trialEnd } = await subscribe({
      offers: [{ kind: 'TRIAL', period: 'P1W', offerId: 'free-week' }],
    })
    const trial = await google.read(token)
    expect(trial).toMatchObject({
      subscriptionState: 'SUBSCRIPTION_STATE_ACTIVE',
      lineItems: [{ offerPhase: { freeTrial: {} }, offerDetails: { offerId: 'free-week' } }],
    })
    await advanceTo(emulator, trialEnd)
    const { lineItems: [line] = [] } = await google.read(token)
    expect(line).toMatchObject({
      offerPhase: { basePrice: {} },
      autoRenewingPlan: { autoRenewEnabled: true },
    })
    const orderId = String(line?.latestSuccessfulOrderId)
    expect(orderId).toBe(`${String(trial.lineItems?.[0]?.latestSuccessfulOrderId)}..0`)
    expect(await google.order(orderId)).toMatchObject({
      purchaseToken: token,
      total: { units: '9', nanos: 990_000_000 },
      lineItems: [
        {
          subscriptionDetails: {
            offerPhaseDetails: { baseDetails: {} },
            servicePeriodStartTime: new Date(Number(trialEnd)).toISOString(),
            servicePeriodEndTime: line?.expiryTime,
          },
        },
      ],
    })
    expect(receivedTypes(receiver)).toEqual([4, 2])
  })

  test('a year in one step renews twelve times, in order, each notified at its time', async () => {
    const subscription = await subscribe()
    await advanceTo(emulator, emulator.now() + 366 * dayMs)
    const { periods } = await getSubscription(emulator, subscription)
    expect(periods).toHaveLength(13)
    expect(receivedTypes(receiver)).toEqual([4, ...Array.from({ length: 12 }, () => 2)])
    const times = receivedContents(receiver.received).map(({ eventTimeMillis }) => eventTimeMillis)
    expect(times).toEqual(periods.map(({ chargedAt }) => chargedAt))
    for (const { id } of periods) expect(await google.order(id)).toMatchObject({ state: 'PROCESSED' })
  })

  test('a renewal that is charged forty hours early begins when the period before it ends', async () => {
    const subscription = await subscribe({ chargesEarlyHours: 40 })
    const end = await paidUntil(subscription)
    await advanceTo(emulator, end - 40 * 3_600_000)
    const { periods } = await getSubscription(emulator, subscription)
    expect(periods[1]).toMatchObject({ startsAt: end, chargedAt: end - 40 * 3_600_000 })
  })
})

describe('declined renewals', () => {
  test('a renewal that is paid in the grace period keeps its day', async () => {
    const subscription = await subscribe()
    const end = await paidUntil(subscription)
    await act(emulator, subscription, 'decline-payments')
    await advanceTo(emulator, end)
    expect(await google.read(subscription.token)).toMatchObject({
      subscriptionState: 'SUBSCRIPTION_STATE_IN_GRACE_PERIOD',
      inGracePeriodStateContext: { renewalDeclined: { pendingOrderId: expect.stringMatching(/\.\.0$/) } },
      lineItems: [{ expiryTime: new Date(end + 7 * dayMs).toISOString() }],
    })
    await advanceTo(emulator, end + 5 * dayMs)
    const { periods } = await act(emulator, subscription, 'accept-payments')
    expect(periods[1]).toMatchObject({ kind: 'RECOVERY', startsAt: end })
    expect(receivedTypes(receiver)).toEqual([4, 6, 2])
  })

  test('a renewal that is paid in the hold begins on the day of the payment', async () => {
    const subscription = await subscribe()
    await act(emulator, subscription, 'decline-payments')
    await advanceTo(emulator, (await paidUntil(subscription)) + 50 * dayMs)
    const held = await google.read(subscription.token)
    expect(held).toMatchObject({ subscriptionState: 'SUBSCRIPTION_STATE_ON_HOLD' })
    expect(Date.parse(String(held.lineItems?.[0]?.expiryTime))).toBeLessThan(emulator.now())
    const { periods } = await act(emulator, subscription, 'accept-payments')
    expect(periods[1]?.startsAt).toBe(periods[1]?.chargedAt)
    expect(receivedTypes(receiver)).toEqual([4, 6, 5, 1])
  })

  test('a hold that runs out ends the subscription, and the token is gone sixty days later', async () => {
    const subscription = await subscribe()
    const end = await paidUntil(subscription)
    await act(emulator, subscription, 'decline-payments')
    await advanceTo(emulator, end + 60 * dayMs)
    expect(await google.read(subscription.token)).toMatchObject({
      subscriptionState: 'SUBSCRIPTION_STATE_EXPIRED',
      canceledStateContext: { systemInitiatedCancellation: {} },
    })
    expect(receivedTypes(receiver)).toEqual([4, 6, 5, 3, 13])
    await advanceTo(emulator, end + 68 * dayMs)
    await expect(google.read(subscription.token)).rejects.toMatchObject({ status: 410 })
  })

  test('without a grace period a day passes that nothing announces, then the hold begins', async () => {
    const subscription = await subscribe({ graceDays: 0 })
    const end = await paidUntil(subscription)
    await act(emulator, subscription, 'decline-payments')
    await advanceTo(emulator, end)
    expect(await google.read(subscription.token)).toMatchObject({
      subscriptionState: 'SUBSCRIPTION_STATE_ACTIVE',
      lineItems: [{ expiryTime: new Date(end + dayMs).toISOString() }],
    })
    await advanceTo(emulator, end + dayMs)
    expect(receivedTypes(receiver)).toEqual([4, 5])
  })

  test('when the hold ends, the item that was not paid expires and the others continue', async () => {
    const addOns = [{ productId: 'com.example.arcade.extra' }]
    const subscription = await subscribe({ addOns, regionCode: 'US' })
    await act(emulator, subscription, 'decline-payments', { productIds: ['com.example.arcade.extra'] })
    await advanceTo(emulator, (await paidUntil(subscription)) + 60 * dayMs)
    const { subscriptionState, lineItems = [] } = await google.read(subscription.token)
    expect(subscriptionState).toBe('SUBSCRIPTION_STATE_ACTIVE')
    const isOpen = lineItems.map(({ expiryTime }) => Date.parse(String(expiryTime)) > emulator.now())
    expect(isOpen).toEqual([true, false])
    expect(receivedTypes(receiver)).toEqual([4, 6, 5, 1, 17])
  })
})

describe('the end of a subscription', () => {
  test('a canceled subscription can be restarted until it expires', async () => {
    const subscription = await subscribe()
    await act(emulator, subscription, 'cancel')
    expect(await google.read(subscription.token)).toMatchObject({
      subscriptionState: 'SUBSCRIPTION_STATE_CANCELED',
      canceledStateContext: { userInitiatedCancellation: {} },
    })
    await act(emulator, subscription, 'restart')
    const restarted = await google.read(subscription.token)
    expect(restarted).toMatchObject({ subscriptionState: 'SUBSCRIPTION_STATE_ACTIVE' })
    expect(restarted).not.toHaveProperty('canceledStateContext')
    await act(emulator, subscription, 'cancel')
    await advanceTo(emulator, await paidUntil(subscription))
    expect(receivedTypes(receiver)).toEqual([4, 3, 7, 3, 13])
  })

  test('a subscription bought again in the Play app names its former owner until it is acknowledged', async () => {
    const former = await subscribe({ accountToken: 'player-1' })
    await act(emulator, former, 'cancel')
    await advanceTo(emulator, await paidUntil(former))
    const again = await act(emulator, former, 'resubscribe', { fromStore: true })
    const bought = await google.read(again.token)
    expect(bought).toMatchObject({
      outOfAppPurchaseContext: {
        expiredPurchaseToken: former.token,
        expiredExternalAccountIdentifiers: { obfuscatedExternalAccountId: 'player-1' },
      },
    })
    expect(bought).not.toHaveProperty('linkedPurchaseToken')
    await google.acknowledge(again.token, passProductId, {
      externalAccountIds: { obfuscatedAccountId: 'player-1' },
    })
    const acknowledged = await google.read(again.token)
    expect(acknowledged).not.toHaveProperty('outOfAppPurchaseContext')
    expect(acknowledged).toMatchObject({
      externalAccountIdentifiers: { obfuscatedExternalAccountId: 'player-1' },
    })
  })

  test('a canceled subscription that is bought again in the app has a new token, linked to the old one', async () => {
    const old = await subscribe()
    await act(emulator, old, 'cancel')
    const again = await act(emulator, old, 'resubscribe')
    expect(await google.read(again.token)).toMatchObject({ linkedPurchaseToken: old.token })
    expect(await google.read(old.token)).toMatchObject({
      subscriptionState: 'SUBSCRIPTION_STATE_EXPIRED',
      canceledStateContext: { replacementCancellation: {} },
    })
  })

  test('a purchase that is not acknowledged within three days is revoked and voided', async () => {
    const { token } = await createSubscription(emulator)
    await advanceTo(emulator, emulator.now() + 3 * dayMs)
    expect(await google.read(token)).toMatchObject({ subscriptionState: 'SUBSCRIPTION_STATE_EXPIRED' })
    expect(receivedTypes(receiver)).toEqual([4, 'VOIDED', 12])
    const { packageName, client } = google
    const { data } = await client.purchases.voidedpurchases.list({ packageName, type: 1 })
    expect(data.voidedPurchases).toEqual([expect.objectContaining({ purchaseToken: token, voidedReason: 8 })])
  })

  test('a pending first payment gives nothing until it arrives or is given up', async () => {
    const [first, second] = [
      await createSubscription(emulator, { outcome: 'PENDING' }),
      await createSubscription(emulator, { outcome: 'PENDING' }),
    ]
    const pending = await google.read(first.token)
    expect(pending).toMatchObject({ subscriptionState: 'SUBSCRIPTION_STATE_PENDING' })
    expect(pending.lineItems?.[0]).not.toHaveProperty('expiryTime')
    await act(emulator, first, 'complete')
    await act(emulator, second, 'give-up')
    expect(await google.read(first.token)).toMatchObject({ subscriptionState: 'SUBSCRIPTION_STATE_ACTIVE' })
    expect(await google.read(second.token)).toMatchObject({
      subscriptionState: 'SUBSCRIPTION_STATE_PENDING_PURCHASE_CANCELED',
    })
    await advanceTo(emulator, 0)
    expect(receivedTypes(receiver).toSorted()).toEqual([20, 4])
  })
})

describe('a pause', () => {
  test('a pause begins with the end of the period and ends by itself or by hand', async () => {
    const subscription = await subscribe()
    const end = await paidUntil(subscription)
    await act(emulator, subscription, 'pause', { months: 2 })
    await advanceTo(emulator, end)
    const { pause } = await getSubscription(emulator, subscription)
    expect(await google.read(subscription.token)).toMatchObject({
      subscriptionState: 'SUBSCRIPTION_STATE_PAUSED',
      pausedStateContext: { autoResumeTime: new Date(Number(pause?.resumesAt)).toISOString() },
    })
    await advanceTo(emulator, pause?.resumesAt ?? 0)
    expect(receivedTypes(receiver)).toEqual([4, 11, 10, 1])
    await act(emulator, subscription, 'pause')
    await advanceTo(emulator, await paidUntil(subscription))
    const { periods } = await act(emulator, subscription, 'resume')
    expect(periods.at(-1)?.startsAt).toBe(periods.at(-1)?.chargedAt)
    expect(receivedTypes(receiver).slice(4)).toEqual([11, 10, 1])
  })
})

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startEmulator } from '../../src/index.ts'
import type { Emulator } from '../../src/index.ts'
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

async function subscribe(input: object = {}): Promise<SubscriptionView> {
  const created = await createSubscription(emulator, input)
  await google.acknowledge(created.token, passProductId)
  return created
}

const paidUntil = async (subscription: SubscriptionView): Promise<number> =>
  (await getSubscription(emulator, subscription)).paidUntil ?? 0

describe('prices', () => {
  test('an increase that the customer has to accept and ignores ends the subscription', async () => {
    const subscription = await subscribe()
    await act(emulator, subscription, 'change-price', { amount: '12.99' })
    expect((await google.read(subscription.token)).lineItems?.[0]?.autoRenewingPlan).toMatchObject({
      priceChangeDetails: { priceChangeMode: 'PRICE_INCREASE', priceChangeState: 'OUTSTANDING' },
    })
    await advanceTo(emulator, await paidUntil(subscription))
    expect(await google.read(subscription.token)).toMatchObject({
      subscriptionState: 'SUBSCRIPTION_STATE_EXPIRED',
    })
    expect(receivedTypes(receiver)).toEqual([4, 19, 3, 13])
  })

  test('an accepted increase is charged from the next renewal on', async () => {
    const subscription = await subscribe()
    await act(emulator, subscription, 'change-price', { amount: '12.99' })
    await act(emulator, subscription, 'accept-price')
    await advanceTo(emulator, await paidUntil(subscription))
    const { periods } = await getSubscription(emulator, subscription)
    expect(periods[1]).toMatchObject({ priceMicros: '12990000' })
    expect((await google.read(subscription.token)).lineItems?.[0]?.autoRenewingPlan).toMatchObject({
      priceChangeDetails: { priceChangeState: 'APPLIED' },
    })
  })

  test.each([true, false])(
    'in Korea the step from a trial to the full price needs consent; given: %s',
    async (isGiven) => {
      const subscription = await subscribe({
        currencyCode: 'KRW',
        amount: '9900',
        offers: [{ kind: 'TRIAL', period: 'P1W' }],
        requestsConsent: true,
      })
      expect((await google.read(subscription.token)).lineItems?.[0]?.autoRenewingPlan).toMatchObject({
        priceStepUpConsentDetails: { state: 'PENDING', newPrice: { units: '9900', currencyCode: 'KRW' } },
      })
      if (isGiven) await act(emulator, subscription, 'accept-step-up')
      await advanceTo(emulator, await paidUntil(subscription))
      const { subscriptionState } = await google.read(subscription.token)
      expect(subscriptionState).toBe(`SUBSCRIPTION_STATE_${isGiven ? 'ACTIVE' : 'EXPIRED'}`)
      expect(receivedTypes(receiver)).toEqual(isGiven ? [4, 22, 22, 2] : [4, 22, 3, 13])
    },
  )

  test('installments go on after a cancellation until all of them are paid', async () => {
    const subscription = await subscribe({ planType: 'COMMITMENT', commitmentPayments: 3, regionCode: 'FR' })
    await act(emulator, subscription, 'cancel')
    expect(await google.read(subscription.token)).toMatchObject({
      subscriptionState: 'SUBSCRIPTION_STATE_ACTIVE',
      lineItems: [
        {
          autoRenewingPlan: {
            installmentDetails: { remainingCommittedPaymentsCount: 2, pendingCancellation: {} },
          },
        },
      ],
    })
    await advanceTo(emulator, emulator.now() + 100 * dayMs)
    expect(receivedTypes(receiver)).toEqual([4, 18, 2, 2, 13])
  })
})

import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { decodeId } from '../../src/platform/ids.ts'
import { buyItem, consumeInput, payAtStore, expectField, requestPurchase } from '../support/buyer.ts'
import { emulatorConnectionInputs } from '../support/connect-emulator.ts'
import {
  updateStorePurchase,
  clearFaults,
  injectFault,
  getStorePurchase,
} from '../support/emulator-control.ts'
import { disableNotifications } from './emulator-notifications.ts'
import { openNotificationFixture, type NotificationFixture } from './notification-fixture.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

const hour = 60 * 60_000
const day = 24 * hour

let fixture: NotificationFixture
beforeAll(async () => {
  fixture = await openNotificationFixture()
})
afterEach(() => clearFaults(fixture.server.emulator))
afterAll(() => fixture.close())

type Policy = {
  acknowledgeOn?: 'PAID' | 'CONSUMED' | 'COMPLETED'
  unconsumedPolicy?: 'ALLOW_AUTO_REFUND' | 'ACKNOWLEDGE'
}

async function setPolicy(policy: Policy): Promise<void> {
  expectField(await fixture.admin.mutate('updateAppKey', policy), 'appKey')
}

async function consume(payment: Parameters<typeof consumeInput>[0]): Promise<void> {
  expectField(await fixture.admin.mutate('consumePayment', consumeInput(payment)), 'consume')
}

/** The adapter begins anew, with a closed circuit: it opens by the machine's clock, which does not pass here. */
async function reconnectOneStore(): Promise<void> {
  const { oneStore } = emulatorConnectionInputs(fixture.server.emulator)
  expectField(await fixture.admin.mutate('connectStore', { oneStore }), 'storeConnection')
}

/** The store's notification does not get through. */
async function payWithoutNotification(purchase: Parameters<typeof payAtStore>[1]) {
  await disableNotifications(fixture.server.emulator, 'GOOGLE_PLAY')
  const bought = await payAtStore(fixture.server, purchase)
  await clearFaults(fixture.server.emulator)
  return bought
}

const acknowledgedAtStore = [
  ['GOOGLE_PLAY', { consumed: true }],
  ['ONE_STORE', { consumed: true }],
  ['APP_STORE', { finished: true }],
  ['TEST_STORE', { consumed: true }],
] as const

describe.each(acknowledgedAtStore)('%s', (store, view) => {
  it('is told once the payment is consumed, and not before', async () => {
    const { payment, storePurchase } = await buyItem(fixture.server, fixture.buyer, store)
    await fixture.waitForIdle()
    expect((await fixture.findPayment(payment.id)).acknowledgement).toMatchObject({
      status: 'PENDING',
      attempts: 0,
    })
    await consume(payment)
    await fixture.waitForIdle()
    expect((await fixture.findPayment(payment.id)).acknowledgement).toMatchObject({
      status: 'ACKNOWLEDGED',
      attempts: 1,
      lastError: null,
      acknowledgedAt: expect.any(String) as string,
    })
    expect(await getStorePurchase(fixture.server.emulator, storePurchase.id)).toMatchObject(view)
    expect(await fixture.readEventTypes(payment.id)).toEqual([
      'PAYMENT_PAID',
      'PAYMENT_CONSUMED',
      'PAYMENT_ACKNOWLEDGED',
    ])
  })

  it('is told right away of what is kept for good', async () => {
    const { payment, storePurchase } = await buyItem(fixture.server, fixture.buyer, store, 'remove_ads')
    await fixture.waitForIdle()
    expect((await fixture.findPayment(payment.id)).acknowledgement.status).toBe('ACKNOWLEDGED')
    expect(await getStorePurchase(fixture.server.emulator, storePurchase.id)).toMatchObject(
      store === 'APP_STORE' ? { finished: true } : { acknowledged: true, consumed: false },
    )
  })
})

it('a payment that the store took back is acknowledged no more', async () => {
  const { payment, storePurchase } = await buyItem(fixture.server, fixture.buyer, 'ONE_STORE')
  await updateStorePurchase(fixture.server.emulator, storePurchase.id, 'refund')
  await fixture.waitForIdle()
  const after = await fixture.findPayment(payment.id)
  expect(after).toMatchObject({ status: 'REFUNDED', acknowledgement: { status: 'NOT_REQUIRED' } })
})

describe('a project that acknowledges on another state', () => {
  afterEach(() => setPolicy({ acknowledgeOn: 'CONSUMED' }))

  it('acknowledges when the payment is paid', async () => {
    await setPolicy({ acknowledgeOn: 'PAID' })
    const { payment } = await buyItem(fixture.server, fixture.buyer, 'GOOGLE_PLAY')
    await fixture.waitForIdle()
    expect((await fixture.findPayment(payment.id)).acknowledgement.status).toBe('ACKNOWLEDGED')
  })

  it('acknowledges when the payment is completed', async () => {
    await setPolicy({ acknowledgeOn: 'COMPLETED' })
    const { payment } = await buyItem(fixture.server, fixture.buyer, 'GOOGLE_PLAY')
    await consume(payment)
    await fixture.waitForIdle()
    expect((await fixture.findPayment(payment.id)).acknowledgement.status).toBe('PENDING')
    expectField(await fixture.admin.mutate('completePayment', { paymentId: payment.id }), 'payment')
    await fixture.waitForIdle()
    expect((await fixture.findPayment(payment.id)).acknowledgement.status).toBe('ACKNOWLEDGED')
  })
})

describe('a store that is down', () => {
  it('for a virtual day is told when it is back', async () => {
    const { payment, storePurchase } = await buyItem(fixture.server, fixture.buyer, 'ONE_STORE')
    await injectFault(fixture.server.emulator, {
      store: 'ONE_STORE',
      endpoint: 'consumePurchase',
      times: 1000,
      status: 503,
    })
    await consume(payment)
    await fixture.waitForIdle()
    for (let hours = 0; hours < 24; hours += 4) await fixture.advanceTime(4 * hour)
    const waiting = (await fixture.findPayment(payment.id)).acknowledgement
    expect(waiting.status).toBe('PENDING')
    expect(waiting.attempts).toBeGreaterThan(5)
    expect(waiting.lastError).toMatch(/ONE store/)
    await clearFaults(fixture.server.emulator)
    await reconnectOneStore()
    await fixture.advanceTime(hour)
    expect((await fixture.findPayment(payment.id)).acknowledgement).toMatchObject({
      status: 'ACKNOWLEDGED',
      lastError: null,
    })
    expect(await getStorePurchase(fixture.server.emulator, storePurchase.id)).toMatchObject({
      consumed: true,
    })
  })

  it('which did what it was told but lost the answer is told again without harm', async () => {
    const { payment } = await buyItem(fixture.server, fixture.buyer, 'GOOGLE_PLAY')
    const endpoint = 'purchases.products.consume'
    await injectFault(fixture.server.emulator, {
      store: 'GOOGLE_PLAY',
      endpoint,
      times: 3,
      status: 503,
      phase: 'AFTER',
    })
    await consume(payment)
    await fixture.waitForIdle()
    await fixture.advanceTime(hour)
    expect((await fixture.findPayment(payment.id)).acknowledgement.status).toBe('ACKNOWLEDGED')
    expect(
      (await fixture.readEventTypes(payment.id)).filter((type) => type === 'PAYMENT_ACKNOWLEDGED'),
    ).toHaveLength(1)
  })
})

describe('a payment that nobody consumes', () => {
  const noise = ['PAYMENT_PAID', 'PAYMENT_ACKNOWLEDGEMENT_WARNING', 'PAYMENT_ACKNOWLEDGEMENT_CRITICAL']

  it('is warned of at half of the time, and once more when a tenth of it is left', async () => {
    const { payment } = await buyItem(fixture.server, fixture.buyer, 'GOOGLE_PLAY')
    await fixture.waitForIdle()
    expect((await fixture.findPayment(payment.id)).acknowledgement.deadline).not.toBeNull()
    await fixture.advanceTime(1.4 * day)
    expect(await fixture.readEventTypes(payment.id)).toEqual(noise.slice(0, 1))
    await fixture.advanceTime(0.2 * day)
    expect(await fixture.readEventTypes(payment.id)).toEqual(noise.slice(0, 2))
    await fixture.advanceTime(1.2 * day)
    expect(await fixture.readEventTypes(payment.id)).toEqual(noise)
  })

  it('is left to the store to refund, which the record then says', async () => {
    const { payment } = await buyItem(fixture.server, fixture.buyer, 'GOOGLE_PLAY')
    await fixture.waitForIdle()
    await fixture.advanceTime(2.9 * day)
    await fixture.advanceTime(0.2 * day)
    const after = await fixture.findPayment(payment.id)
    expect(after).toMatchObject({ status: 'REFUNDED', acknowledgement: { status: 'NOT_REQUIRED' } })
    expect((await fixture.readEventTypes(payment.id)).at(-1)).toBe('PAYMENT_REFUNDED')
  })

  it('is acknowledged where the project wants that, and consumed at the store later', async () => {
    await setPolicy({ unconsumedPolicy: 'ACKNOWLEDGE' })
    const { payment, storePurchase } = await buyItem(fixture.server, fixture.buyer, 'GOOGLE_PLAY')
    await fixture.waitForIdle()
    await fixture.advanceTime(2.9 * day)
    expect(await getStorePurchase(fixture.server.emulator, storePurchase.id)).toMatchObject({
      acknowledged: true,
      consumed: false,
    })
    await fixture.advanceTime(2 * day)
    await consume(payment)
    await fixture.waitForIdle()
    expect(await getStorePurchase(fixture.server.emulator, storePurchase.id)).toMatchObject({
      consumed: true,
    })
    expect((await fixture.findPayment(payment.id)).acknowledgement.status).toBe('ACKNOWLEDGED')
    await setPolicy({ unconsumedPolicy: 'ALLOW_AUTO_REFUND' })
  })
})

it('an app that told the store by itself leaves nothing to tell', async () => {
  const purchase = await requestPurchase(fixture.buyer, 'GOOGLE_PLAY')
  const { receipt } = await payWithoutNotification(purchase)
  const adapter = await fixture.server.instance.services.stores.find(
    decodeId('ak', fixture.server.project.appKey) ?? '',
    'GOOGLE_PLAY',
  )
  const outcome = await adapter?.verifyReceipt(receipt.googlePlay)
  if (outcome?.kind !== 'verified') throw new Error('not verified')
  const { storeProductId, environment, reference } = outcome.transaction
  await adapter?.acknowledge({ details: reference.details, storeProductId, environment, action: 'CONSUME' })
  const verified = await fixture.buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
  const payment = await fixture.findPayment(expectField(verified, 'payment').id)
  expect(payment).toMatchObject({ status: 'PAID', acknowledgement: { status: 'ACKNOWLEDGED', attempts: 0 } })
})

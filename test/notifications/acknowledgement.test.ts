import type { Emulator } from '@coinslot/store-emulator'
import { decodeId } from '../../src/platform/ids.ts'
import {
  buyItem,
  toConsumeInput,
  payAtStore,
  expectField,
  requestPurchase,
} from '../support/purchase-client.ts'
import { emulatorConnectionInputs } from '../support/connect-emulator.ts'
import { updateStorePurchase, getStorePurchase } from '../support/emulator-control.ts'
import type { TestServer } from '../support/test-server.ts'
import { dayMs, hourMs } from '../support/time.ts'
import type { ApiClient } from '../support/api.ts'
import type { Faults } from '../support/faults.ts'
import { describe, expect, notificationTest as test, vi } from './notification-fixture.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

type Policy = {
  acknowledgeOn?: 'PAID' | 'CONSUMED' | 'COMPLETED'
  unconsumedPolicy?: 'ALLOW_AUTO_REFUND' | 'ACKNOWLEDGE'
}

async function setPolicy(admin: ApiClient, policy: Policy): Promise<void> {
  expectField(await admin.mutate('updateAppKey', policy), 'appKey')
}

async function consume(admin: ApiClient, payment: Parameters<typeof toConsumeInput>[0]): Promise<void> {
  expectField(await admin.mutate('consumePayment', toConsumeInput(payment)), 'consume')
}

/** Creates a new adapter with a closed circuit breaker, which uses the clock of the machine and not the virtual one. */
async function reconnectOneStore(emulator: Emulator, admin: ApiClient): Promise<void> {
  const { oneStore } = emulatorConnectionInputs(emulator)
  expectField(await admin.mutate('disconnectStore', { store: 'ONE_STORE' }), 'storeConnection')
  expectField(await admin.mutate('connectStore', { oneStore }), 'storeConnection')
}

/** Pays while the store's notification is lost. */
async function payWithoutNotification(
  server: TestServer,
  faults: Faults,
  purchase: Parameters<typeof payAtStore>[1],
) {
  await faults.disableNotifications('GOOGLE_PLAY')
  const storePurchase = await payAtStore(server, purchase)
  await faults.clear()
  return storePurchase
}

const acknowledgedAtStore = [
  ['GOOGLE_PLAY', { consumed: true }],
  ['ONE_STORE', { consumed: true }],
  ['APP_STORE', { finished: true }],
  ['TEST_STORE', { consumed: true }],
] as const

describe.each(acknowledgedAtStore)('%s', (store, view) => {
  test('a payment is acknowledged once it is consumed, and not before', async ({
    emulator,
    admin,
    buyer,
    notifications,
  }) => {
    const { payment, storePurchase } = await buyItem(buyer, { store })
    await notifications.waitForIdle()
    expect((await notifications.findPayment(payment.id)).acknowledgement).toMatchObject({
      status: 'PENDING',
      attempts: 0,
    })
    await consume(admin, payment)
    await notifications.waitForIdle()
    expect((await notifications.findPayment(payment.id)).acknowledgement).toMatchObject({
      status: 'ACKNOWLEDGED',
      attempts: 1,
      lastError: null,
      acknowledgedAt: expect.any(String) as string,
    })
    expect(await getStorePurchase(emulator, storePurchase.id)).toMatchObject(view)
    expect(await notifications.readEventTypes(payment.id)).toEqual([
      'PAYMENT_PAID',
      'PAYMENT_CONSUMED',
      'PAYMENT_ACKNOWLEDGED',
    ])
  })

  test('a payment for a non-consumable item is acknowledged at once', async ({
    emulator,
    buyer,
    notifications,
  }) => {
    const { payment, storePurchase } = await buyItem(buyer, { store, itemId: 'remove_ads' })
    await notifications.waitForIdle()
    expect((await notifications.findPayment(payment.id)).acknowledgement.status).toBe('ACKNOWLEDGED')
    expect(await getStorePurchase(emulator, storePurchase.id)).toMatchObject(
      store === 'APP_STORE' ? { finished: true } : { acknowledged: true, consumed: false },
    )
  })
})

test('a payment that the store refunded is not acknowledged', async ({ emulator, buyer, notifications }) => {
  const { payment, storePurchase } = await buyItem(buyer, { store: 'ONE_STORE' })
  await updateStorePurchase(emulator, storePurchase.id, 'refund')
  await notifications.waitForIdle()
  const after = await notifications.findPayment(payment.id)
  expect(after).toMatchObject({ status: 'REFUNDED', acknowledgement: { status: 'NOT_REQUIRED' } })
})

describe('a project that acknowledges on another state', () => {
  test.afterEach(({ admin }) => setPolicy(admin, { acknowledgeOn: 'CONSUMED' }))

  test('a payment is acknowledged when it is paid', async ({ admin, buyer, notifications }) => {
    await setPolicy(admin, { acknowledgeOn: 'PAID' })
    const { payment } = await buyItem(buyer, { store: 'GOOGLE_PLAY' })
    await notifications.waitForIdle()
    expect((await notifications.findPayment(payment.id)).acknowledgement.status).toBe('ACKNOWLEDGED')
  })

  test('a payment is acknowledged when it is completed', async ({ admin, buyer, notifications }) => {
    await setPolicy(admin, { acknowledgeOn: 'COMPLETED' })
    const { payment } = await buyItem(buyer, { store: 'GOOGLE_PLAY' })
    await consume(admin, payment)
    await notifications.waitForIdle()
    expect((await notifications.findPayment(payment.id)).acknowledgement.status).toBe('PENDING')
    expectField(await admin.mutate('completePayment', { paymentId: payment.id }), 'payment')
    await notifications.waitForIdle()
    expect((await notifications.findPayment(payment.id)).acknowledgement.status).toBe('ACKNOWLEDGED')
  })
})

describe('a store that is down', () => {
  test('a payment is acknowledged when the store is back after a virtual day', async ({
    emulator,
    admin,
    buyer,
    notifications,
    faults,
  }) => {
    const { payment, storePurchase } = await buyItem(buyer, { store: 'ONE_STORE' })
    await faults.inject({ store: 'ONE_STORE', endpoint: 'consumePurchase', status: 503 })
    await consume(admin, payment)
    await notifications.waitForIdle()
    for (let hours = 0; hours < 24; hours += 4) await notifications.advanceTime(4 * hourMs)
    const pending = (await notifications.findPayment(payment.id)).acknowledgement
    expect(pending.status).toBe('PENDING')
    expect(pending.attempts).toBeGreaterThan(5)
    expect(pending.lastError).toMatch(/ONE store/)
    await faults.clear()
    await reconnectOneStore(emulator, admin)
    await notifications.advanceTime(hourMs)
    expect((await notifications.findPayment(payment.id)).acknowledgement).toMatchObject({
      status: 'ACKNOWLEDGED',
      lastError: null,
    })
    expect(await getStorePurchase(emulator, storePurchase.id)).toMatchObject({
      consumed: true,
    })
  })

  test('an acknowledgement whose response was lost is repeated without harm', async ({
    admin,
    buyer,
    notifications,
    faults,
  }) => {
    const { payment } = await buyItem(buyer, { store: 'GOOGLE_PLAY' })
    const endpoint = 'purchases.products.consume'
    await faults.inject({
      store: 'GOOGLE_PLAY',
      endpoint,
      times: 3,
      status: 503,
      phase: 'AFTER',
    })
    await consume(admin, payment)
    await notifications.waitForIdle()
    await notifications.advanceTime(hourMs)
    expect((await notifications.findPayment(payment.id)).acknowledgement.status).toBe('ACKNOWLEDGED')
    expect(
      (await notifications.readEventTypes(payment.id)).filter((type) => type === 'PAYMENT_ACKNOWLEDGED'),
    ).toHaveLength(1)
  })
})

describe('a payment that nobody consumes', () => {
  const expectedTypes = [
    'PAYMENT_PAID',
    'PAYMENT_ACKNOWLEDGEMENT_WARNING',
    'PAYMENT_ACKNOWLEDGEMENT_CRITICAL',
  ]

  test('a payment has a warning event at half of the time, and a critical one when a tenth of it is left', async ({
    buyer,
    notifications,
  }) => {
    const { payment } = await buyItem(buyer, { store: 'GOOGLE_PLAY' })
    await notifications.waitForIdle()
    expect((await notifications.findPayment(payment.id)).acknowledgement.deadline).not.toBeNull()
    await notifications.advanceTime(1.4 * dayMs)
    expect(await notifications.readEventTypes(payment.id)).toEqual(expectedTypes.slice(0, 1))
    await notifications.advanceTime(0.2 * dayMs)
    expect(await notifications.readEventTypes(payment.id)).toEqual(expectedTypes.slice(0, 2))
    await notifications.advanceTime(1.2 * dayMs)
    expect(await notifications.readEventTypes(payment.id)).toEqual(expectedTypes)
  })

  test.for(['is notified', 'is read from the store'])(
    'a refund by the store %s, is recorded, and ends the reading',
    async (way, { buyer, notifications, faults, sql }) => {
      const { payment } = await buyItem(buyer, { store: 'GOOGLE_PLAY' })
      await notifications.waitForIdle()
      if (way !== 'is notified') await faults.disableNotifications('GOOGLE_PLAY')
      await notifications.advanceTime(2.9 * dayMs)
      await notifications.advanceTime(0.2 * dayMs)
      const after = await notifications.findPayment(payment.id)
      expect(after).toMatchObject({ status: 'REFUNDED', acknowledgement: { status: 'NOT_REQUIRED' } })
      expect((await notifications.readEventTypes(payment.id)).at(-1)).toBe('PAYMENT_REFUNDED')
      const id = decodeId('pay', payment.id)
      const attempts = await sql`select next_attempt_at from acknowledgements where payment_id = ${id}`
      expect(attempts).toEqual([{ next_attempt_at: null }])
    },
  )

  test('a payment is acknowledged where the project wants that, and consumed at the store later', async ({
    emulator,
    admin,
    buyer,
    notifications,
  }) => {
    await setPolicy(admin, { unconsumedPolicy: 'ACKNOWLEDGE' })
    const { payment, storePurchase } = await buyItem(buyer, { store: 'GOOGLE_PLAY' })
    await notifications.waitForIdle()
    await notifications.advanceTime(2.9 * dayMs)
    expect(await getStorePurchase(emulator, storePurchase.id)).toMatchObject({
      acknowledged: true,
      consumed: false,
    })
    await notifications.advanceTime(2 * dayMs)
    await consume(admin, payment)
    await notifications.waitForIdle()
    expect(await getStorePurchase(emulator, storePurchase.id)).toMatchObject({
      consumed: true,
    })
    expect((await notifications.findPayment(payment.id)).acknowledgement.status).toBe('ACKNOWLEDGED')
    await setPolicy(admin, { unconsumedPolicy: 'ALLOW_AUTO_REFUND' })
  })
})

test('a payment that the app acknowledged at the store is not acknowledged again', async ({
  server,
  project,
  services,
  buyer,
  notifications,
  faults,
}) => {
  const purchase = await requestPurchase(buyer, { store: 'GOOGLE_PLAY' })
  const { receipt } = await payWithoutNotification(server, faults, purchase)
  const adapter = await services.stores.find(decodeId('ak', project.appKey) ?? '', 'GOOGLE_PLAY')
  const outcome = await adapter?.verifyReceipt(receipt.googlePlay)
  if (outcome?.kind !== 'verified') throw new Error('not verified')
  const { storeProductId, environment, reference } = outcome.transaction
  await adapter?.acknowledge({ details: reference.details, storeProductId, environment, action: 'CONSUME' })
  const verified = await buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
  const payment = await notifications.findPayment(expectField(verified, 'payment').id)
  expect(payment).toMatchObject({ status: 'PAID', acknowledgement: { status: 'ACKNOWLEDGED', attempts: 0 } })
})

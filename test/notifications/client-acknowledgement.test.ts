import { decodeId } from '../../src/platform/ids.ts'
import type { ApiClient } from '../support/api.ts'
import { getStorePurchase, updateStorePurchase } from '../support/emulator-control.ts'
import {
  buyItem,
  expectField,
  payAtStore,
  requestPurchase,
  toConsumeInput,
} from '../support/purchase-client.ts'
import { dayMs, hourMs } from '../support/time.ts'
import { describe, expect, notificationTest as test, vi } from './notification-fixture.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

async function setAcknowledgeBy(admin: ApiClient, acknowledgeBy: 'SERVER' | 'CLIENT'): Promise<void> {
  expectField(await admin.mutate('updateAppKey', { acknowledgeBy }), 'appKey')
}

async function consume(admin: ApiClient, payment: Parameters<typeof toConsumeInput>[0]): Promise<void> {
  expectField(await admin.mutate('consumePayment', toConsumeInput(payment)), 'consume')
}

test.beforeEach(({ admin }) => setAcknowledgeBy(admin, 'CLIENT'))
test.afterAll(({ admin }) => setAcknowledgeBy(admin, 'SERVER'))

const warning = 'PAYMENT_ACKNOWLEDGEMENT_WARNING'

test('verifyPurchase tells the client to acknowledge on the device, or not to', async ({
  server,
  admin,
  buyer,
}) => {
  for (const acknowledgeBy of ['CLIENT', 'SERVER'] as const) {
    await setAcknowledgeBy(admin, acknowledgeBy)
    const purchase = await requestPurchase(buyer, { store: 'GOOGLE_PLAY' })
    const { receipt } = await payAtStore(server, purchase)
    const text = `mutation ($input: VerifyPurchaseInput!) {
      verifyPurchase(input: $input) { payment { acknowledgement { acknowledgeBy status } } } }`
    const answer: unknown = await buyer.client.query(text, { input: { purchaseId: purchase.id, receipt } })
    const acknowledgement = { acknowledgeBy, status: 'PENDING' }
    expect(answer).toEqual({ verifyPurchase: { payment: { acknowledgement } } })
  }
})

describe.each(['GOOGLE_PLAY', 'ONE_STORE', 'TEST_STORE'] as const)('%s', (store) => {
  test('the server acknowledges no payment of a client, whatever the game does with it', async ({
    emulator,
    admin,
    buyer,
    notifications,
  }) => {
    const consumable = await buyItem(buyer, { store })
    await consume(admin, consumable.payment)
    expectField(await admin.mutate('completePayment', { paymentId: consumable.payment.id }), 'payment')
    const permanent = await buyItem(buyer, { store, itemId: 'remove_ads' })
    await notifications.waitForIdle()
    for (const { payment, storePurchase } of [consumable, permanent]) {
      expect(await getStorePurchase(emulator, storePurchase.id)).toMatchObject({
        acknowledged: false,
        consumed: false,
      })
      expect((await notifications.findPayment(payment.id)).acknowledgement).toMatchObject({
        status: 'PENDING',
        attempts: 0,
      })
    }
  })

  test.for(['acknowledge', 'consume'] as const)(
    'what the device does is found by the next check of the store (%s)',
    async (act, { emulator, admin, buyer, notifications }) => {
      const { payment, storePurchase } = await buyItem(buyer, { store })
      await updateStorePurchase(emulator, storePurchase.id, act)
      await notifications.waitForIdle()
      await notifications.advanceTime(1.6 * dayMs)
      expect((await notifications.findPayment(payment.id)).acknowledgement).toMatchObject({
        status: 'ACKNOWLEDGED',
        attempts: 0,
        lastError: null,
      })
      const types = await notifications.readEventTypes(payment.id)
      expect(types.filter((type) => type === 'PAYMENT_ACKNOWLEDGED')).toHaveLength(1)
      expect(types).not.toContain(warning)
      // The delivery to the game does not depend on it.
      await consume(admin, payment)
      await notifications.waitForIdle()
      expect(await notifications.findPayment(payment.id)).toMatchObject({
        status: 'CONSUMED',
        acknowledgement: { status: 'ACKNOWLEDGED' },
      })
    },
  )
})

test('a payment of the App Store needs no acknowledgement by the server', async ({
  emulator,
  buyer,
  notifications,
}) => {
  const { payment, storePurchase } = await buyItem(buyer, { store: 'APP_STORE' })
  await notifications.waitForIdle()
  expect((await notifications.findPayment(payment.id)).acknowledgement.status).toBe('NOT_REQUIRED')
  expect(await getStorePurchase(emulator, storePurchase.id)).toMatchObject({ finished: false })
  await updateStorePurchase(emulator, storePurchase.id, 'finish')
  expect(await getStorePurchase(emulator, storePurchase.id)).toMatchObject({ finished: true })
})

test('a payment that the device has not acknowledged at half-time is reported, and refunded by the store', async ({
  emulator,
  admin,
  buyer,
  notifications,
  sql,
}) => {
  const late = await buyItem(buyer, { store: 'GOOGLE_PLAY' })
  const never = await buyItem(buyer, { store: 'GOOGLE_PLAY' })
  await notifications.waitForIdle()
  await notifications.advanceTime(1.6 * dayMs)
  for (const { payment } of [late, never]) {
    expect(await notifications.readEventTypes(payment.id)).toContain(warning)
  }
  const issuesText = 'query { overview(environment: SANDBOX) { issues { kind store } } }'
  const production = 'query { overview { issues { kind store } } }'
  const issues = await Promise.all([admin.query(issuesText), admin.query(production)])
  expect(issues.flatMap(({ overview }) => overview.issues)).toContainEqual({
    kind: 'ACKNOWLEDGEMENT_DEADLINE',
    store: 'GOOGLE_PLAY',
  })
  await updateStorePurchase(emulator, late.storePurchase.id, 'consume')
  await notifications.advanceTime(0.9 * dayMs)
  expect((await notifications.findPayment(late.payment.id)).acknowledgement.status).toBe('ACKNOWLEDGED')
  await notifications.advanceTime(0.6 * dayMs)
  expect(await notifications.findPayment(late.payment.id)).toMatchObject({ status: 'PAID' })
  expect(await notifications.findPayment(never.payment.id)).toMatchObject({
    status: 'REFUNDED',
    acknowledgement: { status: 'NOT_REQUIRED' },
  })
  const rows = await sql`
    select next_attempt_at from acknowledgements
    where payment_id = any(${[late, never].map(({ payment }) => decodeId('pay', payment.id) ?? '')}::uuid[])`
  expect(rows.map(({ next_attempt_at }) => next_attempt_at as unknown)).toEqual([null, null])
})

test('a store that cannot be read at half-time does not hide the warning', async ({
  buyer,
  notifications,
  faults,
}) => {
  const { payment } = await buyItem(buyer, { store: 'GOOGLE_PLAY' })
  await notifications.waitForIdle()
  await faults.inject({ store: 'GOOGLE_PLAY', endpoint: '*', status: 503 })
  await notifications.advanceTime(1.6 * dayMs)
  expect(await notifications.readEventTypes(payment.id)).toContain(warning)
  const { acknowledgement } = await notifications.findPayment(payment.id)
  expect(acknowledgement).toMatchObject({ status: 'PENDING', attempts: 0 })
  expect(acknowledgement.lastError).toMatch(/Google Play/)
})

test('an operator who reads the payment from its store need not wait for the check', async ({
  emulator,
  admin,
  buyer,
  notifications,
}) => {
  const { payment, storePurchase } = await buyItem(buyer, { store: 'GOOGLE_PLAY' })
  await updateStorePurchase(emulator, storePurchase.id, 'consume')
  expect(await admin.mutate('rereadPayment', { paymentId: payment.id })).toMatchObject({ changed: true })
  expect((await notifications.findPayment(payment.id)).acknowledgement.status).toBe('ACKNOWLEDGED')
})

describe('a change of the setting', () => {
  test('pending payments are acknowledged by the server from then on, also those that the device did', async ({
    emulator,
    admin,
    buyer,
    notifications,
  }) => {
    const open = await buyItem(buyer, { store: 'GOOGLE_PLAY' })
    const byDevice = await buyItem(buyer, { store: 'ONE_STORE' })
    for (const { payment } of [open, byDevice]) await consume(admin, payment)
    await updateStorePurchase(emulator, byDevice.storePurchase.id, 'consume')
    await notifications.waitForIdle()
    await setAcknowledgeBy(admin, 'SERVER')
    await notifications.advanceTime(hourMs)
    for (const { payment, storePurchase } of [open, byDevice]) {
      expect((await notifications.findPayment(payment.id)).acknowledgement).toMatchObject({
        status: 'ACKNOWLEDGED',
        lastError: null,
      })
      expect(await getStorePurchase(emulator, storePurchase.id)).toMatchObject({ consumed: true })
    }
  })

  test('the server leaves payments to the device from then on, also those that it could not acknowledge', async ({
    emulator,
    admin,
    buyer,
    notifications,
    faults,
  }) => {
    await setAcknowledgeBy(admin, 'SERVER')
    const { payment, storePurchase } = await buyItem(buyer, { store: 'GOOGLE_PLAY' })
    await faults.inject({ store: 'GOOGLE_PLAY', endpoint: 'purchases.products.consume', status: 503 })
    await consume(admin, payment)
    await notifications.waitForIdle()
    expect((await notifications.findPayment(payment.id)).acknowledgement.attempts).toBeGreaterThan(0)
    await setAcknowledgeBy(admin, 'CLIENT')
    await faults.clear()
    await notifications.advanceTime(hourMs)
    expect(await getStorePurchase(emulator, storePurchase.id)).toMatchObject({ consumed: false })
    await updateStorePurchase(emulator, storePurchase.id, 'consume')
    await notifications.advanceTime(1.6 * dayMs)
    expect((await notifications.findPayment(payment.id)).acknowledgement).toMatchObject({
      status: 'ACKNOWLEDGED',
      lastError: null,
    })
  })
})

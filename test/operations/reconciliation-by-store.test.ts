import { reconcileStore } from '../../src/domain/reconciliation/reconcile-store.ts'
import { buyItem, createBuyer } from '../support/purchase-client.ts'
import {
  updateStorePurchase,
  type StorePurchase,
  type EmulatedStore,
  type EmulatorAddress,
} from '../support/emulator-control.ts'
import {
  truncateReconciliations,
  selectDiscrepancies,
  queryPayment,
  selectRuns,
  openReconciliationFixture,
} from '../support/reconciliation-fixture.ts'
import type { TestServer } from '../support/test-server.ts'
import { expect, serverTest } from '../support/test.ts'

const test = serverTest
  .extend('store', { scope: 'file' }, ({ server }) => openReconciliationFixture(server))
  .extend('buyer', { scope: 'file' }, ({ server }) => createBuyer(server, { userId: 'tester' }))

test.afterAll(async ({ store }) => {
  await store.close()
})
test.beforeEach(async ({ store }) => {
  await truncateReconciliations(store)
})

/** The stores' own lists, through their adapters. */
async function reconcile(server: TestServer, store: TODO, name: EmulatedStore) {
  const { services } = server.instance
  const { app } = await store.createContext({})
  return reconcileStore({ ...services, app }, name)
}

const updateInStore = (
  emulator: EmulatorAddress,
  bought: StorePurchase,
  how: 'refund' | 'reverse-refund' = 'refund',
) => updateStorePurchase(emulator, bought.id, how)

test.for(['GOOGLE_PLAY', 'ONE_STORE'] as const)(
  '%s: a refund that no message told of is found in the list of refunds',
  async (name, { server, emulator, buyer, store }) => {
    const kept = await buyItem(buyer, { store: name })
    const { payment, storePurchase } = await buyItem(buyer, { store: name, itemId: 'coins_500' })
    await updateInStore(emulator, storePurchase)
    expect(await reconcile(server, store, name)).toEqual([
      { source: 'REFUNDS', end: 'COMPARED' },
      { source: 'PURCHASES', end: 'COMPARED' },
    ])
    expect(await queryPayment(server, payment.id)).toMatchObject({
      status: 'REFUNDED',
      refund: { source: 'RECONCILIATION' },
    })
    expect((await queryPayment(server, kept.payment.id))?.status).toBe('PAID')
    expect(await selectDiscrepancies(store, 'REFUNDS')).toMatchObject([{ healed: true }])
    await reconcile(server, store, name)
    expect(await selectDiscrepancies(store, 'REFUNDS')).toHaveLength(1)
  },
)

test('APP_STORE: a refund whose message was lost is found in the history of messages', async ({
  server,
  emulator,
  buyer,
  store,
}) => {
  // Nobody listens there.
  emulator.setNotificationTarget({ store: 'APP_STORE', url: 'http://127.0.0.1:9/' })
  const { payment, storePurchase } = await buyItem(buyer, { store: 'APP_STORE' })
  await updateInStore(emulator, storePurchase)
  const [messages] = await reconcile(server, store, 'APP_STORE')
  expect(messages).toEqual({ source: 'NOTIFICATIONS', end: 'COMPARED' })
  expect((await queryPayment(server, payment.id))?.status).toBe('REFUNDED')
  const differences = await selectDiscrepancies(store, 'NOTIFICATIONS')
  expect(differences.length).toBeGreaterThan(0)
  expect(differences.every(({ resolved }) => resolved)).toBe(true)
})

test('APP_STORE: a refund that was never told is found by asking about its buyer', async ({
  server,
  emulator,
  buyer,
  faults,
  store,
}) => {
  const { payment, storePurchase } = await buyItem(buyer, { store: 'APP_STORE' })
  await faults.inject({ store: 'APP_STORE', endpoint: 'getNotificationHistory', status: 500 })
  await updateInStore(emulator, storePurchase)
  await store.sql`update sales set checked_at = checked_at - interval '2 days'`
  const results = await reconcile(server, store, 'APP_STORE')
  expect(results).toEqual([
    { source: 'NOTIFICATIONS', end: 'STOPPED' },
    { source: 'CUSTOMER_REFUND_HISTORY', end: 'COMPARED' },
    { source: 'PURCHASES', end: 'COMPARED' },
  ])
  expect((await queryPayment(server, payment.id))?.status).toBe('REFUNDED')
  expect(await selectDiscrepancies(store, 'CUSTOMER_REFUND_HISTORY')).toMatchObject([{ healed: true }])
})

test.for(['GOOGLE_PLAY', 'ONE_STORE', 'APP_STORE'] as const)(
  '%s: a store that is down leaves the comparison where it is, and says why',
  async (name, { server, emulator, buyer, faults, store }) => {
    const { payment, storePurchase } = await buyItem(buyer, { store: name })
    await updateInStore(emulator, storePurchase)
    await faults.inject({ store: name, endpoint: '*', status: 503 })
    const [first] = await reconcile(server, store, name)
    expect(first?.outcome).toBe('STOPPED')
    const source = first?.source ?? ''
    expect(await selectRuns(store, source)).toMatchObject([{ ended: false, last_error: expect.any(String) }])
    expect((await queryPayment(server, payment.id))?.status).toBe('PAID')
    await faults.clear()
    await expect
      .poll(async () => (await reconcile(server, store, name))[0]?.outcome, { timeout: 20_000 })
      .toBe('COMPARED')
    expect((await queryPayment(server, payment.id))?.status).toBe('REFUNDED')
  },
)

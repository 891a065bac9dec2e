import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { reconcileStore } from '../../src/domain/reconciliation/reconcile-store.ts'
import { buyItem, createBuyer, type Buyer } from '../support/buyer.ts'
import {
  updateStorePurchase,
  clearFaults,
  injectFault,
  type StorePurchase,
  type EmulatedStore,
} from '../support/emulator-control.ts'
import {
  truncateReconciliations,
  selectDiscrepancies,
  queryPayment,
  selectRuns,
  openReconciliationFixture,
  type ReconciliationFixture,
} from '../support/reconciliation-fixture.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

let server: TestServer
let store: ReconciliationFixture
let buyer: Buyer
beforeAll(async () => {
  server = await startTestServer({ environment: { JOB_CONCURRENCY: '0' } })
  store = openReconciliationFixture(server)
  buyer = await createBuyer(server, { userId: 'tester' })
})
afterAll(async () => {
  await store.close()
  await server.close()
})
beforeEach(async () => {
  await clearFaults(server.emulator)
  await truncateReconciliations(store)
})

/** The stores' own lists, through their adapters. */
async function reconcile(name: EmulatedStore) {
  const { services } = server.instance
  const { app } = await store.createContext({})
  return reconcileStore({ ...services, app }, name)
}

const updateInStore = (bought: StorePurchase, how: 'refund' | 'reverse-refund' = 'refund') =>
  updateStorePurchase(server.emulator, bought.id, how)

test.each(['GOOGLE_PLAY', 'ONE_STORE'] as const)(
  '%s: a refund that no message told of is found in the list of refunds',
  async (name) => {
    const kept = await buyItem(server, buyer, name)
    const { payment, storePurchase } = await buyItem(server, buyer, name, 'coins_500')
    await updateInStore(storePurchase)
    expect(await reconcile(name)).toEqual([
      { source: 'REFUNDS', end: 'COMPARED' },
      { source: 'PURCHASES', end: 'COMPARED' },
    ])
    expect(await queryPayment(server, payment.id)).toMatchObject({
      status: 'REFUNDED',
      refund: { source: 'RECONCILIATION' },
    })
    expect((await queryPayment(server, kept.payment.id))?.status).toBe('PAID')
    expect(await selectDiscrepancies(store, 'REFUNDS')).toMatchObject([{ healed: true }])
    await reconcile(name)
    expect(await selectDiscrepancies(store, 'REFUNDS')).toHaveLength(1)
  },
)

test('APP_STORE: a refund whose message was lost is found in the history of messages', async () => {
  // Nobody listens there.
  server.emulator.setNotificationTarget({ store: 'APP_STORE', url: 'http://127.0.0.1:9/' })
  const { payment, storePurchase } = await buyItem(server, buyer, 'APP_STORE')
  await updateInStore(storePurchase)
  const [messages] = await reconcile('APP_STORE')
  expect(messages).toEqual({ source: 'NOTIFICATIONS', end: 'COMPARED' })
  expect((await queryPayment(server, payment.id))?.status).toBe('REFUNDED')
  const differences = await selectDiscrepancies(store, 'NOTIFICATIONS')
  expect(differences.length).toBeGreaterThan(0)
  expect(differences.every(({ resolved }) => resolved)).toBe(true)
})

test('APP_STORE: a refund that was never told is found by asking about its buyer', async () => {
  const { payment, storePurchase } = await buyItem(server, buyer, 'APP_STORE')
  await injectFault(server.emulator, { store: 'APP_STORE', endpoint: 'getNotificationHistory', status: 500 })
  await updateInStore(storePurchase)
  await store.sql`update sales set checked_at = checked_at - interval '2 days'`
  const results = await reconcile('APP_STORE')
  expect(results).toEqual([
    { source: 'NOTIFICATIONS', end: 'STOPPED' },
    { source: 'CUSTOMER_REFUND_HISTORY', end: 'COMPARED' },
    { source: 'PURCHASES', end: 'COMPARED' },
  ])
  expect((await queryPayment(server, payment.id))?.status).toBe('REFUNDED')
  expect(await selectDiscrepancies(store, 'CUSTOMER_REFUND_HISTORY')).toMatchObject([{ healed: true }])
})

test.each(['GOOGLE_PLAY', 'ONE_STORE', 'APP_STORE'] as const)(
  '%s: a store that is down leaves the comparison where it is, and says why',
  async (name) => {
    const { payment, storePurchase } = await buyItem(server, buyer, name)
    await updateInStore(storePurchase)
    await injectFault(server.emulator, { store: name, endpoint: '*', status: 503 })
    const [first] = await reconcile(name)
    expect(first?.outcome).toBe('STOPPED')
    const source = first?.source ?? ''
    expect(await selectRuns(store, source)).toMatchObject([{ ended: false, last_error: expect.any(String) }])
    expect((await queryPayment(server, payment.id))?.status).toBe('PAID')
    await clearFaults(server.emulator)
    await expect.poll(async () => (await reconcile(name))[0]?.outcome, { timeout: 20_000 }).toBe('COMPARED')
    expect((await queryPayment(server, payment.id))?.status).toBe('REFUNDED')
  },
)

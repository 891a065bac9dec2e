import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { reconcileStore } from '../../src/domain/reconciliation/reconcile-store.ts'
import { buyItem, newBuyer, type Buyer } from '../support/buyer.ts'
import {
  changeAtStore,
  mendStores,
  spoilStore,
  type Bought,
  type EmulatedStore,
} from '../support/emulator-control.ts'
import {
  forgetReconciliations,
  readDifferences,
  readPayment,
  readRuns,
  startListedStore,
  type ListedStore,
} from '../support/listed-store.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

let at: TestServer
let store: ListedStore
let buyer: Buyer
beforeAll(async () => {
  at = await startTestServer({ environment: { JOB_CONCURRENCY: '0' } })
  store = startListedStore(at)
  buyer = await newBuyer(at, { userId: 'tester' })
})
afterAll(async () => {
  await store.close()
  await at.close()
})
beforeEach(async () => {
  await mendStores(at.emulator)
  await forgetReconciliations(store)
})

/** The stores' own lists, through their adapters. */
async function reconcile(name: EmulatedStore) {
  const { services } = at.server
  const { app } = await store.open({})
  return reconcileStore({ ...services, app }, name)
}

const change = (bought: Bought, how: 'refund' | 'reverse-refund' = 'refund') =>
  changeAtStore(at.emulator, bought.id, how)

test.each(['GOOGLE_PLAY', 'ONE_STORE'] as const)(
  '%s: a refund that no message told of is found in the list of refunds',
  async (name) => {
    const kept = await buyItem(at, buyer, name)
    const { payment, bought } = await buyItem(at, buyer, name, 'coins_500')
    await change(bought)
    expect(await reconcile(name)).toEqual([
      { source: 'REFUNDS', end: 'COMPARED' },
      { source: 'PURCHASES', end: 'COMPARED' },
    ])
    expect(await readPayment(at, payment.id)).toMatchObject({
      status: 'REFUNDED',
      refund: { source: 'RECONCILIATION' },
    })
    expect((await readPayment(at, kept.payment.id))?.status).toBe('PAID')
    expect(await readDifferences(store, 'REFUNDS')).toMatchObject([{ healed: true }])
    await reconcile(name)
    expect(await readDifferences(store, 'REFUNDS')).toHaveLength(1)
  },
)

test('APP_STORE: a refund whose message was lost is found in the history of messages', async () => {
  // Nobody listens there.
  at.emulator.setNotificationTarget({ store: 'APP_STORE', url: 'http://127.0.0.1:9/' })
  const { payment, bought } = await buyItem(at, buyer, 'APP_STORE')
  await change(bought)
  const [messages] = await reconcile('APP_STORE')
  expect(messages).toEqual({ source: 'NOTIFICATIONS', end: 'COMPARED' })
  expect((await readPayment(at, payment.id))?.status).toBe('REFUNDED')
  const differences = await readDifferences(store, 'NOTIFICATIONS')
  expect(differences.length).toBeGreaterThan(0)
  expect(differences.every(({ healed }) => healed)).toBe(true)
})

test('APP_STORE: a refund that was never told is found by asking about its buyer', async () => {
  const { payment, bought } = await buyItem(at, buyer, 'APP_STORE')
  await spoilStore(at.emulator, { store: 'APP_STORE', endpoint: 'getNotificationHistory', status: 500 })
  await change(bought)
  await store.sql`update sales set checked_at = checked_at - interval '2 days'`
  const results = await reconcile('APP_STORE')
  expect(results).toEqual([
    { source: 'NOTIFICATIONS', end: 'STOPPED' },
    { source: 'CUSTOMER_REFUND_HISTORY', end: 'COMPARED' },
    { source: 'PURCHASES', end: 'COMPARED' },
  ])
  expect((await readPayment(at, payment.id))?.status).toBe('REFUNDED')
  expect(await readDifferences(store, 'CUSTOMER_REFUND_HISTORY')).toMatchObject([{ healed: true }])
})

test.each(['GOOGLE_PLAY', 'ONE_STORE', 'APP_STORE'] as const)(
  '%s: a store that is down leaves the comparison where it is, and says why',
  async (name) => {
    const { payment, bought } = await buyItem(at, buyer, name)
    await change(bought)
    await spoilStore(at.emulator, { store: name, endpoint: '*', status: 503 })
    const [first] = await reconcile(name)
    expect(first?.end).toBe('STOPPED')
    const source = first?.source ?? ''
    expect(await readRuns(store, source)).toMatchObject([{ ended: false, last_error: expect.any(String) }])
    expect((await readPayment(at, payment.id))?.status).toBe('PAID')
    await mendStores(at.emulator)
    await expect.poll(async () => (await reconcile(name))[0]?.end, { timeout: 20_000 }).toBe('COMPARED')
    expect((await readPayment(at, payment.id))?.status).toBe('REFUNDED')
  },
)

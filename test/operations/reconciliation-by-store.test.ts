import { reconcileStore } from '../../src/domain/reconciliation/reconcile-store.ts'
import { buyItem, createBuyer } from '../support/purchase-client.ts'
import {
  createStorePurchase,
  updateStorePurchase,
  type StorePurchase,
  type EmulatedStore,
  type EmulatorAddress,
} from '../support/emulator-control.ts'
import { selectDiscrepancies, selectRuns } from '../support/reconciliation-records.ts'
import { queryPayment, reconciliationTest, type Reconciliation } from '../support/reconciliation-fixture.ts'
import type { TestServer } from '../support/test-server.ts'
import { expect } from '../support/test.ts'

const test = reconciliationTest.extend('buyer', { scope: 'file' }, ({ server }) =>
  createBuyer(server, { userId: 'tester' }),
)

type ReconcileFixtures = {
  readonly services: TestServer['instance']['services']
  readonly reconciliation: Reconciliation
}

/** Reconciles a store by its own history, read through its adapter. */
async function reconcile({ services, reconciliation }: ReconcileFixtures, name: EmulatedStore) {
  const { app } = await reconciliation.createContext({})
  return reconcileStore({ ...services, app }, name)
}

const updateInStore = (
  emulator: EmulatorAddress,
  { id }: StorePurchase,
  change: 'refund' | 'reverse-refund' = 'refund',
) => updateStorePurchase(emulator, id, change)

test.for(['GOOGLE_PLAY', 'ONE_STORE'] as const)(
  'a refund at %s without a notification is found in the list of refunds',
  async (name, { server, services, emulator, buyer, sql, reconciliation }) => {
    const unchanged = await buyItem(buyer, { store: name })
    const { payment, storePurchase } = await buyItem(buyer, { store: name, itemId: 'coins_500' })
    await updateInStore(emulator, storePurchase)
    expect(await reconcile({ services, reconciliation }, name)).toEqual([
      { source: 'REFUNDS', outcome: 'COMPARED' },
      { source: 'PURCHASES', outcome: 'COMPARED' },
    ])
    expect(await queryPayment(server, payment.id)).toMatchObject({
      status: 'REFUNDED',
      refund: { source: 'RECONCILIATION' },
    })
    expect((await queryPayment(server, unchanged.payment.id))?.status).toBe('PAID')
    expect(await selectDiscrepancies(sql, 'REFUNDS')).toMatchObject([{ resolved: true }])
    await reconcile({ services, reconciliation }, name)
    expect(await selectDiscrepancies(sql, 'REFUNDS')).toHaveLength(1)
  },
)

test('a refund at APP_STORE whose notification was lost is found in the notification history', async ({
  server,
  services,
  emulator,
  buyer,
  sql,
  reconciliation,
}) => {
  // Notifications are lost, because nothing listens at this address.
  emulator.setNotificationTarget({ store: 'APP_STORE', url: 'http://127.0.0.1:9/' })
  const { payment, storePurchase } = await buyItem(buyer, { store: 'APP_STORE' })
  await updateInStore(emulator, storePurchase)
  const [result] = await reconcile({ services, reconciliation }, 'APP_STORE')
  expect(result).toEqual({ source: 'NOTIFICATIONS', outcome: 'COMPARED' })
  expect((await queryPayment(server, payment.id))?.status).toBe('REFUNDED')
  const discrepancies = await selectDiscrepancies(sql, 'NOTIFICATIONS')
  expect(discrepancies.length).toBeGreaterThan(0)
  expect(discrepancies.every(({ resolved }) => resolved)).toBe(true)
})

test('a refund at APP_STORE without a notification is found in the refund history of the customer', async ({
  server,
  services,
  emulator,
  buyer,
  sql,
  faults,
  reconciliation,
}) => {
  const { payment, storePurchase } = await buyItem(buyer, { store: 'APP_STORE' })
  await faults.inject({ store: 'APP_STORE', endpoint: 'getNotificationHistory', status: 500 })
  await updateInStore(emulator, storePurchase)
  await sql`update sales set checked_at = checked_at - interval '2 days'`
  const results = await reconcile({ services, reconciliation }, 'APP_STORE')
  expect(results).toEqual([
    { source: 'NOTIFICATIONS', outcome: 'STOPPED' },
    { source: 'CUSTOMER_REFUND_HISTORY', outcome: 'COMPARED' },
    { source: 'PURCHASES', outcome: 'COMPARED' },
  ])
  expect((await queryPayment(server, payment.id))?.status).toBe('REFUNDED')
  expect(await selectDiscrepancies(sql, 'CUSTOMER_REFUND_HISTORY')).toMatchObject([{ resolved: true }])
})

test.for(['GOOGLE_PLAY', 'ONE_STORE', 'APP_STORE'] as const)(
  'an outage of %s stops the run with its error, and a later run continues',
  async (name, { server, services, emulator, buyer, sql, faults, reconciliation }) => {
    const { payment, storePurchase } = await buyItem(buyer, { store: name })
    await updateInStore(emulator, storePurchase)
    await faults.inject({ store: name, endpoint: '*', status: 503 })
    const [first] = await reconcile({ services, reconciliation }, name)
    expect(first?.outcome).toBe('STOPPED')
    const source = first?.source ?? ''
    expect(await selectRuns(sql, source)).toMatchObject([{ ended: false, last_error: expect.any(String) }])
    expect((await queryPayment(server, payment.id))?.status).toBe('PAID')
    await faults.clear()
    await expect
      .poll(async () => (await reconcile({ services, reconciliation }, name))[0]?.outcome, {
        timeout: 20_000,
      })
      .toBe('COMPARED')
    expect((await queryPayment(server, payment.id))?.status).toBe('REFUNDED')
  },
)

/** As after the restore of a backup: the store knows a sale whose user and reservation the database does not have. */
const lostSale = {
  productId: 'com.example.arcade.coins_100',
  accountToken: '0d7c1a52-2d0c-4d1f-9b39-2f1f4b1c7a10',
} as const

test('a sale at APP_STORE whose user and reservation were lost in a restore is reported with what the store says', async ({
  services,
  emulator,
  sql,
  reconciliation,
}) => {
  emulator.setNotificationTarget({ store: 'APP_STORE', url: 'http://127.0.0.1:9/' })
  const { transactionId } = await createStorePurchase(emulator, { store: 'APP_STORE', ...lostSale })
  const findReport = async () => {
    const all = await selectDiscrepancies(sql, 'NOTIFICATIONS')
    return all.filter(({ description }) => description.includes(transactionId))
  }
  await reconcile({ services, reconciliation }, 'APP_STORE')
  const [report, ...others] = await findReport()
  expect(others).toEqual([])
  expect(report).toMatchObject({ resolved: false })
  expect(report?.description).toContain(
    `transaction ${transactionId}, product ${lostSale.productId}, account token ${lostSale.accountToken}: the owner of the sale is unknown`,
  )
  await reconcile({ services, reconciliation }, 'APP_STORE')
  expect(await findReport()).toMatchObject([{ resolved: false }])
})

test('a refunded sale at GOOGLE_PLAY whose user was lost in a restore is reported with what the store says', async ({
  services,
  emulator,
  sql,
  reconciliation,
}) => {
  const sale = await createStorePurchase(emulator, { store: 'GOOGLE_PLAY', ...lostSale })
  await updateInStore(emulator, sale)
  await reconcile({ services, reconciliation }, 'GOOGLE_PLAY')
  const all = await selectDiscrepancies(sql, 'REFUNDS')
  expect(all.filter(({ description }) => description.includes(lostSale.accountToken))).toMatchObject([
    { resolved: false },
  ])
})

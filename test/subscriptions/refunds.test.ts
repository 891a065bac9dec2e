import { reconcileStore } from '../../src/domain/reconciliation/reconcile-store.ts'
import { dayMs } from '../support/time.ts'
import type { TestServer } from '../support/test-server.ts'
import {
  act,
  expect,
  getAtStore,
  readChains,
  readPeriods,
  subscribe,
  subscriptionTest as test,
  verify,
  type SubscriptionStore,
} from './subscription-fixture.ts'

async function reconcile(
  services: TestServer['instance']['services'],
  appKey: string,
  store: SubscriptionStore,
) {
  const app = await services.apps.find(appKey)
  if (app === null) expect.fail()
  return reconcileStore({ ...services, app }, store)
}

test('reconciliation finds the refund of a period whose notification was lost, while the next period runs', async ({
  subscriber,
  emulator,
  services,
  sql,
  notifications,
  faults,
}) => {
  const { purchase, atStore } = await subscribe(subscriber)
  await verify(subscriber, atStore, purchase.id)
  await notifications.waitForIdle()
  await notifications.advanceTime(33 * dayMs)
  const [first] = (await getAtStore(emulator, atStore.id)).periods
  await faults.disableNotifications('GOOGLE_PLAY')
  await act(emulator, atStore.id, 'refund', { periodId: first?.id })
  const [chain] = await readChains(sql, subscriber)
  expect(await readPeriods(sql, chain?.id ?? '')).toMatchObject([
    { status: 'COMPLETED' },
    { status: 'COMPLETED' },
  ])
  const [app] = await sql<
    { app_id: string }[]
  >`select app_id from subscriptions where id = ${chain?.id ?? ''}`
  const results = await reconcile(services, app?.app_id ?? '', 'GOOGLE_PLAY')
  expect(results).toContainEqual({ source: 'REFUNDS', outcome: 'COMPARED' })
  expect(await readPeriods(sql, chain?.id ?? '')).toMatchObject([
    { status: 'REFUNDED', refund_detected_by: 'RECONCILIATION' },
    { status: 'COMPLETED' },
  ])
  expect(await readChains(sql, subscriber)).toMatchObject([{ status: 'ACTIVE', will_renew: true }])
  expect(await sql`select resolved_at is not null as resolved from reconciliation_discrepancies`).toEqual([
    { resolved: true },
  ])
})

test('Scenario 21: the App Store refunds the period of last month and reverses it, while the subscription stays active', async ({
  subscriber,
  emulator,
  sql,
  notifications,
}) => {
  const { purchase, atStore } = await subscribe(subscriber, { store: 'APP_STORE' })
  expect(await verify(subscriber, atStore, purchase.id)).toMatchObject({ problem: null })
  await notifications.waitForIdle()
  await notifications.advanceTime(33 * dayMs)
  const [first] = (await getAtStore(emulator, atStore.id)).periods
  await act(emulator, atStore.id, 'refund', { periodId: first?.id })
  await notifications.waitForIdle()
  const [chain] = await readChains(sql, subscriber)
  expect(chain).toMatchObject({ status: 'ACTIVE' })
  expect(await readPeriods(sql, chain?.id ?? '')).toMatchObject([
    { status: 'REFUNDED' },
    { status: 'COMPLETED' },
  ])
  await act(emulator, atStore.id, 'reverse-refund', { periodId: first?.id })
  await notifications.waitForIdle()
  expect(await readPeriods(sql, chain?.id ?? '')).toMatchObject([
    { status: 'COMPLETED' },
    { status: 'COMPLETED' },
  ])
  expect(await readChains(sql, subscriber)).toMatchObject([{ status: 'ACTIVE', will_renew: true }])
})

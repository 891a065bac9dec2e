import { decodeId, encodeId } from '../../src/platform/ids.ts'
import { reconcileStore } from '../../src/domain/reconciliation/reconcile-store.ts'
import { dayMs } from '../support/time.ts'
import type { ServerFixtures } from '../support/server-fixtures.ts'
import type { NotificationHelpers } from '../notifications/notification-fixture.ts'
import type { Buyer } from '../support/purchase-client.ts'
import {
  act,
  expect,
  getAtStore,
  readChains,
  readPeriods,
  subscribe,
  subscriptionTest as test,
  verify,
} from './subscription-fixture.ts'

type Fixtures = Pick<ServerFixtures, 'sql' | 'emulator'> & {
  readonly subscriber: Buyer
  readonly notifications: NotificationHelpers
}

/** A subscription in its second period. */
async function subscribeAndRenew({ subscriber, notifications, emulator, sql }: Fixtures) {
  const { purchase, atStore } = await subscribe(subscriber)
  await verify(subscriber, atStore, purchase.id)
  await notifications.waitForIdle()
  await notifications.advanceTime(33 * dayMs)
  const [first] = (await getAtStore(emulator, atStore.id)).periods
  const [chain] = await readChains(sql, subscriber)
  const id = chain?.id ?? ''
  const readStatuses = async () => (await readPeriods(sql, id)).map(({ status }) => status)
  const readRefundEvents = async () => {
    const [period] = await readPeriods(sql, id)
    const types = await notifications.readEventTypes(encodeId('pay', period?.id ?? ''))
    return types.filter((type) => type.startsWith('PAYMENT_REFUND'))
  }
  expect(await readStatuses()).toEqual(['COMPLETED', 'COMPLETED'])
  return {
    atStore,
    firstId: first?.id ?? '',
    subscriptionId: encodeId('sub', id),
    readStatuses,
    readRefundEvents,
  }
}

test('the notification of a refund names the order, so that the period in the past is refunded while another one runs', async ({
  subscriber,
  notifications,
  emulator,
  sql,
}) => {
  const running = await subscribeAndRenew({ subscriber, notifications, emulator, sql })
  await act(emulator, running.atStore.id, 'refund', { periodId: running.firstId })
  await notifications.waitForIdle()
  expect(await running.readStatuses()).toEqual(['REFUNDED', 'COMPLETED'])
  expect(await running.readRefundEvents()).toEqual(['PAYMENT_REFUNDED'])
  expect(await readChains(sql, subscriber)).toMatchObject([{ status: 'ACTIVE', will_renew: true }])
})

test('a refund of a period in the past that leaves the access, which Google Play does not announce, is found by the next reading', async ({
  subscriber,
  notifications,
  emulator,
  services,
  server,
  admin,
  sql,
}) => {
  const running = await subscribeAndRenew({ subscriber, notifications, emulator, sql })
  const { subscriptionId } = running
  await act(emulator, running.atStore.id, 'refund', { periodId: running.firstId, revoke: false })
  await notifications.waitForIdle()
  const app = await services.apps.find(decodeId('ak', server.project.appKey) ?? '')
  if (app === null) expect.fail()
  const results = await reconcileStore({ ...services, app }, 'GOOGLE_PLAY')
  expect(results).toContainEqual({ source: 'REFUNDS', outcome: 'COMPARED' })
  expect(await running.readStatuses()).toEqual(['COMPLETED', 'COMPLETED'])

  expect(await admin.mutate('refreshSubscription', { subscriptionId })).toMatchObject({ changed: true })
  expect(await running.readStatuses()).toEqual(['REFUNDED', 'COMPLETED'])
  expect(await admin.mutate('refreshSubscription', { subscriptionId })).toMatchObject({ changed: false })
  expect(await running.readRefundEvents()).toEqual(['PAYMENT_REFUNDED'])
  expect(await readChains(sql, subscriber)).toMatchObject([{ status: 'ACTIVE', will_renew: true }])

  await act(emulator, running.atStore.id, 'reverse-refund', { periodId: running.firstId })
  await admin.mutate('refreshSubscription', { subscriptionId })
  expect(await running.readStatuses()).toEqual(['COMPLETED', 'COMPLETED'])
  expect(await running.readRefundEvents()).toEqual(['PAYMENT_REFUNDED', 'PAYMENT_REFUND_REVERSED'])
})

test('nobody has to ask: the renewal reads the orders of the periods before', async ({
  subscriber,
  notifications,
  emulator,
  sql,
}) => {
  const running = await subscribeAndRenew({ subscriber, notifications, emulator, sql })
  await act(emulator, running.atStore.id, 'refund', { periodId: running.firstId, revoke: false })
  await notifications.advanceTime(32 * dayMs)
  expect(await running.readStatuses()).toEqual(['REFUNDED', 'COMPLETED', 'COMPLETED'])
})

test('the period of a former purchase token is read by the token that took its place', async ({
  subscriber,
  notifications,
  emulator,
  admin,
  sql,
}) => {
  const running = await subscribeAndRenew({ subscriber, notifications, emulator, sql })
  const gold = { productId: 'com.example.arcade.vip_gold', basePlanId: 'monthly', amount: '19.99' }
  await act(emulator, running.atStore.id, 'change-plan', { ...gold, mode: 'CHARGE_FULL_PRICE' })
  await notifications.waitForIdle()
  await act(emulator, running.atStore.id, 'refund', { periodId: running.firstId, revoke: false })
  await notifications.waitForIdle()
  expect((await running.readStatuses())[0]).toBe('COMPLETED')
  await admin.mutate('refreshSubscription', { subscriptionId: running.subscriptionId })
  expect(await running.readStatuses()).toEqual(['REFUNDED', 'COMPLETED', 'COMPLETED'])
})

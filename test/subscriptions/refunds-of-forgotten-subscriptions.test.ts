import { reconcileStore } from '../../src/domain/reconciliation/reconcile-store.ts'
import { decodeId, encodeId } from '../../src/platform/ids.ts'
import type { NotificationHelpers } from '../notifications/notification-fixture.ts'
import { createBuyer, toStoreProductId, type Buyer } from '../support/purchase-client.ts'
import { selectDiscrepancies, truncateReconciliations } from '../support/reconciliation-records.ts'
import type { ServerFixtures } from '../support/server-fixtures.ts'
import { dayMs } from '../support/time.ts'
import {
  act,
  expect,
  getAtStore,
  readChains,
  readPeriods,
  readSubscriptionEvents,
  subscribe,
  subscribeAtStore,
  subscriptionTest,
  verify,
  type StoreSubscription,
  type SubscriptionOptions,
} from './subscription-fixture.ts'

type Fixtures = Pick<ServerFixtures, 'sql' | 'emulator' | 'services' | 'server'> & {
  readonly subscriber: Buyer
  readonly notifications: NotificationHelpers
}

const test = subscriptionTest.extend(
  'forgotten',
  ({ subscriber, notifications, emulator, services, server, sql }) =>
    createHelpers({ subscriber, notifications, emulator, services, server, sql }),
)

function createHelpers({ subscriber, notifications, emulator, services, server, sql }: Fixtures) {
  const readId = async (): Promise<string> => (await readChains(sql, subscriber))[0]?.id ?? ''
  /** Ends it, and waits until Google has not answered for its token for ten days. */
  const endAndForget = async ({ id }: Pick<StoreSubscription, 'id'>): Promise<StoreSubscription> => {
    await act(emulator, id, 'cancel')
    await notifications.waitForIdle()
    await notifications.advanceTime(32 * dayMs)
    await notifications.advanceTime(70 * dayMs)
    return getAtStore(emulator, id)
  }
  return {
    endAndForget,
    /** A subscription of two periods. */
    prepare: async (options: SubscriptionOptions = {}): Promise<StoreSubscription> => {
      const { purchase, atStore } = await subscribe(subscriber, options)
      await verify(subscriber, atStore, purchase.id)
      await notifications.waitForIdle()
      await notifications.advanceTime(32 * dayMs)
      return endAndForget(atStore)
    },
    readStatuses: async () => (await readPeriods(sql, await readId())).map(({ status }) => status),
    readRefundEvents: async () => {
      const payments = await readPeriods(sql, await readId())
      const types = await Promise.all(
        payments.map(({ id }) => notifications.readEventTypes(encodeId('pay', id))),
      )
      return types.flat().filter((type) => type.includes('REFUND'))
    },
    readStateEvents: async () => readSubscriptionEvents(sql, await readId()),
    reconcile: async () => {
      const app = await services.apps.find(decodeId('ak', server.project.appKey) ?? '')
      if (app === null) expect.fail()
      const results = await reconcileStore({ ...services, app }, 'GOOGLE_PLAY')
      return results.find(({ source }) => source === 'REFUNDS')?.outcome
    },
    readOpenDiscrepancies: async () =>
      (await selectDiscrepancies(sql, 'REFUNDS')).filter(({ resolved }) => !resolved),
  }
}

test.beforeEach(({ sql }) => truncateReconciliations(sql))

const ended = ['STARTED(NEW)', 'RENEWED', 'AUTO_RENEW_OFF(USER)', 'EXPIRED(USER)']

test.for(['the notification', 'the list of voided purchases'] as const)(
  'a period that Google refunds 70 days after the end is found by %s, once',
  async (foundBy, { forgotten, notifications, emulator, faults }) => {
    const { id, periods } = await forgotten.prepare()
    const [first] = periods
    expect(await forgotten.readStatuses()).toEqual(['COMPLETED', 'COMPLETED'])
    if (foundBy !== 'the notification') await faults.disableNotifications('GOOGLE_PLAY')
    await act(emulator, id, 'refund', { periodId: first?.id })
    await notifications.waitForIdle()
    const statuses = ['REFUNDED', 'COMPLETED']
    if (foundBy === 'the notification') expect(await forgotten.readStatuses()).toEqual(statuses)

    expect(await forgotten.reconcile()).toBe('COMPARED')
    expect(await forgotten.readStatuses()).toEqual(statuses)
    expect(await forgotten.readOpenDiscrepancies()).toEqual([])
    expect(await forgotten.readRefundEvents()).toEqual(['PAYMENT_REFUNDED'])
    expect(await forgotten.readStateEvents()).toEqual(ended)
  },
)

test('a list that names a sale which the order does not show as refunded changes nothing', async ({
  forgotten,
  notifications,
  emulator,
  faults,
}) => {
  const { id, token, periods } = await forgotten.prepare()
  const order = periods[0]?.id ?? ''
  const voidedPurchases = [{ purchaseToken: token, orderId: order, voidedTimeMillis: '0' }]
  const endpoint = 'purchases.voidedpurchases.list'
  await faults.inject({ store: 'GOOGLE_PLAY', endpoint, status: 200, body: { voidedPurchases } })
  expect(await forgotten.reconcile()).toBe('COMPARED')
  expect(await forgotten.readStatuses()).toEqual(['COMPLETED', 'COMPLETED'])
  expect(await forgotten.readOpenDiscrepancies()).toHaveLength(1)

  await faults.clear()
  await act(emulator, id, 'refund', { periodId: order })
  await notifications.waitForIdle()
  await notifications.advanceTime(dayMs)
  expect(await forgotten.reconcile()).toBe('COMPARED')
  expect(await forgotten.readOpenDiscrepancies()).toEqual([])
})

test('while the order cannot be read nothing is recorded, and the notification is processed again', async ({
  forgotten,
  notifications,
  emulator,
  faults,
}) => {
  const { id, periods } = await forgotten.prepare()
  for (const endpoint of ['orders.get', 'orders.batchget']) {
    await faults.inject({ store: 'GOOGLE_PLAY', endpoint, status: 503 })
  }
  await act(emulator, id, 'refund', { periodId: periods[1]?.id })
  await notifications.waitForIdle()
  expect(await forgotten.readStatuses()).toEqual(['COMPLETED', 'COMPLETED'])
  await faults.clear()
  await notifications.advanceTime(dayMs)
  expect(await forgotten.readStatuses()).toEqual(['COMPLETED', 'REFUNDED'])
  expect(await forgotten.readRefundEvents()).toEqual(['PAYMENT_REFUNDED'])
})

test('a refund in part, and one that leaves the access, are found by the next reading and taken back like any other', async ({
  forgotten,
  admin,
  emulator,
  subscriber,
  sql,
}) => {
  const { id, periods } = await forgotten.prepare()
  const [chain] = await readChains(sql, subscriber)
  const subscriptionId = encodeId('sub', chain?.id ?? '')
  const refresh = async () => (await admin.mutate('refreshSubscription', { subscriptionId })).changed
  await act(emulator, id, 'refund', { periodId: periods[0]?.id, percentage: 40, revoke: false })
  await act(emulator, id, 'refund', { periodId: periods[1]?.id, revoke: false })
  expect(await refresh()).toBe(true)
  expect(await refresh()).toBe(false)
  expect(await forgotten.readStatuses()).toEqual(['COMPLETED', 'REFUNDED'])
  await act(emulator, id, 'reverse-refund', { periodId: periods[1]?.id })
  expect(await refresh()).toBe(true)
  expect(await forgotten.readStatuses()).toEqual(['COMPLETED', 'COMPLETED'])
  expect(await forgotten.readRefundEvents()).toEqual([
    'PAYMENT_PARTIALLY_REFUNDED',
    'PAYMENT_REFUNDED',
    'PAYMENT_REFUND_REVERSED',
  ])
})

test('two refunds that are announced, listed and asked for at the same time are recorded once each', async ({
  forgotten,
  notifications,
  admin,
  emulator,
  subscriber,
  sql,
}) => {
  const { id, periods } = await forgotten.prepare()
  const [chain] = await readChains(sql, subscriber)
  const subscriptionId = encodeId('sub', chain?.id ?? '')
  for (const { id: periodId } of periods) await act(emulator, id, 'refund', { periodId })
  await Promise.all([
    forgotten.reconcile(),
    notifications.waitForIdle(),
    ...Array.from({ length: 6 }, () => admin.mutate('refreshSubscription', { subscriptionId })),
  ])
  await notifications.waitForIdle()
  expect(await forgotten.readStatuses()).toEqual(['REFUNDED', 'REFUNDED'])
  expect(await forgotten.readRefundEvents()).toEqual(['PAYMENT_REFUNDED', 'PAYMENT_REFUNDED'])
  expect(await forgotten.readStateEvents()).toEqual(ended)
})

test('of an order that charged several products each payment is refunded', async ({
  forgotten,
  notifications,
  emulator,
}) => {
  const addOns = [{ productId: toStoreProductId('vip_gold'), basePlanId: 'monthly', amount: '19.99' }]
  const { id, periods } = await forgotten.prepare({ addOns })
  await act(emulator, id, 'refund', { periodId: periods[0]?.id })
  await notifications.waitForIdle()
  expect((await forgotten.readStatuses()).toSorted()).toEqual([
    'COMPLETED',
    'COMPLETED',
    'REFUNDED',
    'REFUNDED',
  ])
})

test('the period of a token that was replaced is refunded after Google has forgotten that token, while the subscription goes on', async ({
  forgotten,
  notifications,
  emulator,
  subscriber,
  sql,
}) => {
  const { purchase, atStore } = await subscribe(subscriber)
  await verify(subscriber, atStore, purchase.id)
  await notifications.waitForIdle()
  const gold = { productId: toStoreProductId('vip_gold'), basePlanId: 'monthly', amount: '19.99' }
  await act(emulator, atStore.id, 'change-plan', { ...gold, mode: 'CHARGE_FULL_PRICE' })
  await notifications.waitForIdle()
  for (let month = 0; month < 3; month += 1) await notifications.advanceTime(31 * dayMs)
  const before = await readChains(sql, subscriber)
  expect(before).toMatchObject([{ status: 'ACTIVE' }])
  await act(emulator, atStore.id, 'refund', { periodId: atStore.periods[0]?.id })
  await notifications.waitForIdle()
  const [first, ...others] = await forgotten.readStatuses()
  expect(first).toBe('REFUNDED')
  expect(others).not.toContain('REFUNDED')
  expect(await readChains(sql, subscriber)).toMatchObject([{ status: 'ACTIVE', will_renew: true }])
})

test('an order of another subscription that a list names with this token changes nothing', async ({
  forgotten,
  server,
  emulator,
  faults,
  notifications,
  sql,
}) => {
  const { token } = await forgotten.prepare()
  const other = await createBuyer(server)
  const { purchase, atStore } = await subscribe(other)
  await verify(other, atStore, purchase.id)
  // A notification that is still processed would read the refund, which is not announced.
  await notifications.waitForIdle()
  await act(emulator, atStore.id, 'refund', { revoke: false })
  const voidedPurchases = [{ purchaseToken: token, orderId: atStore.periods[0]?.id, voidedTimeMillis: '0' }]
  const endpoint = 'purchases.voidedpurchases.list'
  await faults.inject({ store: 'GOOGLE_PLAY', endpoint, status: 200, body: { voidedPurchases } })
  expect(await forgotten.reconcile()).toBe('COMPARED')
  expect(await forgotten.readStatuses()).toEqual(['COMPLETED', 'COMPLETED'])
  const [chain] = await readChains(sql, other)
  expect(await readPeriods(sql, chain?.id ?? '')).toMatchObject([{ status: 'COMPLETED' }])
})

test('the refund of a subscription that belongs to nobody leaves no discrepancy', async ({
  forgotten,
  notifications,
  emulator,
  sql,
}) => {
  const atStore = await subscribeAtStore(emulator)
  await act(emulator, atStore.id, 'acknowledge')
  await notifications.waitForIdle()
  const { periods } = await forgotten.endAndForget(atStore)
  await act(emulator, atStore.id, 'refund', { periodId: periods[0]?.id })
  await notifications.waitForIdle()
  expect(await forgotten.reconcile()).toBe('COMPARED')
  expect(await forgotten.readOpenDiscrepancies()).toEqual([])
  expect(await sql`select id from payments where store_order_id = ${periods[0]?.id ?? ''}`).toEqual([])
})

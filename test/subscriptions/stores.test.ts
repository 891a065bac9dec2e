import { dayMs, hourMs } from '../support/time.ts'
import {
  act,
  expect,
  passTime,
  readChains,
  readPeriods,
  readSubscriptionEvents,
  subscribe,
  subscriptionTest as test,
  verify,
} from './subscription-fixture.ts'

const gold = { productId: 'com.example.arcade.vip_gold', amount: '19.99' }
const toKinds = (periods: Awaited<ReturnType<typeof readPeriods>>) =>
  periods.map(({ period_kind: kind, status }) => `${kind} ${status}`)

test('Scenario 18: the grace period of the App Store keeps the access, and the dates go on after it', async ({
  subscriber,
  emulator,
  sql,
  notifications,
}) => {
  const { purchase, atStore } = await subscribe(subscriber, { store: 'APP_STORE', graceDays: 16 })
  await verify(subscriber, atStore, purchase.id)
  await notifications.waitForIdle()
  await act(emulator, atStore.id, 'decline-payments')
  await notifications.advanceTime(33 * dayMs)
  const [inGrace] = await readChains(sql, subscriber)
  expect(inGrace).toMatchObject({ status: 'IN_GRACE_PERIOD' })
  expect(inGrace?.access_until).toEqual(inGrace?.grace_period_ends_at)
  await notifications.advanceTime(6 * dayMs)
  await act(emulator, atStore.id, 'accept-payments')
  await notifications.waitForIdle()
  const [chain] = await readChains(sql, subscriber)
  expect(chain).toMatchObject({ id: inGrace?.id, status: 'ACTIVE', will_renew: true })
  const [first, second] = await readPeriods(sql, chain?.id ?? '')
  expect(second?.period_starts_at).toEqual(first?.period_ends_at)
  expect(await readSubscriptionEvents(sql, chain?.id ?? '')).toEqual([
    'STARTED(NEW)',
    'GRACE_STARTED',
    'RENEWED(GRACE)',
  ])
})

test('Scenario 19: without a grace period the App Store gives no access until the payment, and sells none for that time', async ({
  subscriber,
  emulator,
  sql,
  notifications,
}) => {
  const { purchase, atStore } = await subscribe(subscriber, { store: 'APP_STORE' })
  await verify(subscriber, atStore, purchase.id)
  await notifications.waitForIdle()
  await act(emulator, atStore.id, 'decline-payments')
  await notifications.advanceTime(45 * dayMs)
  const [held] = await readChains(sql, subscriber)
  expect(held).toMatchObject({ status: 'ON_HOLD' })
  await act(emulator, atStore.id, 'accept-payments')
  await notifications.waitForIdle()
  const [chain] = await readChains(sql, subscriber)
  expect(chain).toMatchObject({ id: held?.id, status: 'ACTIVE' })
  const [first, second] = await readPeriods(sql, chain?.id ?? '')
  const gapMs =
    new Date(second?.period_starts_at ?? 0).getTime() - new Date(first?.period_ends_at ?? 0).getTime()
  expect(gapMs).toBeGreaterThan(10 * dayMs)
  expect(second).toMatchObject({ period_kind: 'RECOVERY' })
  expect(await readSubscriptionEvents(sql, chain?.id ?? '')).toEqual([
    'STARTED(NEW)',
    'HOLD_STARTED',
    'RENEWED(HOLD)',
  ])
})

test('Scenario 20: an upgrade at the App Store replaces the period that ran, whose refund is no loss', async ({
  subscriber,
  emulator,
  sql,
  notifications,
}) => {
  const { purchase, atStore } = await subscribe(subscriber, { store: 'APP_STORE' })
  await verify(subscriber, atStore, purchase.id)
  await notifications.waitForIdle()
  await notifications.advanceTime(10 * dayMs)
  await act(emulator, atStore.id, 'change-in-group', { ...gold, change: 'UPGRADE' })
  await notifications.waitForIdle()
  const [chain] = await readChains(sql, subscriber)
  expect(await readChains(sql, subscriber)).toMatchObject([
    { status: 'ACTIVE', store_product_id: gold.productId },
  ])
  const periods = await readPeriods(sql, chain?.id ?? '')
  expect(periods).toMatchObject([
    { period_kind: 'INITIAL', is_replaced: true },
    { period_kind: 'CHANGE', replaces_payment_id: periods[0]?.id, is_replaced: false },
  ])
  expect(await readSubscriptionEvents(sql, chain?.id ?? '')).toEqual(['STARTED(NEW)', 'CHANGED(PRODUCT)'])
})

test('Scenario 23: a commitment of the App Store goes on after its cancellation until its last payment', async ({
  subscriber,
  emulator,
  services,
  sql,
  notifications,
}) => {
  const { purchase, atStore } = await subscribe(subscriber, {
    store: 'APP_STORE',
    planType: 'COMMITMENT',
    commitmentPayments: 4,
  })
  expect(await verify(subscriber, atStore, purchase.id)).toMatchObject({ problem: null })
  await notifications.waitForIdle()
  await notifications.advanceTime(33 * dayMs)
  await act(emulator, atStore.id, 'cancel')
  await notifications.advanceTime(30 * dayMs)
  const [canceled] = await readChains(sql, subscriber)
  expect(canceled).toMatchObject({ status: 'ACTIVE', will_renew: false })
  expect(await readPeriods(sql, canceled?.id ?? '')).toHaveLength(3)
  await passTime({ notifications, services }, 70 * dayMs)
  const [chain] = await readChains(sql, subscriber)
  expect(chain).toMatchObject({ status: 'EXPIRED' })
  expect(await readPeriods(sql, chain?.id ?? '')).toHaveLength(4)
})

test('Scenario 1 at ONE store: each charged period of a subscription is a payment, and only the first is acknowledged', async ({
  subscriber,
  admin,
  sql,
  notifications,
}) => {
  await admin.mutate('updateAppKey', { acknowledgeOn: 'PAID' })
  const { purchase, atStore } = await subscribe(subscriber, {
    store: 'ONE_STORE',
    currencyCode: 'KRW',
    amount: '9900',
  })
  expect(await verify(subscriber, atStore, purchase.id)).toMatchObject({ problem: null })
  await notifications.waitForIdle()
  await notifications.advanceTime(33 * dayMs)
  const [chain] = await readChains(sql, subscriber)
  expect(chain).toMatchObject({ status: 'ACTIVE', will_renew: true })
  expect(await readPeriods(sql, chain?.id ?? '')).toMatchObject([
    { period_kind: 'INITIAL', price_micros: '9900000000', acknowledgement_status: 'ACKNOWLEDGED' },
    { period_kind: 'RENEWAL', price_micros: '9900000000', acknowledgement_status: 'NOT_REQUIRED' },
  ])
  expect(await readSubscriptionEvents(sql, chain?.id ?? '')).toEqual(['STARTED(NEW)', 'RENEWED'])
})

test('Scenarios 4 and 5 at ONE store: a declined renewal loses the access with the hold, and a payment gives it back', async ({
  subscriber,
  emulator,
  services,
  sql,
  notifications,
}) => {
  const { purchase, atStore } = await subscribe(subscriber, { store: 'ONE_STORE', graceDays: 5 })
  await verify(subscriber, atStore, purchase.id)
  await notifications.waitForIdle()
  await act(emulator, atStore.id, 'decline-payments')
  await notifications.advanceTime(33 * dayMs)
  const [inGrace] = await readChains(sql, subscriber)
  // ONE store answers in the grace period as it does before it, with a later end.
  expect(inGrace?.status).toMatch(/^(ACTIVE|IN_GRACE_PERIOD)$/)
  await passTime({ notifications, services }, 8 * dayMs)
  expect(await readChains(sql, subscriber)).toMatchObject([{ status: 'ON_HOLD' }])
  await act(emulator, atStore.id, 'accept-payments')
  await notifications.waitForIdle()
  const [chain] = await readChains(sql, subscriber)
  expect(chain).toMatchObject({ id: inGrace?.id, status: 'ACTIVE' })
  expect(toKinds(await readPeriods(sql, chain?.id ?? ''))).toEqual([
    'INITIAL COMPLETED',
    'RECOVERY COMPLETED',
  ])
})

test('Scenario 8 at ONE store: a subscription that is canceled and restored on the same day has both events and no payment', async ({
  subscriber,
  emulator,
  sql,
  notifications,
}) => {
  const { purchase, atStore } = await subscribe(subscriber, { store: 'ONE_STORE' })
  await verify(subscriber, atStore, purchase.id)
  await notifications.waitForIdle()
  await notifications.advanceTime(hourMs)
  await act(emulator, atStore.id, 'cancel')
  await notifications.waitForIdle()
  expect(await readChains(sql, subscriber)).toMatchObject([{ status: 'ACTIVE', will_renew: false }])
  await act(emulator, atStore.id, 'restart')
  await notifications.waitForIdle()
  const [chain] = await readChains(sql, subscriber)
  expect(chain).toMatchObject({ status: 'ACTIVE', will_renew: true })
  expect(await readPeriods(sql, chain?.id ?? '')).toHaveLength(1)
  const events = await readSubscriptionEvents(sql, chain?.id ?? '')
  expect(events.map((each) => each.replace(/\(.*/, ''))).toEqual([
    'STARTED',
    'AUTO_RENEW_OFF',
    'AUTO_RENEW_ON',
  ])
})

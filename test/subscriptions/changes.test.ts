import { createBuyer } from '../support/purchase-client.ts'
import { dayMs, hourMs } from '../support/time.ts'
import {
  act,
  expect,
  passTime,
  readChains,
  readPeriods,
  readSubscriptionEvents,
  subscribe,
  subscribeAtStore,
  subscriptionTest as test,
  verify,
} from './subscription-fixture.ts'

const gold = { productId: 'com.example.arcade.vip_gold', basePlanId: 'monthly', amount: '19.99' }
const toKinds = (periods: Awaited<ReturnType<typeof readPeriods>>) =>
  periods.map(({ period_kind: kind, status }) => `${kind} ${status}`)
/** Google Play states the rest of a period, which goes on under a new token, as a period without a charge. */
const onlyCharged = (periods: Awaited<ReturnType<typeof readPeriods>>) =>
  periods.filter(({ price_micros: price }) => price !== '0')

test('Scenarios 9 and 10: a subscription that is bought again in the Play app belongs to the former owner, whoever opens the app', async ({
  server,
  subscriber,
  emulator,
  sql,
  notifications,
}) => {
  const { purchase, atStore } = await subscribe(subscriber)
  await verify(subscriber, atStore, purchase.id)
  await notifications.waitForIdle()
  await act(emulator, atStore.id, 'cancel')
  await notifications.advanceTime(33 * dayMs)
  const again = await act(emulator, atStore.id, 'resubscribe', { fromStore: true })
  await notifications.waitForIdle()
  const chains = await readChains(sql, subscriber)
  expect(chains).toMatchObject([{ status: 'EXPIRED' }, { status: 'ACTIVE', will_renew: true }])
  expect(await readSubscriptionEvents(sql, chains[1]?.id ?? '')).toEqual(['STARTED(RESUBSCRIBED)'])
  expect(await readPeriods(sql, chains[1]?.id ?? '')).toMatchObject([
    { acknowledgement_status: 'ACKNOWLEDGED' },
  ])
  const other = await createBuyer(server)
  expect(await verify(other, again)).toMatchObject({ problem: { code: 'RECEIPT_USER_MISMATCH' } })
  expect(await readChains(sql, other)).toEqual([])
})

test('Scenario 10: without a notification the former owner keeps the subscription although another user submits it first', async ({
  server,
  subscriber,
  emulator,
  sql,
  notifications,
  faults,
}) => {
  const { purchase, atStore } = await subscribe(subscriber)
  await verify(subscriber, atStore, purchase.id)
  await notifications.waitForIdle()
  await act(emulator, atStore.id, 'cancel')
  await notifications.advanceTime(33 * dayMs)
  await faults.disableNotifications('GOOGLE_PLAY')
  const again = await act(emulator, atStore.id, 'resubscribe', { fromStore: true })
  const other = await createBuyer(server)
  expect(await verify(other, again)).toMatchObject({ problem: { code: 'RECEIPT_USER_MISMATCH' } })
  await notifications.waitForIdle()
  expect(await readChains(sql, other)).toEqual([])
  expect(await readChains(sql, subscriber)).toMatchObject([{ status: 'EXPIRED' }, { status: 'ACTIVE' }])
})

test('Scenario 11: an upgrade is one subscription with two payments, and a late notification of the old token changes nothing', async ({
  subscriber,
  emulator,
  sql,
  notifications,
  faults,
}) => {
  const { purchase, atStore } = await subscribe(subscriber)
  await verify(subscriber, atStore, purchase.id)
  await notifications.waitForIdle()
  await notifications.advanceTime(10 * dayMs)
  await faults.inject({
    store: 'GOOGLE_PLAY',
    endpoint: 'notification',
    notification: { effect: 'DELAY', delayMs: 2 * dayMs },
  })
  const upgraded = await act(emulator, atStore.id, 'change-plan', { ...gold, mode: 'CHARGE_FULL_PRICE' })
  expect(await verify(subscriber, upgraded)).toMatchObject({ problem: null })
  await notifications.waitForIdle()
  const before = await readChains(sql, subscriber)
  expect(before).toMatchObject([{ status: 'ACTIVE', store_product_id: gold.productId }])
  await notifications.advanceTime(3 * dayMs)
  expect(await readChains(sql, subscriber)).toMatchObject([
    { status: 'ACTIVE', store_product_id: gold.productId, access_until: before[0]?.access_until },
  ])
  const periods = await readPeriods(sql, before[0]?.id ?? '')
  expect(toKinds(periods)).toEqual(['INITIAL COMPLETED', 'CHANGE COMPLETED'])
  expect(periods).toMatchObject([{ is_replaced: true }, { replaces_payment_id: periods[0]?.id }])
  expect(await readSubscriptionEvents(sql, before[0]?.id ?? '')).toEqual(['STARTED(NEW)', 'CHANGED(PRODUCT)'])
})

test('Scenario 12: a deferred change of the plan is announced, and takes effect at the renewal with one payment', async ({
  subscriber,
  emulator,
  sql,
  notifications,
}) => {
  const { purchase, atStore } = await subscribe(subscriber)
  await verify(subscriber, atStore, purchase.id)
  await notifications.waitForIdle()
  await notifications.advanceTime(5 * dayMs)
  await act(emulator, atStore.id, 'change-plan', { ...gold, mode: 'DEFERRED' })
  await notifications.waitForIdle()
  const [pending] = await readChains(sql, subscriber)
  expect(pending).toMatchObject({
    status: 'ACTIVE',
    store_product_id: 'com.example.arcade.vip',
    pending_product_id: gold.productId,
  })
  await notifications.advanceTime(28 * dayMs)
  const chains = await readChains(sql, subscriber)
  expect(chains).toMatchObject([
    { id: pending?.id, status: 'ACTIVE', store_product_id: gold.productId, pending_product_id: null },
  ])
  const charged = onlyCharged(await readPeriods(sql, pending?.id ?? ''))
  expect(toKinds(charged)).toEqual(['INITIAL COMPLETED', 'CHANGE COMPLETED'])
  expect(await readSubscriptionEvents(sql, pending?.id ?? '')).toEqual([
    'STARTED(NEW)',
    'CHANGE_SCHEDULED',
    'CHANGED(PRODUCT)',
  ])
})

test('Scenario 13: a deferred change that is undone leaves no trace but its two events', async ({
  subscriber,
  emulator,
  sql,
  notifications,
}) => {
  const { purchase, atStore } = await subscribe(subscriber)
  await verify(subscriber, atStore, purchase.id)
  await notifications.waitForIdle()
  await notifications.advanceTime(5 * dayMs)
  const deferred = await act(emulator, atStore.id, 'change-plan', { ...gold, mode: 'DEFERRED' })
  await notifications.waitForIdle()
  await act(emulator, deferred.id, 'undo-change')
  await notifications.waitForIdle()
  await notifications.advanceTime(28 * dayMs)
  const [chain] = await readChains(sql, subscriber)
  expect(chain).toMatchObject({ store_product_id: 'com.example.arcade.vip', pending_product_id: null })
  const charged = onlyCharged(await readPeriods(sql, chain?.id ?? ''))
  expect(toKinds(charged)).toEqual(['INITIAL COMPLETED', 'RENEWAL COMPLETED'])
  expect(await readSubscriptionEvents(sql, chain?.id ?? '')).toEqual([
    'STARTED(NEW)',
    'CHANGE_SCHEDULED',
    'CHANGE_UNDONE',
    'RENEWED',
  ])
})

test('Scenario 15: a pause gives no access until it ends by itself with a renewal', async ({
  subscriber,
  emulator,
  sql,
  notifications,
}) => {
  const { purchase, atStore } = await subscribe(subscriber)
  await verify(subscriber, atStore, purchase.id)
  await notifications.waitForIdle()
  await act(emulator, atStore.id, 'pause', { months: 2 })
  await notifications.advanceTime(40 * dayMs)
  const [paused] = await readChains(sql, subscriber)
  expect(paused).toMatchObject({ status: 'PAUSED', resumes_at: expect.anything() })
  await notifications.advanceTime(61 * dayMs)
  const [chain] = await readChains(sql, subscriber)
  expect(chain).toMatchObject({ status: 'ACTIVE', resumes_at: null })
  expect(toKinds(await readPeriods(sql, chain?.id ?? ''))).toHaveLength(2)
  expect(await readSubscriptionEvents(sql, chain?.id ?? '')).toEqual([
    'STARTED(NEW)',
    'PAUSED',
    'RENEWED(PAUSE)',
    'RESUMED(PAUSE)',
  ])
})

test('a subscription without a known owner is claimed with all of its periods by the user who submits its receipt', async ({
  subscriber,
  emulator,
  sql,
  notifications,
}) => {
  const atStore = await subscribeAtStore(emulator)
  // Google Play refunds what nobody acknowledges, and the server does not acknowledge what belongs to nobody.
  await act(emulator, atStore.id, 'acknowledge')
  await notifications.advanceTime(33 * dayMs)
  expect(await readChains(sql, subscriber)).toEqual([])
  const verified = await verify(subscriber, atStore)
  expect(verified).toMatchObject({ problem: null })
  await notifications.waitForIdle()
  const [chain] = await readChains(sql, subscriber)
  expect(chain).toMatchObject({ status: 'ACTIVE' })
  expect(await sql`select encrypted_periods from subscriptions where id = ${chain?.id ?? ''}`).toEqual([
    { encrypted_periods: null },
  ])
  expect(toKinds(await readPeriods(sql, chain?.id ?? ''))).toEqual(['INITIAL COMPLETED', 'RENEWAL COMPLETED'])
})

test('a subscription of the sandbox is refused by an AppKey that denies sandbox purchases', async ({
  subscriber,
  admin,
  sql,
  notifications,
}) => {
  await admin.mutate('updateAppKey', { sandboxPolicy: 'DENY' })
  const { purchase, atStore } = await subscribe(subscriber, { environment: 'SANDBOX' })
  expect(await verify(subscriber, atStore, purchase.id)).toMatchObject({
    problem: { code: 'RECEIPT_ENVIRONMENT_REFUSED' },
  })
  await notifications.waitForIdle()
  expect(await readChains(sql, subscriber)).toEqual([])
  await admin.mutate('updateAppKey', { sandboxPolicy: 'ALLOW' })
})

test('Scenario 25: a store that cannot be read at the end of the access ends nothing, and the renewal is told when it answers', async ({
  subscriber,
  services,
  sql,
  notifications,
  faults,
}) => {
  const pass = (ms: number) => passTime({ notifications, services }, ms)
  const { purchase, atStore } = await subscribe(subscriber)
  await verify(subscriber, atStore, purchase.id)
  await notifications.waitForIdle()
  const [begun] = await readChains(sql, subscriber)
  const untilEndMs = new Date(begun?.access_until ?? 0).getTime() - services.clock().getTime()
  await notifications.advanceTime(untilEndMs - dayMs)
  await faults.disableNotifications('GOOGLE_PLAY')
  await faults.inject({ store: 'GOOGLE_PLAY', endpoint: 'purchases.subscriptionsv2.get', status: 503 })
  await pass(dayMs + 5 * hourMs)
  expect(await readChains(sql, subscriber)).toMatchObject([{ status: 'ACTIVE', is_stale: true }])
  await faults.clear()
  await faults.disableNotifications('GOOGLE_PLAY')
  await pass(2 * hourMs)
  const [chain] = await readChains(sql, subscriber)
  expect(chain).toMatchObject({ status: 'ACTIVE', is_stale: false })
  expect(await readSubscriptionEvents(sql, chain?.id ?? '')).toEqual(['STARTED(NEW)', 'RENEWED'])
})

import { readFile } from 'node:fs/promises'
import { vi } from '../support/test.ts'
import { countFaults } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import { expectField } from '../support/purchase-client.ts'
import { dayMs } from '../support/time.ts'
import { encodeId } from '../../src/platform/ids.ts'
import { listEmulatorNotifications, resendNotification } from '../notifications/emulator-notifications.ts'
import { peerFaults } from './peer-fault-table.ts'
import { scenarioTest as test } from './scenario-fixture.ts'
import {
  act,
  expect,
  getAtStore,
  readChains,
  readPeriods,
  readSubscriptionEvents,
  subscribe,
  subscribeAtStore,
  verify,
} from './subscription-fixture.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

test.for(peerFaults)('the fault has a test: $fault', async ({ file, test: title }) => {
  expect(await readFile(new URL(file, import.meta.url), 'utf8')).toContain(title)
})

test.for([
  ['GOOGLE_PLAY', 'purchases.subscriptionsv2.get'],
  ['APP_STORE', 'getAllSubscriptionStatuses'],
] as const)(
  'an older answer that arrives later does not overwrite a newer state: %s',
  async ([store, endpoint], { subscriber, admin, emulator, sql, notifications, faults }) => {
    const { purchase, atStore } = await subscribe(subscriber, { store })
    await verify(subscriber, atStore, purchase.id)
    await notifications.waitForIdle()
    await faults.disableNotifications(store)
    const [begun] = await readChains(sql, subscriber)
    const subscriptionId = encodeId('sub', begun?.id ?? '')
    const before = await countFaults(emulator)
    await faults.inject({ store, endpoint, times: 1, phase: 'AFTER', delayMs: 2_000 })
    const older = admin.mutate('refreshSubscription', { subscriptionId })
    // The store has answered the first reading, and its answer is on the way.
    await eventually(async () => expect(await countFaults(emulator)).toBe(before))
    await act(emulator, atStore.id, 'cancel')
    expect(await admin.mutate('refreshSubscription', { subscriptionId })).toMatchObject({ changed: true })
    expect(await readChains(sql, subscriber)).toMatchObject([{ status: 'ACTIVE', will_renew: false }])
    expect(await older).toMatchObject({ problem: null })
    expect(await readChains(sql, subscriber)).toMatchObject([{ status: 'ACTIVE', will_renew: false }])
    expect(await readSubscriptionEvents(sql, begun?.id ?? '')).toEqual([
      'STARTED(NEW)',
      'AUTO_RENEW_OFF(USER)',
    ])
  },
)

test('a late expiration does not end a renewed subscription', async ({
  subscriber,
  emulator,
  sql,
  notifications,
  faults,
}) => {
  const { purchase, atStore } = await subscribe(subscriber, { store: 'APP_STORE' })
  await verify(subscriber, atStore, purchase.id)
  await notifications.waitForIdle()
  await faults.disableNotifications('APP_STORE')
  await act(emulator, atStore.id, 'cancel')
  await notifications.advanceTime(33 * dayMs)
  await act(emulator, atStore.id, 'resubscribe')
  const sent = await listEmulatorNotifications(emulator, atStore.id)
  for (const type of ['SUBSCRIBED', 'EXPIRED']) {
    const last = sent.findLast((each) => each.type === type)
    await resendNotification(emulator, last?.id ?? '')
    await notifications.waitForIdle()
    expect(await readChains(sql, subscriber)).toMatchObject([{ status: 'ACTIVE', will_renew: true }])
  }
  const [chain] = await readChains(sql, subscriber)
  expect(await readSubscriptionEvents(sql, chain?.id ?? '')).toEqual([
    'STARTED(NEW)',
    'STARTED(RESUBSCRIBED)',
  ])
})

test('an expired subscription that the customer buys again goes on', async ({
  subscriber,
  emulator,
  sql,
  notifications,
}) => {
  const { purchase, atStore } = await subscribe(subscriber, { store: 'APP_STORE' })
  await verify(subscriber, atStore, purchase.id)
  await act(emulator, atStore.id, 'cancel')
  await notifications.advanceTime(40 * dayMs)
  expect(await readChains(sql, subscriber)).toMatchObject([{ status: 'EXPIRED' }])
  await act(emulator, atStore.id, 'resubscribe')
  await notifications.waitForIdle()
  const [chain] = await readChains(sql, subscriber)
  expect(await readChains(sql, subscriber)).toMatchObject([{ status: 'ACTIVE', will_renew: true }])
  expect(await readPeriods(sql, chain?.id ?? '')).toMatchObject([
    { period_kind: 'INITIAL' },
    { period_kind: 'INITIAL' },
  ])
})

const readAccess = async ({ client }: Parameters<typeof verify>[0]) =>
  (await client.query('{ entitlements { key isActive } }')).entitlements

test.for(['GOOGLE_PLAY', 'APP_STORE'] as const)(
  'a refund of the period that runs ends the access: %s',
  async (store, { entitled: _, subscriber, emulator, sql, notifications }) => {
    const { purchase, atStore } = await subscribe(subscriber, { store })
    await verify(subscriber, atStore, purchase.id)
    await notifications.waitForIdle()
    expect(await readAccess(subscriber)).toEqual([{ key: 'vip_access', isActive: true }])
    await act(emulator, atStore.id, 'refund')
    await notifications.waitForIdle()
    expect(await readAccess(subscriber)).toEqual([{ key: 'vip_access', isActive: false }])
    expect(await readChains(sql, subscriber)).toMatchObject([{ status: 'REVOKED' }])
  },
)

test.for([
  { policy: 'FOLLOW_STORE', revoke: false, isActive: true },
  { policy: 'END_AT_ONCE', revoke: false, isActive: false },
  { policy: 'FOLLOW_STORE', revoke: true, isActive: false },
  { policy: 'KEEP_UNTIL_EXPIRY', revoke: true, isActive: true },
] as const)(
  'a refund that the store does not turn into a state, or does, has the effect of the policy: $policy, revoked $revoke',
  async ({ policy, revoke, isActive }, { entitled: _, subscriber, admin, emulator, sql, notifications }) => {
    expectField(await admin.mutate('updateAppKey', { subscriptionRefundPolicy: policy }), 'appKey')
    const { purchase, atStore } = await subscribe(subscriber)
    await verify(subscriber, atStore, purchase.id)
    await notifications.waitForIdle()
    await act(emulator, atStore.id, 'refund', { revoke })
    await notifications.waitForIdle()
    const [chain] = await readChains(sql, subscriber)
    await admin.mutate('refreshSubscription', { subscriptionId: encodeId('sub', chain?.id ?? '') })
    expect(await readPeriods(sql, chain?.id ?? '')).toMatchObject([{ status: 'REFUNDED' }])
    expect(await readAccess(subscriber)).toEqual([{ key: 'vip_access', isActive }])
    await admin.mutate('updateAppKey', { subscriptionRefundPolicy: 'FOLLOW_STORE' })
  },
)

test('an extension is not a change of the product', async ({ subscriber, emulator, sql, notifications }) => {
  const { purchase, atStore } = await subscribe(subscriber)
  await verify(subscriber, atStore, purchase.id)
  await notifications.waitForIdle()
  const { paidUntil } = await act(emulator, atStore.id, 'extend', { days: 10 })
  await notifications.waitForIdle()
  const [chain] = await readChains(sql, subscriber)
  expect(new Date(chain?.access_until ?? 0).getTime()).toBe(paidUntil)
  expect(await readPeriods(sql, chain?.id ?? '')).toHaveLength(1)
  expect(await readSubscriptionEvents(sql, chain?.id ?? '')).toEqual(['STARTED(NEW)', 'EXTENDED'])
})

test('an entitlement is the same whichever store sold the subscription', async ({
  entitled: _,
  subscriber,
  emulator,
  notifications,
}) => {
  const ends: number[] = []
  for (const store of ['GOOGLE_PLAY', 'APP_STORE', 'ONE_STORE'] as const) {
    const { purchase, atStore } = await subscribe(subscriber, { store })
    expect(await verify(subscriber, atStore, purchase.id)).toMatchObject({ problem: null })
    await notifications.waitForIdle()
    ends.push((await getAtStore(emulator, atStore.id)).paidUntil ?? 0)
    await notifications.advanceTime(dayMs)
    const { entitlements } = await subscriber.client.query('{ entitlements { key isActive accessUntil } }')
    expect(entitlements).toEqual([
      { key: 'vip_access', isActive: true, accessUntil: new Date(Math.max(...ends)).toISOString() },
    ])
  }
})

test('a notification without a known owner is not lost: who submits the receipt gets all periods', async ({
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
  expect(await verify(subscriber, atStore)).toMatchObject({ problem: null })
  await notifications.waitForIdle()
  const [chain] = await readChains(sql, subscriber)
  expect(chain).toMatchObject({ status: 'ACTIVE' })
  expect(await sql`select encrypted_periods from subscriptions where id = ${chain?.id ?? ''}`).toEqual([
    { encrypted_periods: null },
  ])
  expect(await readPeriods(sql, chain?.id ?? '')).toMatchObject([
    { period_kind: 'INITIAL', status: 'COMPLETED' },
    { period_kind: 'RENEWAL', status: 'COMPLETED' },
  ])
})

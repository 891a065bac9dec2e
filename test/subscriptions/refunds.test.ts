import { encodeId } from '../../src/platform/ids.ts'
import { dayMs } from '../support/time.ts'
import {
  act,
  expect,
  readChains,
  readPeriods,
  subscribe,
  subscriptionTest as test,
  verify,
} from './subscription-fixture.ts'

const policies = ['FOLLOW_STORE', 'END_AT_ONCE', 'KEEP_UNTIL_EXPIRY'] as const

/** Whether the user has access after the refund of the current period, by whether the store takes the access back too. */
const accessByPolicy = {
  FOLLOW_STORE: { kept: true, takenBack: false },
  END_AT_ONCE: { kept: false, takenBack: false },
  KEEP_UNTIL_EXPIRY: { kept: true, takenBack: true },
} as const

const refundCases = (['GOOGLE_PLAY', 'APP_STORE'] as const).flatMap((store) =>
  policies.flatMap((policy) => [true, false].map((revoke) => ({ store, policy, revoke }))),
)

test.for(refundCases)(
  'with $policy a full refund of the current period at $store (access taken back: $revoke) does to the access what the policy says',
  async ({ store, policy, revoke }, { subscriber, admin, emulator, sql, notifications }) => {
    await admin.mutate('upsertEntitlement', { key: 'vip', itemIds: ['vip'] })
    await admin.mutate('updateAppKey', { subscriptionRefundPolicy: policy })
    const { purchase, atStore } = await subscribe(subscriber, { store })
    await verify(subscriber, atStore, purchase.id)
    await notifications.waitForIdle()
    const readAccess = async () => {
      const text = 'query ($userId: String!) { entitlements(userId: $userId) { key isActive accessUntil } }'
      const { entitlements } = await admin.query(text, { userId: subscriber.userId })
      return entitlements.find(({ key }) => key === 'vip')
    }
    expect(await readAccess()).toMatchObject({ isActive: true })
    await act(emulator, atStore.id, 'refund', { revoke })
    await notifications.waitForIdle()
    const [chain] = await readChains(sql, subscriber)
    const subscriptionId = encodeId('sub', chain?.id ?? '')
    // Google Play announces no refund that leaves the access.
    await admin.mutate('refreshSubscription', { subscriptionId })
    expect(await readPeriods(sql, chain?.id ?? '')).toMatchObject([{ status: 'REFUNDED' }])
    const hasAccess = accessByPolicy[policy][revoke ? 'takenBack' : 'kept']
    // The state is the word of the store, whatever the policy makes of it.
    expect(chain?.status === 'ACTIVE').toBe(!revoke)
    expect(await readAccess()).toMatchObject({ isActive: hasAccess })
    // Later readings of the same state change nothing.
    for (const isRepeated of [false, true]) {
      const { changed } = await admin.mutate('refreshSubscription', { subscriptionId })
      if (isRepeated) expect(changed).toBe(false)
      expect(await readAccess()).toMatchObject({ isActive: hasAccess })
    }
    const [period] = await readPeriods(sql, chain?.id ?? '')
    if (hasAccess) {
      const until = new Date((await readAccess())?.accessUntil ?? 0)
      expect(Math.abs(until.getTime() - new Date(period?.period_ends_at ?? 0).getTime())).toBeLessThan(1_000)
    }
    await notifications.advanceTime(33 * dayMs)
    // A subscription that goes on renews, and what is paid gives access again.
    expect(await readAccess()).toMatchObject({ isActive: !revoke })
  },
)

test('a period of ONE store that an operator has corrected to refunded ends the access with END_AT_ONCE, from the next reading on', async ({
  subscriber,
  admin,
  sql,
  notifications,
}) => {
  await admin.mutate('upsertEntitlement', { key: 'vip', itemIds: ['vip'] })
  await admin.mutate('updateAppKey', { subscriptionRefundPolicy: 'END_AT_ONCE' })
  const { purchase, atStore } = await subscribe(subscriber, { store: 'ONE_STORE' })
  await verify(subscriber, atStore, purchase.id)
  await notifications.waitForIdle()
  const [chain] = await readChains(sql, subscriber)
  const [period] = await readPeriods(sql, chain?.id ?? '')
  const correction = {
    paymentId: encodeId('pay', period?.id ?? ''),
    reason: 'refunded in the console of the store',
  }
  expect(await admin.mutate('correctPayment', { ...correction, status: 'REFUNDED' })).toMatchObject({
    problem: null,
  })
  const subscriptionId = encodeId('sub', chain?.id ?? '')
  for (const changed of [true, false]) {
    expect(await admin.mutate('refreshSubscription', { subscriptionId })).toMatchObject({ changed })
    const text = 'query ($userId: String!) { entitlements(userId: $userId) { key isActive } }'
    const { entitlements } = await admin.query(text, { userId: subscriber.userId })
    expect(entitlements).toMatchObject([{ key: 'vip', isActive: false }])
    expect(await readPeriods(sql, chain?.id ?? '')).toMatchObject([{ status: 'REFUNDED' }])
  }
})

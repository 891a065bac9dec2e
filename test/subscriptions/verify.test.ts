import { dayMs, hourMs } from '../support/time.ts'
import {
  act,
  expect,
  readChains,
  readPeriods,
  readSubscriptionEvents,
  subscribe,
  subscriptionTest as test,
  verify,
} from './subscription-fixture.ts'

test('Scenario 1: a monthly subscription with a trial is verified, converts, and each period is a payment', async ({
  subscriber,
  sql,
  notifications,
}) => {
  const { purchase, atStore } = await subscribe(subscriber, {
    offers: [{ kind: 'TRIAL', period: 'P1W' }],
  })
  const verified = await verify(subscriber, atStore, purchase.id)
  expect(verified).toMatchObject({
    problem: null,
    payment: { status: 'COMPLETED', purchaseToken: null },
    purchase: { id: purchase.id, status: 'VERIFIED' },
  })
  await notifications.waitForIdle()
  await notifications.advanceTime(8 * dayMs)
  const [chain] = await readChains(sql, subscriber)
  expect(chain).toMatchObject({ status: 'ACTIVE', will_renew: true })
  const periods = await readPeriods(sql, chain?.id ?? '')
  expect(periods).toMatchObject([
    {
      status: 'COMPLETED',
      period_kind: 'INITIAL',
      period_phase: 'TRIAL',
      price_micros: '0',
      acknowledgement_status: 'ACKNOWLEDGED',
    },
    {
      status: 'COMPLETED',
      period_kind: 'RENEWAL',
      period_phase: 'NORMAL',
      price_micros: '9990000',
      acknowledgement_status: 'NOT_REQUIRED',
    },
  ])
  expect(await readSubscriptionEvents(sql, chain?.id ?? '')).toEqual(['STARTED(NEW)', 'RENEWED(CONVERTED)'])
})

test('Scenario 4: a declined renewal that is paid in the grace period loses no access', async ({
  subscriber,
  emulator,
  sql,
  notifications,
}) => {
  const { purchase, atStore } = await subscribe(subscriber, { graceDays: 7 })
  await verify(subscriber, atStore, purchase.id)
  await notifications.waitForIdle()
  await act(emulator, atStore.id, 'decline-payments')
  await notifications.advanceTime(32 * dayMs)
  const [inGrace] = await readChains(sql, subscriber)
  expect(inGrace).toMatchObject({ status: 'IN_GRACE_PERIOD' })
  await notifications.advanceTime(3 * dayMs)
  await act(emulator, atStore.id, 'accept-payments')
  await notifications.waitForIdle()
  const [chain] = await readChains(sql, subscriber)
  expect(chain).toMatchObject({ status: 'ACTIVE', id: inGrace?.id })
  expect(await readPeriods(sql, chain?.id ?? '')).toHaveLength(2)
  expect(await readSubscriptionEvents(sql, chain?.id ?? '')).toEqual([
    'STARTED(NEW)',
    'GRACE_STARTED',
    'RENEWED(GRACE)',
  ])
})

test('Scenario 8: a subscription that is canceled and restored on the same day has both events and no payment', async ({
  subscriber,
  emulator,
  sql,
  notifications,
}) => {
  const { purchase, atStore } = await subscribe(subscriber)
  await verify(subscriber, atStore, purchase.id)
  await notifications.advanceTime(hourMs)
  await act(emulator, atStore.id, 'cancel')
  await notifications.waitForIdle()
  expect(await readChains(sql, subscriber)).toMatchObject([
    { status: 'ACTIVE', will_renew: false, cancel_reason: 'USER' },
  ])
  await act(emulator, atStore.id, 'restart')
  await notifications.waitForIdle()
  const [chain] = await readChains(sql, subscriber)
  expect(chain).toMatchObject({ status: 'ACTIVE', will_renew: true })
  expect(await readPeriods(sql, chain?.id ?? '')).toHaveLength(1)
  expect(await readSubscriptionEvents(sql, chain?.id ?? '')).toEqual([
    'STARTED(NEW)',
    'AUTO_RENEW_OFF(USER)',
    'AUTO_RENEW_ON',
  ])
})

test('Scenario 2: renewals that were not notified are found by the next reading, with no gap', async ({
  subscriber,
  sql,
  notifications,
  faults,
}) => {
  const { purchase, atStore } = await subscribe(subscriber)
  await verify(subscriber, atStore, purchase.id)
  await notifications.waitForIdle()
  await faults.inject({
    store: 'GOOGLE_PLAY',
    endpoint: 'notification',
    times: 2,
    notification: { effect: 'DROP' },
  })
  await notifications.advanceTime(95 * dayMs)
  const [chain] = await readChains(sql, subscriber)
  const periods = await readPeriods(sql, chain?.id ?? '')
  expect(periods).toHaveLength(4)
  expect(new Date(periods[3]?.period_ends_at ?? 0)).toEqual(new Date(chain?.access_until ?? 1))
  expect(await readSubscriptionEvents(sql, chain?.id ?? '')).toEqual([
    'STARTED(NEW)',
    'RENEWED',
    'RENEWED',
    'RENEWED',
  ])
})

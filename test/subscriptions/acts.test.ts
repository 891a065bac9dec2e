import { encodeId } from '../../src/platform/ids.ts'
import { signIn } from '../support/sign-in-operator.ts'
import { dayMs } from '../support/time.ts'
import {
  expect,
  getAtStore,
  readChains,
  readPeriods,
  readSubscriptionEvents,
  subscribe,
  subscriptionTest,
  verify,
  type SubscriptionStore,
} from './subscription-fixture.ts'
import { createBuyer } from '../support/purchase-client.ts'
import type { TestServer } from '../support/test-server.ts'
import type { Sql } from 'postgres'

const test = subscriptionTest.extend('owner', { scope: 'file' }, ({ server, sql, project }) =>
  signIn({ server, sql }, project, 'OWNER'),
)

const reason = 'asked for by the customer'
/** The store moves the end, and none of its answers arrives. */
const lostDeferral = {
  store: 'GOOGLE_PLAY',
  endpoint: 'purchases.subscriptionsv2.defer',
  status: 503,
  phase: 'AFTER',
} as const

/** A subscription of a user of its own that is verified. */
async function subscribeAndVerify(server: TestServer, sql: Sql, store: SubscriptionStore = 'GOOGLE_PLAY') {
  const buyer = await createBuyer(server)
  const { purchase, atStore } = await subscribe(buyer, { store })
  expect((await verify(buyer, atStore, purchase.id)).problem).toBeNull()
  const [chain] = await readChains(sql, buyer)
  if (chain === undefined) throw new Error('the subscription must be recorded')
  return { buyer, atStore, chain, subscriptionId: encodeId('sub', chain.id) }
}

const readActs = (sql: Sql, subscriptionId: string) =>
  sql<{ kind: string; status: string }[]>`
    select kind, status from subscription_acts where subscription_id = ${subscriptionId} order by id`

test('a canceled subscription does not renew, as its store says, and the repeated call cancels nothing again', async ({
  server,
  sold: _,
  sql,
  owner,
  records,
}) => {
  const { chain, subscriptionId } = await subscribeAndVerify(server, sql)
  const input = { subscriptionId, reason, idempotencyKey: 'cancel-once' }
  const canceled = await owner.client.mutate('cancelSubscription', input)
  expect(canceled).toMatchObject({
    subscription: { status: 'ACTIVE', willRenew: false },
    replayed: false,
    managementUrl: expect.stringContaining('play.google.com'),
    problem: null,
  })
  expect(await owner.client.mutate('cancelSubscription', input)).toMatchObject({
    replayed: true,
    problem: null,
  })
  const other = await owner.client.mutate('cancelSubscription', { ...input, reason: 'another reason' })
  expect(other.problem).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' })
  expect(await readActs(sql, chain.id)).toEqual([{ kind: 'CANCEL', status: 'ACCEPTED' }])
  const actions = (await records.auditLog(subscriptionId)).map(({ action }) => action)
  expect(actions).toEqual(['cancelSubscription'])
  const events = await readSubscriptionEvents(sql, chain.id)
  expect(events.filter((event) => event.startsWith('AUTO_RENEW_OFF'))).toHaveLength(1)
})

test('an extension whose answer was lost extends once, however often it is repeated', async ({
  server,
  sold: _,
  sql,
  admin,
  faults,
}) => {
  const { chain, subscriptionId } = await subscribeAndVerify(server, sql)
  const before = Date.parse(chain.access_until ?? '')
  const input = { subscriptionId, days: 7, reason, idempotencyKey: 'extend-once' }
  await faults.inject(lostDeferral)
  const lost = await admin.mutate('extendSubscription', input)
  expect(lost.problem).toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true })
  expect(await readActs(sql, chain.id)).toEqual([{ kind: 'EXTEND', status: 'REQUESTED' }])
  await faults.clear()
  for (const replayed of [false, true]) {
    const repeated = await admin.mutate('extendSubscription', input)
    expect(repeated).toMatchObject({ replayed, problem: null })
    const until = Date.parse(repeated.subscription?.accessUntil ?? '')
    expect(until - before).toBeGreaterThan(7 * dayMs - 1_000)
    expect(until - before).toBeLessThan(7 * dayMs + 1_000)
  }
  expect(await readActs(sql, chain.id)).toEqual([{ kind: 'EXTEND', status: 'ACCEPTED' }])
  expect(await readSubscriptionEvents(sql, chain.id)).toContain('EXTENDED')
  // A call with a key of its own is another extension.
  const second = await admin.mutate('extendSubscription', { ...input, idempotencyKey: 'extend-again' })
  expect(Date.parse(second.subscription?.accessUntil ?? '') - before).toBeGreaterThan(14 * dayMs - 1_000)
})

test('of ten extensions at once with one key the store makes one', async ({
  server,
  sold: _,
  sql,
  admin,
}) => {
  const { chain, subscriptionId } = await subscribeAndVerify(server, sql)
  const input = { subscriptionId, days: 3, reason, idempotencyKey: 'at-once' }
  const results = await Promise.all(
    Array.from({ length: 10 }, () => admin.mutate('extendSubscription', input)),
  )
  expect(results.filter(({ problem, replayed }) => problem === null && !replayed)).toHaveLength(1)
  const [after] = await sql<{ until: string }[]>`
    select access_until as until from subscriptions where id = ${chain.id}`
  const movedMs = Date.parse(after?.until ?? '') - Date.parse(chain.access_until ?? '')
  expect(Math.round(movedMs / dayMs)).toBe(3)
})

test('another act after one whose answer was lost first finds out what the store did', async ({
  server,
  sold: _,
  sql,
  admin,
  faults,
}) => {
  const { chain, subscriptionId } = await subscribeAndVerify(server, sql)
  await faults.inject(lostDeferral)
  const lost = await admin.mutate('extendSubscription', { subscriptionId, days: 5, reason })
  expect(lost.problem).toMatchObject({ code: 'STORE_UNAVAILABLE' })
  await faults.clear()
  const canceled = await admin.mutate('cancelSubscription', { subscriptionId, reason })
  expect(canceled).toMatchObject({ subscription: { willRenew: false }, problem: null })
  expect(await readActs(sql, chain.id)).toEqual([
    { kind: 'EXTEND', status: 'ACCEPTED' },
    { kind: 'CANCEL', status: 'ACCEPTED' },
  ])
})

test('a revocation with a refund ends the access and refunds the period, by the word of the store', async ({
  server,
  sold: _,
  sql,
  owner,
  notifications,
}) => {
  const { chain, subscriptionId, atStore } = await subscribeAndVerify(server, sql)
  const revoked = await owner.client.mutate('revokeSubscription', { subscriptionId, refund: 'FULL', reason })
  expect(revoked.problem).toBeNull()
  await notifications.waitForIdle()
  const [after] = await sql<{ status: string }[]>`select status from subscriptions where id = ${chain.id}`
  expect(['REVOKED', 'EXPIRED']).toContain(after?.status)
  expect(await readPeriods(sql, chain.id)).toMatchObject([{ status: 'REFUNDED' }])
  expect((await getAtStore(server.emulator, atStore.id)).state).not.toBe('ACTIVE')
  const again = await owner.client.mutate('revokeSubscription', { subscriptionId, refund: 'FULL', reason })
  expect(again.problem).toMatchObject({ code: 'SUBSCRIPTION_CHANGE_NOT_POSSIBLE' })
})

test('a revocation with a refund above the limit needs a second operator, who approves the refund of the period', async ({
  server,
  sold: _,
  sql,
  project,
  admin,
  owner,
}) => {
  const { chain, subscriptionId, atStore } = await subscribeAndVerify(server, sql)
  await admin.mutate('updateAppKey', { refundApprovalLimits: [{ amount: '1.00', currencyCode: 'USD' }] })
  const revoke = () => owner.client.mutate('revokeSubscription', { subscriptionId, refund: 'FULL', reason })
  expect((await revoke()).problem).toMatchObject({ code: 'SECOND_OPERATOR_REQUIRED' })
  expect(await readActs(sql, chain.id)).toEqual([])
  expect((await getAtStore(server.emulator, atStore.id)).state).toBe('ACTIVE')
  const support = await signIn({ server, sql }, project, 'SUPPORT')
  const [period] = await readPeriods(sql, chain.id)
  const refund = { paymentId: encodeId('pay', period?.id ?? ''), reason }
  const { approval } = await support.client.mutate('refundPayment', refund)
  // What is only requested returns nothing yet.
  expect((await revoke()).problem).toMatchObject({ code: 'SECOND_OPERATOR_REQUIRED' })
  const approved = await owner.client.mutate('approveRefund', { approvalId: approval?.id ?? '' })
  await admin.mutate('updateAppKey', { refundApprovalLimits: [] })
  expect(approved).toMatchObject({ payment: { status: 'REFUNDED' }, problem: null })
  // The refund of the current period ends the access at Google Play, so nothing is left to revoke.
  expect((await getAtStore(server.emulator, atStore.id)).state).not.toBe('ACTIVE')
  expect(await readPeriods(sql, chain.id)).toMatchObject([{ status: 'REFUNDED' }])
})

test('what the App Store does not allow is a problem that names the page of the customer, and changes nothing', async ({
  server,
  sold: _,
  sql,
  owner,
}) => {
  const { chain, subscriptionId } = await subscribeAndVerify(server, sql, 'APP_STORE')
  for (const call of [
    () => owner.client.mutate('cancelSubscription', { subscriptionId, reason }),
    () => owner.client.mutate('revokeSubscription', { subscriptionId, refund: 'FULL', reason }),
  ]) {
    expect(await call()).toMatchObject({
      subscription: { status: 'ACTIVE', willRenew: true },
      managementUrl: 'https://apps.apple.com/account/subscriptions',
      problem: { code: 'SUBSCRIPTION_CHANGE_NOT_POSSIBLE', retryable: false },
    })
  }
  expect(await readActs(sql, chain.id)).toEqual([])
})

test.for([
  ['an unknown subscription', { subscriptionId: 'sub_01h455vb4pex5vsknk084sn02q' }, 'INVALID_INPUT'],
  ['no whole number of days', { days: 0 }, 'INVALID_INPUT'],
  ['more days than a year', { days: 366 }, 'INVALID_INPUT'],
  ['an empty reason', { reason: '' }, 'INVALID_INPUT'],
  ['another version than the recorded one', { expectedVersion: 4_000 }, 'CHANGED_MEANWHILE'],
] as const)('an extension with %s is refused', async ([, change, code], { server, sold: _, sql, admin }) => {
  const { chain, subscriptionId } = await subscribeAndVerify(server, sql)
  const refused = await admin.mutate('extendSubscription', { subscriptionId, days: 1, reason, ...change })
  expect(refused.problem).toMatchObject({ code })
  expect(await readActs(sql, chain.id)).toEqual([])
})

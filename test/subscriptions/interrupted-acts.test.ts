import type { Sql } from 'postgres'
import { encodeId } from '../../src/platform/ids.ts'
import { prepareKilledBackends } from '../operators/killed-backends.ts'
import { createBuyer } from '../support/purchase-client.ts'
import { signIn } from '../support/sign-in-operator.ts'
import { startTcpProxy } from '../support/tcp-proxy.ts'
import type { TestServer } from '../support/test-server.ts'
import { dayMs } from '../support/time.ts'
import {
  expect,
  readChains,
  readPeriods,
  subscribe,
  subscribeAtStore,
  subscriptionTest,
  verify,
  type SubscriptionStore,
} from './subscription-fixture.ts'

/** A server whose connections to PostgreSQL are killed at an audit entry, and whose Redis can be taken away. */
const test = subscriptionTest
  .extend('network', { scope: 'file' }, () => Promise.resolve({ isDown: false }))
  .extend('proxy', { scope: 'file' }, async ({ redisUrl, network }, { onCleanup }) => {
    const proxy = await startTcpProxy(Number(new URL(redisUrl).port), () => (network.isDown ? 'cut' : 'pass'))
    onCleanup(proxy.close)
    return proxy
  })
  .extend('serverOptions', { scope: 'file' }, ({ redisUrl, proxy }) => {
    const url = new URL(redisUrl)
    url.port = String(proxy.port)
    return { notifications: true, redisUrl: url.href }
  })
  .extend('killed', { scope: 'file' }, ({ sql }) => prepareKilledBackends(sql))
  .extend('owner', { scope: 'file' }, ({ server, sql, project }) => signIn({ server, sql }, project, 'OWNER'))

const reason = 'asked for by the customer'

/** A subscription of a user of its own that is verified. */
async function subscribeAndVerify(server: TestServer, sql: Sql, store: SubscriptionStore) {
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

const readEnd = async (sql: Sql, id: string) => {
  const [row] = await sql<
    { until: string }[]
  >`select access_until as until from subscriptions where id = ${id}`
  return Date.parse(row?.until ?? '')
}

const acts = [
  ['extendSubscription', 'GOOGLE_PLAY', 'purchases.subscriptionsv2.defer', { days: 7 }],
  ['extendSubscription', 'APP_STORE', 'extendSubscriptionRenewalDate', { days: 7 }],
  ['extendSubscription', 'ONE_STORE', 'deferSubscription', { days: 7 }],
  ['cancelSubscription', 'GOOGLE_PLAY', 'purchases.subscriptionsv2.cancel', {}],
  ['cancelSubscription', 'ONE_STORE', 'cancelSubscription', {}],
  ['revokeSubscription', 'GOOGLE_PLAY', 'purchases.subscriptionsv2.revoke', { refund: 'FULL' }],
  ['revokeSubscription', 'ONE_STORE', 'revokeSubscription', { refund: 'FULL' }],
] as const

test.for(acts)(
  '%s at %s that is killed between the answer of the store and its record is completed by the same call',
  async ([action, store, endpoint, args], { server, sold: _, sql, owner, killed, records, faults }) => {
    const { chain, subscriptionId } = await subscribeAndVerify(server, sql, store)
    const before = await readEnd(sql, chain.id)
    const calls = await faults.countCalls({ store, endpoint })
    const input = { subscriptionId, reason, idempotencyKey: `${action}-${store}`, ...args } as never
    const codes = await killed.killAt(action, () => owner.client.mutationErrorCodes(action, input))
    expect(codes).toEqual(['INTERNAL'])
    expect(await readActs(sql, chain.id)).toMatchObject([{ status: 'REQUESTED' }])
    expect(await records.auditLog(subscriptionId)).toEqual([])
    for (const replayed of [false, true]) {
      const completed = await owner.client.mutate(action, input)
      expect(completed).toMatchObject({ replayed, problem: null })
    }
    // Canceling and revoking twice is harmless; a second extension would give time away.
    expect(await calls.count()).toBeLessThanOrEqual(action === 'extendSubscription' ? 1 : 2)
    await faults.clear()
    expect(await readActs(sql, chain.id)).toMatchObject([{ status: 'ACCEPTED' }])
    expect(await records.auditLog(subscriptionId)).toMatchObject([{ action, reason }])
    const [after] = await sql`select status, will_renew from subscriptions where id = ${chain.id}`
    if (action === 'extendSubscription') {
      const moved = (await readEnd(sql, chain.id)) - before
      expect(Math.abs(moved - 7 * dayMs)).toBeLessThan(1_000)
    } else {
      expect(after).toMatchObject({ will_renew: false })
    }
    expect(await readPeriods(sql, chain.id)).toHaveLength(1)
  },
)

test.for([
  ['GOOGLE_PLAY', 'purchases.subscriptionsv2.defer'],
  ['APP_STORE', 'extendSubscriptionRenewalDate'],
  ['ONE_STORE', 'deferSubscription'],
] as const)(
  'an extension at %s whose answer is lost, or that the store does not take, extends once when it is repeated',
  async ([store, endpoint], { server, sold: _, sql, admin, faults }) => {
    for (const phase of ['BEFORE', 'AFTER'] as const) {
      const { chain, subscriptionId } = await subscribeAndVerify(server, sql, store)
      const before = await readEnd(sql, chain.id)
      const input = { subscriptionId, days: 5, reason, idempotencyKey: `lost-${store}-${phase}` }
      await faults.inject({ store, endpoint, status: 503, phase })
      const lost = await admin.mutate('extendSubscription', input)
      expect(lost.problem).toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true })
      // The store cannot be read either: nothing is asked for again.
      await faults.inject({ store, status: 503 })
      expect((await admin.mutate('extendSubscription', input)).problem?.code).toBe('STORE_UNAVAILABLE')
      await faults.clear()
      expect(await admin.mutate('extendSubscription', input)).toMatchObject({
        replayed: false,
        problem: null,
      })
      expect(Math.abs((await readEnd(sql, chain.id)) - before - 5 * dayMs)).toBeLessThan(1_000)
      expect(await readActs(sql, chain.id)).toEqual([{ kind: 'EXTEND', status: 'ACCEPTED' }])
    }
  },
)

test('without Redis ten extensions at once with one key are one extension', async ({
  server,
  sold: _,
  sql,
  admin,
  network,
  faults,
}) => {
  const { chain, subscriptionId } = await subscribeAndVerify(server, sql, 'APP_STORE')
  const before = await readEnd(sql, chain.id)
  const calls = await faults.countCalls({ store: 'APP_STORE', endpoint: 'extendSubscriptionRenewalDate' })
  network.isDown = true
  const input = { subscriptionId, days: 3, reason, idempotencyKey: 'without-redis' }
  const call = () => admin.mutate('extendSubscription', input)
  const results = await Promise.all(Array.from({ length: 10 }, call))
  network.isDown = false
  expect(results.filter(({ problem, replayed }) => problem === null && !replayed)).toHaveLength(1)
  expect(await calls.count()).toBe(1)
  await faults.clear()
  expect(Math.abs((await readEnd(sql, chain.id)) - before - 3 * dayMs)).toBeLessThan(1_000)
})

test('while another process may be calling the store, an act is busy, and it is continued after a minute', async ({
  server,
  sold: _,
  sql,
  admin,
  emulator,
  faults,
  notifications,
}) => {
  const { chain, subscriptionId } = await subscribeAndVerify(server, sql, 'GOOGLE_PLAY')
  const before = await readEnd(sql, chain.id)
  const input = { subscriptionId, days: 4, reason, idempotencyKey: 'another-process' }
  await faults.inject({ store: 'GOOGLE_PLAY', endpoint: 'purchases.subscriptionsv2.defer', status: 503 })
  expect((await admin.mutate('extendSubscription', input)).problem?.code).toBe('STORE_UNAVAILABLE')
  await faults.clear()
  // As a process leaves the row that has the store's call under way, or that was killed in it.
  const until = new Date(emulator.now() + 60_000).toISOString()
  await sql`update subscription_acts set call_expires_at = ${until} where subscription_id = ${chain.id}`
  for (const each of [input, { ...input, idempotencyKey: 'a-different-call' }]) {
    expect((await admin.mutate('extendSubscription', each)).problem).toMatchObject({
      code: 'BUSY',
      retryable: true,
    })
  }
  await notifications.advanceTime(61_000)
  expect(await admin.mutate('extendSubscription', input)).toMatchObject({ replayed: false, problem: null })
  expect(Math.abs((await readEnd(sql, chain.id)) - before - 4 * dayMs)).toBeLessThan(1_000)
})

test('an import and an assignment that are killed have recorded nothing, and the same calls complete them', async ({
  server,
  sold: _,
  sql,
  owner,
  killed,
  records,
  notifications,
  faults,
}) => {
  const [imported, assigned] = [await createBuyer(server), await createBuyer(server)]
  await subscribeAtStore(server.emulator)
  await notifications.waitForIdle()
  const [unowned] = await sql<{ id: string }[]>`
    select id from subscriptions where user_id is null order by created_at desc limit 1`
  const subscriptionId = encodeId('sub', unowned?.id ?? '')
  await faults.disableNotifications('GOOGLE_PLAY')
  const { token } = await subscribeAtStore(server.emulator)
  const file = { csv: `userId,store,key\n${imported.userId},GOOGLE_PLAY,${token}` }
  const assignment = { subscriptionId, userId: assigned.userId, reason, idempotencyKey: 'assign' }
  const { client } = owner
  expect(
    await killed.killAt('importSubscriptions', () => client.mutationErrorCodes('importSubscriptions', file)),
  ).toEqual(['INTERNAL'])
  expect(
    await killed.killAt('assignSubscription', () =>
      client.mutationErrorCodes('assignSubscription', assignment),
    ),
  ).toEqual(['INTERNAL'])
  expect(await readChains(sql, imported)).toEqual([])
  expect(await readChains(sql, assigned)).toEqual([])
  expect(await client.mutate('importSubscriptions', file)).toMatchObject({ createdCount: 1, problem: null })
  expect(await client.mutate('importSubscriptions', file)).toMatchObject({ unchangedCount: 1, problem: null })
  for (const replayed of [false, true]) {
    expect(await client.mutate('assignSubscription', assignment)).toMatchObject({ replayed, problem: null })
  }
  expect(await readChains(sql, imported)).toHaveLength(1)
  const [chain] = await readChains(sql, assigned)
  expect(await readPeriods(sql, chain?.id ?? '')).toHaveLength(1)
  expect(await records.auditLog(subscriptionId)).toHaveLength(1)
  await faults.clear()
})

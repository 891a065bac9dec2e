import { setAccountToken } from '../../src/domain/subscription/set-account-token.ts'
import { decodeId } from '../../src/platform/ids.ts'
import { runCliJson } from '../cli/run-cli.ts'
import type { ApiClient } from '../support/api.ts'
import { eventually } from '../support/eventually.ts'
import { createBuyer, requestPurchase } from '../support/purchase-client.ts'
import { dayMs } from '../support/time.ts'
import type { TestServer } from '../support/test-server.ts'
import type { NotificationHelpers } from '../notifications/notification-fixture.ts'
import {
  expect,
  getAtStore,
  readChains,
  readPeriods,
  readSubscriptionEvents,
  subscribe,
  subscribeAtStore,
  subscriptionTest as test,
  verify,
  type SubscriptionOptions,
  type SubscriptionStore,
} from './subscription-fixture.ts'

const reason = 'the customer has sent the bill'

type Fixtures = {
  readonly server: TestServer
  readonly admin: ApiClient
  readonly notifications: NotificationHelpers
}

const listUnattributed = async (admin: ApiClient) => {
  const text = `{ subscriptions(filter: { isUnattributed: true }, first: 100) {
    nodes { id status user { userId } acknowledgementDeadline } } }`
  return (await admin.query(text)).subscriptions.nodes
}

/** A subscription that its store reports, and that no app submits. */
async function subscribeOutsideApp(
  { server, admin, notifications }: Fixtures,
  options: SubscriptionOptions = {},
) {
  const before = new Set((await listUnattributed(admin)).map(({ id }) => id))
  const atStore = await subscribeAtStore(server.emulator, options)
  await notifications.waitForIdle()
  const listed = (await listUnattributed(admin)).find(({ id }) => !before.has(id))
  if (listed === undefined) throw new Error('the subscription is not listed')
  return { atStore, listed, subscriptionId: listed.id, id: decodeId('sub', listed.id) ?? '' }
}

/** The account token that the App Store has for a subscription. */
const tokenAtStore = async (server: TestServer, id: string) =>
  ((await getAtStore(server.emulator, id)) as { accountToken?: string | null }).accountToken ?? null

test.for(['GOOGLE_PLAY', 'APP_STORE', 'ONE_STORE'] as const)(
  'a subscription of nobody at %s that is assigned belongs to the user with all of its periods',
  async (store: SubscriptionStore, { server, sold: _, sql, admin, notifications, records }) => {
    const { atStore, listed, subscriptionId, id } = await subscribeOutsideApp(
      { server, admin, notifications },
      { store },
    )
    expect(listed.acknowledgementDeadline === null).toBe(store === 'APP_STORE')
    // The other stores refund what nobody has acknowledged before the first renewal.
    const periods = store === 'APP_STORE' ? 2 : 1
    if (store === 'APP_STORE') await notifications.advanceTime(32 * dayMs)
    expect(await readPeriods(sql, id)).toEqual([])
    const { userId } = await createBuyer(server)
    const input = { subscriptionId, userId, reason, idempotencyKey: `assign-${store}` }
    const assigned = await admin.mutate('assignSubscription', input)
    expect(assigned).toMatchObject({
      subscription: { status: 'ACTIVE', user: { userId } },
      replayed: false,
      problem: null,
    })
    await notifications.waitForIdle()
    expect(await readPeriods(sql, id)).toHaveLength(periods)
    const events = await readSubscriptionEvents(sql, id)
    expect(events).toEqual(['STARTED(NEW)', 'RENEWED'].slice(0, periods))
    expect((await listUnattributed(admin)).map((each) => each.id)).not.toContain(subscriptionId)
    const [purchase] = await sql<{ token: string }[]>`
      select account_token as token from purchases
      where id = (select purchase_id from subscriptions where id = ${id})`
    if (store === 'APP_STORE') expect(await tokenAtStore(server, atStore.id)).toBe(purchase?.token)
    else expect(await readPeriods(sql, id)).toMatchObject([{ acknowledgement_status: 'ACKNOWLEDGED' }])
    for (const again of [input, { ...input, idempotencyKey: 'another' }]) {
      expect(await admin.mutate('assignSubscription', again)).toMatchObject({ replayed: true, problem: null })
    }
    const reused = await admin.mutate('assignSubscription', { ...input, reason: 'another reason' })
    expect(reused.problem).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' })
    expect(await records.auditLog(subscriptionId)).toMatchObject([
      { action: 'assignSubscription', reason, changes: { after: { userId } } },
    ])
  },
)

test('of assignments to two users and the receipt of a third, all at once, one gets the subscription', async ({
  server,
  sold: _,
  sql,
  admin,
  notifications,
  records,
}) => {
  const { atStore, subscriptionId, id } = await subscribeOutsideApp({ server, admin, notifications })
  const [one, other, holder] = [
    await createBuyer(server),
    await createBuyer(server),
    await createBuyer(server),
  ]
  const calls = Array.from({ length: 8 }, (_each, index) => {
    const { userId } = index % 2 === 0 ? one : other
    return admin.mutate('assignSubscription', { subscriptionId, userId, reason })
  })
  const [verified, ...assigned] = await Promise.all([verify(holder, atStore), ...calls])
  await notifications.waitForIdle()
  const owners = await Promise.all([one, other, holder].map((buyer) => readChains(sql, buyer)))
  expect(owners.flat()).toMatchObject([{ id }])
  expect(await readPeriods(sql, id)).toHaveLength(1)
  const isAssigned = (await readChains(sql, holder)).length === 0
  expect(verified.problem === null).toBe(!isAssigned)
  const first = assigned.filter(({ problem, replayed }) => problem === null && !replayed)
  expect(first).toHaveLength(isAssigned ? 1 : 0)
  expect(await records.auditLog(subscriptionId)).toHaveLength(isAssigned ? 1 : 0)
  for (const { problem } of assigned.filter((each) => each.problem !== null)) {
    expect(['RECEIPT_USER_MISMATCH', 'BUSY']).toContain(problem?.code)
  }
})

test('an assignment that is not possible is a problem, and changes nothing', async ({
  server,
  sold: _,
  admin,
  notifications,
  faults,
  databaseSnapshot,
}) => {
  const [buyer, other, erased] = [
    await createBuyer(server),
    await createBuyer(server),
    await createBuyer(server),
  ]
  const { subscriptionId } = await subscribeOutsideApp({ server, admin, notifications })
  const sandbox = await subscribeOutsideApp(
    { server, admin, notifications },
    { store: 'APP_STORE', environment: 'SANDBOX' },
  )
  const unsold = await subscribeOutsideApp(
    { server, admin, notifications },
    { productId: 'com.example.arcade.unsold' },
  )
  const owned = await subscribeOutsideApp({ server, admin, notifications })
  const toOther = { subscriptionId: owned.subscriptionId, userId: other.userId, reason }
  expect(await admin.mutate('assignSubscription', toOther)).toMatchObject({ problem: null })
  await admin.mutate('eraseUser', { userId: erased.userId })
  await notifications.waitForIdle()
  const { userId } = buyer
  for (const [change, code, field] of [
    [{ subscriptionId: 'sub_01h455vb4pex5vsknk084sn02q' }, 'INVALID_INPUT', 'subscriptionId'],
    [{ subscriptionId: owned.subscriptionId }, 'RECEIPT_USER_MISMATCH', 'subscriptionId'],
    [{ userId: 'nobody-is-registered-so' }, 'USER_NOT_REGISTERED', 'userId'],
    [{ userId: erased.userId }, 'USER_NOT_REGISTERED', 'userId'],
    [{ userId: 'erased:0123' }, 'INVALID_INPUT', 'userId'],
    [{ reason: '' }, 'INVALID_INPUT', 'reason'],
    [{ subscriptionId: sandbox.subscriptionId }, 'RECEIPT_ENVIRONMENT_REFUSED', 'subscriptionId'],
    [{ subscriptionId: unsold.subscriptionId }, 'ITEM_NOT_FOUND', 'subscriptionId'],
  ] as const) {
    const input = { subscriptionId, userId, reason, ...change }
    const refused = await databaseSnapshot.expectUnchanged(() => admin.mutate('assignSubscription', input))
    expect(refused.problem, JSON.stringify(change)).toMatchObject({ code, field: [field], retryable: false })
  }
  // What the operator may not give to this user, the user cannot take with the receipt either.
  expect((await verify(buyer, sandbox.atStore)).problem?.code).toBe('RECEIPT_ENVIRONMENT_REFUSED')
  await faults.inject({ store: 'GOOGLE_PLAY', status: 503 })
  const lost = await admin.mutate('assignSubscription', { subscriptionId, userId, reason })
  expect(lost).toMatchObject({
    subscription: { user: null },
    problem: { code: 'STORE_UNAVAILABLE', retryable: true },
  })
  await faults.clear()
})

test('the command line assigns a subscription, with the reason in the audit log', async ({
  server,
  sold: _,
  sql,
  project,
  admin,
  database,
  notifications,
  records,
}) => {
  const { subscriptionId } = await subscribeOutsideApp({ server, admin, notifications })
  const { userId } = await createBuyer(server)
  const args = ['subscription', 'assign', subscriptionId, userId, '--app', project.appKey, '--reason', reason]
  const environment = { NODE_ENV: 'test', DATABASE_URL: database.url, COINSLOT_SECRET: server.secret }
  const assigned = await runCliJson<{ status: string; replayed: boolean }>(args, environment)
  expect(assigned).toMatchObject({ id: subscriptionId, status: 'ACTIVE', replayed: false })
  expect(await readChains(sql, { userId })).toHaveLength(1)
  expect(await records.auditLog(subscriptionId)).toMatchObject([{ action: 'assignSubscription', reason }])
})

test('a subscription of the App Store that is claimed without an account token gets that of its purchase, also after the store has failed', async ({
  server,
  subscriber,
  project,
  services,
  sql,
  notifications,
  faults,
}) => {
  const setToken = { store: 'APP_STORE', endpoint: 'setAppAccountToken' } as const
  await faults.inject({ ...setToken, status: 503 })
  const purchase = await requestPurchase(subscriber, { store: 'APP_STORE', itemId: 'vip' })
  const atStore = await subscribeAtStore(server.emulator, { store: 'APP_STORE' })
  expect(await verify(subscriber, atStore, purchase.id)).toMatchObject({ problem: null })
  const [chain] = await readChains(sql, subscriber)
  const app = await services.apps.find(decodeId('ak', project.appKey) ?? '')
  if (app === null || chain === undefined) expect.fail()
  const attempt = (number: number) => setAccountToken({ ...services, app }, chain.id, number)
  await expect(attempt(1)).rejects.toThrow('App Store')
  // The last attempt gives up, and so does one that the store rejects.
  await attempt(10)
  await faults.clear()
  await faults.inject({
    ...setToken,
    times: 1,
    status: 400,
    body: { errorCode: 4000183, errorMessage: 'no' },
  })
  await attempt(1)
  expect(await tokenAtStore(server, atStore.id)).toBeNull()
  // The job runs again some seconds after its first attempt.
  const isSet = async () => expect(await tokenAtStore(server, atStore.id)).toBe(purchase.accountToken)
  await eventually(isSet, { timeoutMs: 60_000 })
  await notifications.waitForIdle()
  const { count } = await faults.countCalls(setToken)
  const named = await subscribe(subscriber, { store: 'APP_STORE', itemId: 'vip_gold', customer: 'named' })
  expect(await verify(subscriber, named.atStore, named.purchase.id)).toMatchObject({ problem: null })
  await notifications.waitForIdle()
  expect(await count()).toBe(0)
  await faults.clear()
})

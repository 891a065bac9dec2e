import { randomUUID } from 'node:crypto'
import type { Sql } from 'postgres'
import { enqueueDueSubscriptions } from '../../src/domain/subscription/enqueue-due-subscriptions.ts'
import { encodeId } from '../../src/platform/ids.ts'
import { createBuyer } from '../support/purchase-client.ts'
import { dayMs } from '../support/time.ts'
import {
  expect,
  readChains,
  readPeriods,
  readSubscriptionEvents,
  subscribeAtStore,
  subscriptionTest as test,
} from './subscription-fixture.ts'

const toCsv = (...rows: readonly (readonly string[])[]) =>
  [['userId', 'store', 'key', 'productId', 'environment', 'accessUntil'], ...rows]
    .map((cells) => cells.join(','))
    .join('\n')

/** The server does not learn of a subscription of another server before it is imported. */
const withoutNotifications = {
  store: 'GOOGLE_PLAY',
  endpoint: 'notification',
  notification: { effect: 'DROP' },
} as const

const countChains = async (sql: Sql) => {
  const [row] = await sql<{ count: number }[]>`select count(*)::int as count from subscriptions`
  return row?.count ?? 0
}

test('an imported subscription gives no access until the schedule has read it, and tells nothing of what was delivered', async ({
  server,
  sold: _,
  sql,
  admin,
  emulator,
  services,
  notifications,
  faults,
}) => {
  const buyer = await createBuyer(server)
  await faults.inject(withoutNotifications)
  const { token } = await subscribeAtStore(emulator, { itemId: 'monthly_coins' })
  const csv = toCsv([buyer.userId, 'GOOGLE_PLAY', token])
  const checked = await admin.mutate('importSubscriptions', { csv, dryRun: true })
  expect(checked).toMatchObject({ createdCount: 1, problem: null })
  expect(await readChains(sql, buyer)).toEqual([])
  const imported = await admin.mutate('importSubscriptions', { csv })
  expect(imported).toMatchObject({ createdCount: 1, unchangedCount: 0, errorCount: 0, problem: null })
  const [unread] = await readChains(sql, buyer)
  expect(unread).toMatchObject({ status: 'PENDING', source: 'IMPORT', purchase_id: null })
  await enqueueDueSubscriptions(services)
  await notifications.waitForIdle()
  const [chain] = await readChains(sql, buyer)
  expect(chain).toMatchObject({ id: unread?.id, status: 'ACTIVE', source: 'STORE' })
  expect(await readPeriods(sql, chain?.id ?? '')).toMatchObject([{ status: 'COMPLETED', consumable: false }])
  expect(await readSubscriptionEvents(sql, chain?.id ?? '')).toEqual([])
  // What is paid after the import is delivered here.
  await faults.clear()
  await notifications.advanceTime(32 * dayMs)
  expect(await readPeriods(sql, chain?.id ?? '')).toMatchObject([
    { status: 'COMPLETED' },
    { status: 'PAID', consumable: true },
  ])
  expect(await readSubscriptionEvents(sql, chain?.id ?? '')).toEqual(['RENEWED'])
  expect(await admin.mutate('importSubscriptions', { csv })).toMatchObject({
    createdCount: 0,
    unchangedCount: 1,
    problem: null,
  })
})

test('a subscription that the store no longer knows keeps what the file says', async ({
  server,
  sold: _,
  sql,
  admin,
  services,
  notifications,
}) => {
  const buyer = await createBuyer(server)
  const csv = toCsv([buyer.userId, 'GOOGLE_PLAY', `gone-${randomUUID()}`, '', '', '2024-05-06T07:08:09Z'])
  expect((await admin.mutate('importSubscriptions', { csv })).problem).toBeNull()
  await enqueueDueSubscriptions(services)
  await notifications.waitForIdle()
  const [chain] = await sql`
    select s.status, s.source, s.next_check_at, extract(epoch from s.access_until)::bigint::text as until
    from subscriptions s join users u on u.id = s.user_id where u.external_id = ${buyer.userId}`
  expect(chain).toEqual({
    status: 'EXPIRED',
    source: 'IMPORT',
    next_check_at: null,
    until: String(Date.parse('2024-05-06T07:08:09Z') / 1_000),
  })
})

test('a file with an error in a row imports nothing, and names each row', async ({
  server,
  sold: _,
  sql,
  admin,
  emulator,
  faults,
}) => {
  await faults.inject(withoutNotifications)
  const [buyer, other] = [await createBuyer(server), await createBuyer(server)]
  const { token } = await subscribeAtStore(emulator)
  const owned = await subscribeAtStore(emulator)
  await admin.mutate('importSubscriptions', { csv: toCsv([other.userId, 'GOOGLE_PLAY', owned.token]) })
  const before = await countChains(sql)
  const product = (itemId: string) => `com.example.arcade.${itemId}`
  const csv = toCsv(
    [buyer.userId, 'GOOGLE_PLAY', token, product('vip')],
    [`nobody-${randomUUID()}`, 'GOOGLE_PLAY', `t-${randomUUID()}`],
    [buyer.userId, 'GOOGLE_PLAY', owned.token],
    [buyer.userId, 'GOOGLE_PLAY', `t-${randomUUID()}`, 'com.example.unknown'],
    [buyer.userId, 'GOOGLE_PLAY', `t-${randomUUID()}`, product('coins_100')],
    [buyer.userId, 'APP_STORE', 'not a transaction'],
    // Only testers have access by purchases of the sandbox.
    [buyer.userId, 'APP_STORE', '2000000123456789', '', 'SANDBOX'],
  )
  const refused = await admin.mutate('importSubscriptions', { csv, registerUsers: false })
  expect(refused).toMatchObject({ createdCount: null, errorCount: 6, problem: { code: 'INVALID_INPUT' } })
  expect(refused.errors.map(({ row, code }) => [row, code])).toEqual([
    [3, 'USER_NOT_REGISTERED'],
    [4, 'OWNED_BY_ANOTHER_USER'],
    [5, 'PRODUCT_UNKNOWN'],
    [6, 'PRODUCT_NOT_A_SUBSCRIPTION'],
    [7, 'INVALID_VALUE'],
    [8, 'SANDBOX_REFUSED'],
  ])
  expect(await countChains(sql)).toBe(before)
})

test('the same file imported ten times at once is recorded once, with its users', async ({
  sold: _,
  sql,
  admin,
  emulator,
  faults,
}) => {
  await faults.inject(withoutNotifications)
  const { token } = await subscribeAtStore(emulator)
  const userId = `imported-${randomUUID()}`
  const csv = toCsv([userId, 'GOOGLE_PLAY', token])
  const results = await Promise.all(
    Array.from({ length: 10 }, () => admin.mutate('importSubscriptions', { csv, registerUsers: true })),
  )
  expect(results.filter(({ problem }) => problem !== null)).toEqual([])
  expect(results.filter(({ createdCount }) => createdCount === 1)).toHaveLength(1)
  expect(await readChains(sql, { userId })).toHaveLength(1)
})

test('a subscription of nobody is given to the user of the file', async ({
  server,
  sold: _,
  sql,
  admin,
  emulator,
  notifications,
}) => {
  const buyer = await createBuyer(server)
  const { token } = await subscribeAtStore(emulator)
  await notifications.waitForIdle()
  const [before] = await sql<
    { id: string }[]
  >`select id from subscriptions where user_id is null order by created_at desc limit 1`
  expect(before).toBeDefined()
  const csv = toCsv([buyer.userId, 'GOOGLE_PLAY', token])
  expect(await admin.mutate('importSubscriptions', { csv })).toMatchObject({
    assignedCount: 1,
    problem: null,
  })
  const refreshed = await admin.mutate('refreshSubscription', {
    subscriptionId: encodeId('sub', before?.id ?? ''),
  })
  expect(refreshed.problem).toBeNull()
  expect(await readChains(sql, buyer)).toMatchObject([{ id: before?.id, status: 'ACTIVE' }])
  expect(await readPeriods(sql, before?.id ?? '')).toHaveLength(1)
})

test('a subscription of ONE store is imported by its token and its product, in the market of the connection or another', async ({
  server,
  sold: _,
  sql,
  admin,
  emulator,
  services,
  notifications,
  faults,
}) => {
  const buyer = await createBuyer(server)
  await faults.disableNotifications('ONE_STORE')
  const [korean, global] = [
    await subscribeAtStore(emulator, { store: 'ONE_STORE', customer: 'import one' }),
    await subscribeAtStore(emulator, {
      store: 'ONE_STORE',
      customer: 'import global',
      itemId: 'vip_gold',
      marketCode: 'MKT_GLB',
    }),
  ]
  const product = (itemId: string) => `com.example.arcade.${itemId}`
  const withoutProduct = toCsv([buyer.userId, 'ONE_STORE', korean.token])
  expect((await admin.mutate('importSubscriptions', { csv: withoutProduct })).errors).toMatchObject([
    { row: 2, column: 'productId', code: 'VALUE_REQUIRED' },
  ])
  const csv = toCsv(
    [buyer.userId, 'ONE_STORE', korean.token, product('vip')],
    [buyer.userId, 'ONE_STORE', `MKT_GLB:${global.token}`, product('vip_gold')],
  )
  expect(await admin.mutate('importSubscriptions', { csv })).toMatchObject({ createdCount: 2, problem: null })
  await enqueueDueSubscriptions(services)
  await notifications.waitForIdle()
  expect(await readChains(sql, buyer)).toMatchObject([
    { status: 'ACTIVE', source: 'STORE' },
    { status: 'ACTIVE', source: 'STORE' },
  ])
  await faults.clear()
})

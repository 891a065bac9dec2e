import type { SubscriptionStatistics } from '../../src/graphql/generated/types.ts'
import { parseMicros } from '../../src/platform/money.ts'
import type { ApiClient, Serialized } from '../support/api.ts'
import { expect, serverTest } from '../support/test.ts'
import { expectStatistics, type Selection } from './expected-subscriptions.ts'
import { drawSubscriptions } from './random-subscriptions.ts'
import { createStatisticsProject } from './read-statistics.ts'
import { insertSubscriptions } from './subscription-rows.ts'

const test = serverTest.extend('world', { scope: 'file' }, async ({ server, services, sql }) => {
  const { admin, fixture } = await createStatisticsProject({ server, services, sql }, 'Asia/Seoul')
  const { appId, userIds, itemIds } = fixture
  const subscriptions = drawSubscriptions({ userIds, itemIds }, { count: 300, now: new Date() })
  await insertSubscriptions(sql, appId, subscriptions)
  // Payments that are no periods, and the subscriptions of another project, never count.
  await fixture.pay()
  const other = await createStatisticsProject({ server, services, sql }, 'UTC')
  const { appId: otherId, ...owners } = other.fixture
  await insertSubscriptions(sql, otherId, drawSubscriptions(owners, { count: 5, now: new Date() }))
  const items = await sql<{ id: string; external_id: string }[]>`
    select id, external_id from items where app_id = ${appId}`
  return { admin, subscriptions, itemIds, names: new Map(items.map((item) => [item.id, item.external_id])) }
})

const countNames = [
  'started',
  'resubscribed',
  'renewed',
  'recovered',
  'changed',
  'toppedUp',
  'expired',
  'revoked',
] as const
const document = `query (
  $from: Date, $to: Date, $environment: Environment, $filter: SubscriptionStatisticsFilter, $interval: SubscriptionStatisticsInterval
) {
  subscriptionStatistics(from: $from, to: $to, environment: $environment, filter: $filter, interval: $interval) {
    from to startsAt endsAt today timeZone countedAt
    current { active inGracePeriod onHold paused pending willNotRenew inTrial shared }
    recurringRevenue { currencyCode amount paymentCount subscriptionCount }
    movement { firstDay lastDay startsAt endsAt ${countNames.join(' ')} }
    trials { startsAt endsAt ended converted notConverted open conversionRate }
    churn { cancelReason count trialCount }
  }
}`

type Statistics = Serialized<SubscriptionStatistics>

const read = async (client: ApiClient, args: Record<string, unknown>): Promise<Statistics> =>
  (await client.query(document, args)).subscriptionStatistics

const toSelection = (statistics: Statistics, chosen: Partial<Selection>): Selection => ({
  environment: 'PRODUCTION',
  stores: null,
  itemId: null,
  from: new Date(statistics.startsAt),
  to: new Date(statistics.endsAt),
  now: new Date(statistics.countedAt),
  ...chosen,
})

const byText = <T>(rows: readonly T[], key: (row: T) => string | null) =>
  rows.toSorted((a, b) => String(key(a)).localeCompare(String(key(b))))

/** Compares all numbers of an answer with those of the rows. */
function expectNumbers(statistics: Statistics, expected: ReturnType<typeof expectStatistics>) {
  expect(statistics.current).toEqual(expected.current)
  expect(
    byText(
      statistics.recurringRevenue.map(({ amount, ...rest }) => ({ ...rest, micros: parseMicros(amount) })),
      ({ currencyCode = null }) => currencyCode,
    ),
  ).toEqual(byText(expected.recurringRevenue, ({ currencyCode }) => currencyCode))
  expect(statistics.trials).toMatchObject(expected.trials)
  expect(byText(statistics.churn, ({ cancelReason = null }) => cancelReason)).toEqual(
    byText(expected.churn, ({ cancelReason }) => cancelReason),
  )
  for (const name of countNames) {
    const sum = statistics.movement.reduce((total, each) => total + each[name], 0)
    expect({ name, sum }).toEqual({ name, sum: expected.movement[name] })
  }
}

test('every number equals a count of the rows, for all stores and for each environment', async ({
  world: { admin, subscriptions },
}) => {
  for (const environment of ['PRODUCTION', 'SANDBOX']) {
    const statistics = await read(admin, { environment })
    const expected = expectStatistics(subscriptions, toSelection(statistics, { environment }))
    expect(expected.current.active).toBeGreaterThan(0)
    expectNumbers(statistics, expected)
  }
})

test('every number equals a count of the rows of a store and an item', async ({
  world: { admin, subscriptions, itemIds, names },
}) => {
  const [itemId = ''] = itemIds
  const filter = { store: ['GOOGLE_PLAY', 'APP_STORE'], itemId: names.get(itemId) }
  const statistics = await read(admin, { filter, interval: 'MONTH' })
  const chosen = { stores: filter.store, itemId }
  const expected = expectStatistics(subscriptions, toSelection(statistics, chosen))
  expect(expected.movement.renewed).toBeGreaterThan(0)
  expectNumbers(statistics, expected)
  const none = await read(admin, { filter: { itemId: 'no\u0000item' } })
  expect(none.current.active).toBe(0)
  expect(none.recurringRevenue).toEqual([])
})

test.for(['DAY', 'WEEK', 'MONTH'])(
  'the movement by %s divides the period without gaps, and each part equals its rows',
  async (interval, { world: { admin, subscriptions } }) => {
    const statistics = await read(admin, { interval })
    const { movement } = statistics
    expect([movement[0]?.startsAt, movement.at(-1)?.endsAt]).toEqual([statistics.startsAt, statistics.endsAt])
    for (const [index, part] of movement.entries()) {
      if (index > 0) expect(part.startsAt).toBe(movement[index - 1]?.endsAt)
      const times = { from: new Date(part.startsAt), to: new Date(part.endsAt) }
      const expected = expectStatistics(subscriptions, toSelection(statistics, times))
      expect(part).toMatchObject(expected.movement)
    }
  },
)

/** Reads all pages: a page may have fewer payments than requested. */
async function countPayments(client: ApiClient, filter: Record<string, unknown>): Promise<number> {
  const { paymentCount } = await client.query(
    'query ($filter: PaymentFilter) { paymentCount(filter: $filter) { value isExact } }',
    { filter },
  )
  expect(paymentCount.isExact).toBe(true)
  return paymentCount.value
}

test('the filters of the documentation list exactly the payments behind the numbers', async ({
  world: { admin },
}) => {
  const statistics = await read(admin, { interval: 'MONTH' })
  const environment = 'PRODUCTION'
  const paidBetween = { from: statistics.startsAt, to: statistics.endsAt }
  const kinds = [
    ['started', { periodKind: ['INITIAL'], isResubscription: false }],
    ['resubscribed', { periodKind: ['INITIAL'], isResubscription: true }],
    ['renewed', { periodKind: ['RENEWAL'] }],
    ['recovered', { periodKind: ['RECOVERY'] }],
    ['changed', { periodKind: ['CHANGE'] }],
    ['toppedUp', { periodKind: ['TOP_UP'] }],
  ] as const
  for (const [name, filter] of kinds) {
    const sum = statistics.movement.reduce((total, each) => total + each[name], 0)
    expect(await countPayments(admin, { environment, paidBetween, ...filter })).toBe(sum)
  }
  for (const { currencyCode = null, paymentCount } of statistics.recurringRevenue) {
    const currency = currencyCode === null ? { hasPrice: false } : { currencyCode }
    const filter = { environment, currentPeriodAt: statistics.countedAt, ...currency }
    expect(await countPayments(admin, filter)).toBe(paymentCount)
  }
  const { startsAt, endsAt, converted, notConverted, open } = statistics.trials
  const outcomes = [
    ['CONVERTED', converted],
    ['NOT_CONVERTED', notConverted],
    ['OPEN', open],
  ] as const
  for (const [outcome, count] of outcomes) {
    const periodEndsBetween = { from: startsAt, to: endsAt }
    const filter = { environment, periodPhase: ['TRIAL'], periodEndsBetween, trialOutcome: [outcome] }
    expect(await countPayments(admin, filter)).toBe(count)
  }
})

/** Reads all pages of a list of subscriptions. */
async function countSubscriptions(client: ApiClient, filter: Record<string, unknown>): Promise<number> {
  const text = `query ($filter: SubscriptionFilter, $after: Cursor) {
    subscriptions(filter: $filter, first: 100, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }`
  let count = 0
  let after: string | null = null
  do {
    const page: Awaited<ReturnType<ApiClient['query']>> = await client.query(text, { filter, after })
    const { nodes, pageInfo } = page.subscriptions
    count += nodes.length
    after = pageInfo.hasNextPage ? (pageInfo.endCursor ?? null) : null
  } while (after !== null)
  return count
}

test('the filters of the documentation list exactly the subscriptions behind the numbers', async ({
  world: { admin },
}) => {
  const statistics = await read(admin, { interval: 'MONTH' })
  const environment = 'PRODUCTION'
  const { current, movement, churn, startsAt, endsAt } = statistics
  const hasAccess = ['ACTIVE', 'IN_GRACE_PERIOD']
  const filters = [
    ['active', { status: ['ACTIVE'] }],
    ['inGracePeriod', { status: ['IN_GRACE_PERIOD'] }],
    ['onHold', { status: ['ON_HOLD'] }],
    ['paused', { status: ['PAUSED'] }],
    ['pending', { status: ['PENDING'] }],
    ['willNotRenew', { status: ['ACTIVE'], willRenew: false }],
    ['inTrial', { status: hasAccess, phase: ['TRIAL'] }],
    ['shared', { status: hasAccess, ownership: 'SHARED' }],
  ] as const
  for (const [name, filter] of filters) {
    const count = await countSubscriptions(admin, { environment, ...filter })
    expect({ name, count }).toEqual({ name, count: current[name] })
  }
  const endedBetween = { from: startsAt, to: endsAt }
  for (const [name, status] of [
    ['expired', 'EXPIRED'],
    ['revoked', 'REVOKED'],
  ] as const) {
    const sum = movement.reduce((total, each) => total + each[name], 0)
    expect(await countSubscriptions(admin, { environment, endedBetween, status: [status] })).toBe(sum)
  }
  for (const { cancelReason = null, count, trialCount } of churn) {
    const reason = cancelReason === null ? { hasCancelReason: false } : { cancelReason: [cancelReason] }
    const filter = { environment, endedBetween, ...reason }
    expect(await countSubscriptions(admin, filter)).toBe(count)
    expect(await countSubscriptions(admin, { ...filter, phase: ['TRIAL'] })).toBe(trialCount)
  }
})

test('a period that ends before it starts, or is too long, is refused', async ({ world: { admin } }) => {
  const codesOf = (from: string, to: string) => admin.queryErrorCodes(document, { from, to })
  expect(await codesOf('2026-01-02', '2026-01-01')).toEqual(['BAD_USER_INPUT'])
  expect(await codesOf('2024-01-01', '2026-01-01')).toEqual(['BAD_USER_INPUT'])
})

import type { PaymentStatistics } from '../../src/graphql/generated/types.ts'
import type { ApiClient, Serialized } from '../support/api.ts'
import { connectEmulator } from '../support/connect-emulator.ts'
import { buyItem, createBuyer, createServerClient } from '../support/purchase-client.ts'
import { describe, expect, serverTest } from '../support/test.ts'
import type { ServerFixtures } from '../support/server-fixtures.ts'
import { createStatisticsFixture, type StatisticsFixture } from './statistics-fixture.ts'

type Project = { readonly admin: ApiClient; readonly fixture: StatisticsFixture }

/** A project of its own, so that its numbers are only those of its test. */
async function createProject(
  { server, services, sql }: Pick<ServerFixtures, 'server' | 'services' | 'sql'>,
  reportingTimeZone: string,
): Promise<Project> {
  const project = await server.addProject({ reportingTimeZone })
  await connectEmulator(server, project)
  return {
    admin: createServerClient(server, project),
    fixture: await createStatisticsFixture({ services, sql }, project),
  }
}

const test = serverTest.extend('seoul', { scope: 'file' }, ({ server, services, sql }) =>
  createProject({ server, services, sql }, 'Asia/Seoul'),
)

const groupFields = `firstDay lastDay paidFrom paidTo store itemId countryCode currencyCode paymentCount quantity gross refundCount
  refundedQuantity refunded net refundedPaymentCount refundedOfPayments refundRate refundedShare buyerCount averageRevenuePerBuyer`
const fields = `timeZone updatedAt pendingEventCount isComplete hasMoreGroups groups { ${groupFields} }
  buyers { firstDay lastDay buyerCount newBuyerCount returningBuyerCount }`

type Arguments = {
  readonly from: string
  readonly to: string
  readonly environment?: string
  readonly filter?: Readonly<Record<string, unknown>>
  readonly groupBy?: readonly string[]
}

const document = `query (
  $from: Date!, $to: Date!, $environment: Environment, $filter: PaymentStatisticsFilter, $groupBy: [PaymentStatisticsDimension!]
) {
  paymentStatistics(from: $from, to: $to, environment: $environment, filter: $filter, groupBy: $groupBy) { ${fields} }
}`

async function read(client: ApiClient, args: Arguments): Promise<Serialized<PaymentStatistics>> {
  return (await client.query(document, { ...args })).paymentStatistics
}

/** The number of payments that the filter behind a group finds. */
async function countPayments(client: ApiClient, filter: Readonly<Record<string, unknown>>): Promise<number> {
  const text = 'query ($filter: PaymentFilter) { payments(filter: $filter, first: 100) { nodes { id } } }'
  return (await client.query(text, { filter })).payments.nodes.length
}

const at = (time: string) => new Date(time)

describe('the day of a payment', () => {
  test.for([
    ['UTC', '2026-03-08T23:59:59.999Z', '2026-03-09T00:00:00.000Z'],
    ['Asia/Seoul', '2026-03-08T14:59:59.999Z', '2026-03-08T15:00:00.000Z'],
    ['America/New_York', '2026-03-09T03:59:59.999Z', '2026-03-09T04:00:00.000Z'],
    ['Asia/Kathmandu', '2026-03-08T18:14:59.999Z', '2026-03-08T18:15:00.000Z'],
  ])('ends at midnight in %s', async ([timeZone = '', last = '', first = ''], { server, services, sql }) => {
    const { admin, fixture } = await createProject({ server, services, sql }, timeZone)
    await fixture.pay({ paidAt: at(last) })
    await fixture.pay({ paidAt: at(first) })
    await fixture.count()
    const { groups, ...rest } = await read(admin, { from: '2026-03-08', to: '2026-03-09', groupBy: ['DAY'] })
    expect(rest).toMatchObject({ timeZone, isComplete: true, pendingEventCount: 0 })
    expect(groups).toMatchObject([
      { firstDay: '2026-03-08', paymentCount: 1, paidTo: first },
      { firstDay: '2026-03-09', paymentCount: 1, paidFrom: first },
    ])
    for (const { paidFrom, paidTo } of groups) {
      expect(await countPayments(admin, { paidBetween: { from: paidFrom, to: paidTo } })).toBe(1)
    }
  })

  test('has 23 or 25 hours when the clocks change', async ({ server, services, sql }) => {
    const { admin, fixture } = await createProject({ server, services, sql }, 'America/New_York')
    await fixture.pay({ paidAt: at('2026-03-08T12:00:00Z') })
    await fixture.pay({ paidAt: at('2026-11-01T12:00:00Z') })
    await fixture.count()
    const { groups } = await read(admin, { from: '2026-03-01', to: '2026-11-30', groupBy: ['DAY'] })
    const hours = groups.map(
      ({ paidFrom, paidTo }) => (Date.parse(paidTo) - Date.parse(paidFrom)) / 3_600_000,
    )
    expect(hours).toEqual([23, 25])
  })

  test('is another one after the reporting time zone was changed', async ({ server, services, sql }) => {
    const { admin, fixture } = await createProject({ server, services, sql }, 'UTC')
    await fixture.pay({ paidAt: at('2026-03-08T20:00:00Z') })
    await fixture.count()
    const day = { from: '2026-03-08', to: '2026-03-09', groupBy: ['DAY'] }
    expect((await read(admin, day)).groups).toMatchObject([{ firstDay: '2026-03-08' }])
    await admin.mutate('updateAppKey', { reportingTimeZone: 'Asia/Seoul' })
    expect(await read(admin, day)).toMatchObject({ timeZone: 'UTC', isComplete: false })
    await fixture.count()
    expect(await read(admin, day)).toMatchObject({
      timeZone: 'Asia/Seoul',
      isComplete: true,
      groups: [{ firstDay: '2026-03-09', paymentCount: 1 }],
    })
  })

  test.for(['Mars/Olympus', '+09:00', 'KST', 'posix/Asia/Seoul', ''])(
    'cannot be counted in the time zone %j',
    async (reportingTimeZone, { admin }) => {
      const { problem } = await admin.mutate('updateAppKey', { reportingTimeZone })
      expect(problem).toMatchObject({ code: 'INVALID_INPUT', field: ['reportingTimeZone'] })
    },
  )
})

describe('the numbers', () => {
  test('of currencies are apart, and amounts are exact beyond 2^53 micros', async ({
    seoul: { admin, fixture },
  }) => {
    const paidAt = at('2025-01-01T03:00:00Z')
    const large = 999_999_999_999_999_999n
    await fixture.pay({ paidAt, priceMicros: large, currencyCode: 'KRW' })
    await fixture.pay({ paidAt, priceMicros: large, currencyCode: 'KRW' })
    await fixture.pay({ paidAt, priceMicros: 10_000n, currencyCode: 'USD' })
    await fixture.pay({ paidAt, priceMicros: null, currencyCode: null })
    await fixture.count()
    const { groups } = await read(admin, { from: '2025-01-01', to: '2025-01-01' })
    expect(groups).toMatchObject([
      { currencyCode: null, paymentCount: 1, gross: '0', buyerCount: 0, averageRevenuePerBuyer: null },
      { currencyCode: 'KRW', paymentCount: 2, gross: '1999999999999.999998', buyerCount: 1 },
      { currencyCode: 'USD', paymentCount: 1, gross: '0.01' },
    ])
  })

  test('of refunds count on the day of the refund, and with the payment', async ({
    seoul: { admin, fixture },
  }) => {
    const paidAt = at('2025-02-01T03:00:00Z')
    const [full, partial] = [
      await fixture.pay({ paidAt, priceMicros: 3_000_000n, quantity: 2 }),
      await fixture.pay({ paidAt, priceMicros: 3_000_000n }),
    ]
    await fixture.pay({ paidAt, priceMicros: 3_000_000n })
    await fixture.count()
    const refundedAt = at('2025-02-03T03:00:00Z')
    await fixture.refundTo(full.id, { full: true, quantity: 2, amountMicros: 3_000_000n, refundedAt })
    await fixture.refundTo(partial.id, { full: false, quantity: 0, amountMicros: 500_000n, refundedAt })
    await fixture.count()
    const days = { from: '2025-02-01', to: '2025-02-28', groupBy: ['DAY'] }
    expect((await read(admin, days)).groups).toMatchObject([
      {
        firstDay: '2025-02-01',
        paymentCount: 3,
        quantity: 4,
        gross: '9',
        refundCount: 0,
        refunded: '0',
        net: '9',
        refundedPaymentCount: 2,
        refundedOfPayments: '3.5',
        refundRate: '0.666667',
        refundedShare: '0.388889',
      },
      {
        firstDay: '2025-02-03',
        paymentCount: 0,
        gross: '0',
        refundCount: 2,
        refundedQuantity: 2,
        refunded: '3.5',
        net: '-3.5',
        refundRate: null,
        refundedShare: null,
      },
    ])
    await fixture.refundTo(partial.id, null)
    await fixture.count()
    expect((await read(admin, days)).groups).toMatchObject([
      { refundedPaymentCount: 1, refundedOfPayments: '3' },
      { refundCount: 1, refunded: '3' },
    ])
  })

  test('of buyers count each user once, and not for a free payment', async ({
    seoul: { admin, fixture },
  }) => {
    const [regular = '', fresh = '', free = ''] = fixture.userIds.slice(1)
    const pay = (userId: string, day: string, priceMicros = 2_000_000n) =>
      fixture.pay({ userId, paidAt: at(`${day}T03:00:00Z`), priceMicros })
    await pay(regular, '2025-03-01')
    for (const day of ['2025-04-01', '2025-04-01', '2025-04-02', '2025-05-01']) await pay(regular, day)
    await pay(fresh, '2025-04-02')
    await pay(free, '2025-04-02', 0n)
    await fixture.count()
    const period = { from: '2025-04-01', to: '2025-05-31' }
    const whole = await read(admin, period)
    expect(whole.groups).toMatchObject([
      { paymentCount: 6, buyerCount: 2, net: '10', averageRevenuePerBuyer: '5' },
    ])
    expect(whole.buyers).toEqual([
      {
        firstDay: '2025-04-01',
        lastDay: '2025-05-31',
        buyerCount: 2,
        newBuyerCount: 1,
        returningBuyerCount: 1,
      },
    ])
    const byMonth = await read(admin, { ...period, groupBy: ['MONTH'] })
    expect(byMonth.buyers).toMatchObject([
      { firstDay: '2025-04-01', lastDay: '2025-04-30', buyerCount: 2, newBuyerCount: 1 },
      { firstDay: '2025-05-01', lastDay: '2025-05-31', buyerCount: 1, newBuyerCount: 0 },
    ])
    const byDay = await read(admin, { ...period, groupBy: ['DAY'] })
    expect(byDay.buyers?.map(({ buyerCount, newBuyerCount }) => [buyerCount, newBuyerCount])).toEqual([
      [1, 0],
      [2, 1],
      [1, 0],
    ])
    expect((await read(admin, { ...period, groupBy: ['STORE'] })).groups).toMatchObject([
      { buyerCount: null },
    ])
    expect(await read(admin, { ...period, filter: { store: ['GOOGLE_PLAY'] } })).toMatchObject({
      buyers: null,
    })
  })

  test('are divided and filtered by store, item and country, as the list of payments is', async ({
    seoul: { admin, fixture },
  }) => {
    const paidAt = at('2025-06-01T03:00:00Z')
    const [first = '', second = ''] = fixture.itemIds
    await fixture.pay({ paidAt, itemId: first, store: 'APP_STORE', countryCode: 'KR' })
    await fixture.pay({ paidAt, itemId: first, store: 'APP_STORE', countryCode: 'US' })
    await fixture.pay({ paidAt, itemId: second, store: 'ONE_STORE' })
    await fixture.pay({ paidAt, itemId: second, environment: 'SANDBOX' })
    await fixture.count()
    const day = { from: '2025-06-01', to: '2025-06-01' }
    const { groups } = await read(admin, { ...day, groupBy: ['STORE', 'ITEM', 'COUNTRY'] })
    expect(groups.map(({ store, countryCode }) => [store, countryCode])).toEqual([
      ['APP_STORE', 'KR'],
      ['APP_STORE', 'US'],
      ['ONE_STORE', null],
    ])
    for (const { store, itemId, countryCode, currencyCode, paidFrom, paidTo, paymentCount } of groups) {
      const filter = { store: [store], itemId, countryCode, currencyCode, environment: 'PRODUCTION' }
      const paidBetween = { from: paidFrom, to: paidTo }
      expect(await countPayments(admin, { ...filter, paidBetween })).toBe(paymentCount)
      const { environment: _, ...statisticsFilter } = filter
      const filtered = await read(admin, { ...day, filter: statisticsFilter })
      expect(filtered.groups.map((group) => group.paymentCount)).toEqual([paymentCount])
    }
    const sandbox = await read(admin, { ...day, environment: 'SANDBOX' })
    expect(sandbox.groups).toMatchObject([{ paymentCount: 1 }])
    expect(await read(admin, { ...day, filter: { itemId: 'unknown' } })).toMatchObject({ groups: [] })
  })

  test('of another AppKey are not shown, and an AppKey without payments has none', async ({
    server,
    services,
    sql,
  }) => {
    const { admin, fixture } = await createProject({ server, services, sql }, 'UTC')
    await fixture.count()
    expect(await read(admin, { from: '2025-01-01', to: '2025-12-31', groupBy: ['DAY'] })).toEqual({
      timeZone: 'UTC',
      updatedAt: null,
      pendingEventCount: 0,
      isComplete: true,
      hasMoreGroups: false,
      groups: [],
      buyers: [],
    })
  })

  test('of a purchase at a store have the country that the store states', async ({
    server,
    admin,
    buyer,
    services,
    sql,
  }) => {
    const fixture = await createStatisticsFixture({ services, sql }, server.project)
    const tester = await createBuyer(server, { userId: 'tester' })
    await buyItem(buyer, { store: 'GOOGLE_PLAY', price: { amount: '100', currencyCode: 'JPY' } })
    await buyItem(tester, { store: 'APP_STORE', price: { amount: '1.99', currencyCode: 'USD' } })
    await buyItem(buyer, { store: 'ONE_STORE' })
    await fixture.count()
    const dayFromNow = (days: number) =>
      new Date(Date.now() + days * 24 * 3_600_000).toISOString().slice(0, 10)
    const { groups } = await read(admin, {
      from: dayFromNow(-1),
      to: dayFromNow(1),
      groupBy: ['STORE', 'COUNTRY'],
    })
    expect(Object.fromEntries(groups.map(({ store, countryCode }) => [store, countryCode]))).toEqual({
      GOOGLE_PLAY: 'JP',
      APP_STORE: 'US',
      ONE_STORE: null,
    })
  })
})

test.for([
  ['to must not be before from.', { from: '2026-02-01', to: '2026-01-31' }],
  ['The period must have at most 400 days.', { from: '2025-01-01', to: '2026-02-05' }],
  [
    'groupBy must not contain both DAY and MONTH.',
    { from: '2026-01-01', to: '2026-01-31', groupBy: ['DAY', 'MONTH'] },
  ],
  [
    'countryCode must be an ISO 3166-1 alpha-2 code such as KR.',
    { from: '2026-01-01', to: '2026-01-31', filter: { countryCode: 'Korea' } },
  ],
] as const)('a request is rejected with %j', async ([message, args], { admin }) => {
  await expect(read(admin, args)).rejects.toThrow(message)
})

test('a period of 400 days is accepted', async ({ admin }) => {
  const { groups } = await read(admin, {
    from: '2020-01-01',
    to: '2021-02-03',
    groupBy: ['DAY', 'STORE', 'ITEM', 'COUNTRY'],
  })
  expect(groups).toEqual([])
})

import { buyItem, createBuyer } from '../support/purchase-client.ts'
import { describe, expect, serverTest } from '../support/test.ts'
import { at, countListedPayments, createStatisticsProject, readStatistics } from './read-statistics.ts'
import { createStatisticsFixture } from './statistics-fixture.ts'

const test = serverTest.extend('seoul', { scope: 'file' }, ({ server, services, sql }) =>
  createStatisticsProject({ server, services, sql }, 'Asia/Seoul'),
)

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
    const { groups } = await readStatistics(admin, { from: '2025-01-01', to: '2025-01-01' })
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
    expect((await readStatistics(admin, days)).groups).toMatchObject([
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
    expect((await readStatistics(admin, days)).groups).toMatchObject([
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
    const whole = await readStatistics(admin, period)
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
    const byMonth = await readStatistics(admin, { ...period, groupBy: ['MONTH'] })
    expect(byMonth.buyers).toMatchObject([
      { firstDay: '2025-04-01', lastDay: '2025-04-30', buyerCount: 2, newBuyerCount: 1 },
      { firstDay: '2025-05-01', lastDay: '2025-05-31', buyerCount: 1, newBuyerCount: 0 },
    ])
    const byDay = await readStatistics(admin, { ...period, groupBy: ['DAY'] })
    expect(byDay.buyers?.map(({ buyerCount, newBuyerCount }) => [buyerCount, newBuyerCount])).toEqual([
      [1, 0],
      [2, 1],
      [1, 0],
    ])
    expect((await readStatistics(admin, { ...period, groupBy: ['STORE'] })).groups).toMatchObject([
      { buyerCount: null },
    ])
    expect(await readStatistics(admin, { ...period, filter: { store: ['GOOGLE_PLAY'] } })).toMatchObject({
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
    const { groups } = await readStatistics(admin, { ...day, groupBy: ['STORE', 'ITEM', 'COUNTRY'] })
    expect(groups.map(({ store, countryCode }) => [store, countryCode])).toEqual([
      ['APP_STORE', 'KR'],
      ['APP_STORE', 'US'],
      ['ONE_STORE', null],
    ])
    for (const { store, itemId, countryCode, currencyCode, paidFrom, paidTo, paymentCount } of groups) {
      const filter = { store: [store], itemId, countryCode, currencyCode, environment: 'PRODUCTION' }
      const paidBetween = { from: paidFrom, to: paidTo }
      expect(await countListedPayments(admin, { ...filter, paidBetween })).toBe(paymentCount)
      const { environment: _, ...statisticsFilter } = filter
      const filtered = await readStatistics(admin, { ...day, filter: statisticsFilter })
      expect(filtered.groups.map((group) => group.paymentCount)).toEqual([paymentCount])
    }
    const sandbox = await readStatistics(admin, { ...day, environment: 'SANDBOX' })
    expect(sandbox.groups).toMatchObject([{ paymentCount: 1 }])
    expect(await readStatistics(admin, { ...day, filter: { itemId: 'unknown' } })).toMatchObject({
      groups: [],
    })
  })

  test('of another AppKey are not shown, and an AppKey without payments has none', async ({
    server,
    services,
    sql,
  }) => {
    const { admin, fixture } = await createStatisticsProject({ server, services, sql }, 'UTC')
    await fixture.count()
    expect(await readStatistics(admin, { from: '2025-01-01', to: '2025-12-31', groupBy: ['DAY'] })).toEqual({
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
    const { groups } = await readStatistics(admin, {
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
  await expect(readStatistics(admin, args)).rejects.toThrow(message)
})

test('a period of 400 days is accepted', async ({ admin }) => {
  const { groups } = await readStatistics(admin, {
    from: '2020-01-01',
    to: '2021-02-03',
    groupBy: ['DAY', 'STORE', 'ITEM', 'COUNTRY'],
  })
  expect(groups).toEqual([])
})

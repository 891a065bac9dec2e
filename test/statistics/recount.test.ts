import fc from 'fast-check'
import { selectBuyerGroups } from '../../src/db/queries/payment-statistics.ts'
import { eventually } from '../support/eventually.ts'
import { expect, serverTest } from '../support/test.ts'
import { computeStatistics, countBuyers, readTotals } from './expected-statistics.ts'
import { countAll, createStatisticsFixture, type StatisticsFixture } from './statistics-fixture.ts'

const timeZone = 'America/New_York'

const test = serverTest.extend('fixture', { scope: 'file' }, async ({ services, sql, server, admin }) => {
  const { problem } = await admin.mutate('updateAppKey', { reportingTimeZone: timeZone })
  expect(problem).toBeNull()
  return createStatisticsFixture({ services, sql }, server.project)
})

type Step = (fixture: StatisticsFixture, paymentIds: string[]) => Promise<unknown>

/** Days around the change to daylight saving time in New York, in 2026 on 8 March and on 1 November, and more than 400 days apart. */
const time = fc
  .tuple(
    fc.constantFrom('2024-12-31', '2026-03-07', '2026-03-08', '2026-03-09', '2026-10-31', '2026-11-01'),
    fc.integer({ min: 0, max: 24 * 3_600_000 }),
  )
  .map(([day, offset]) => new Date(Date.parse(`${day}T00:00:00Z`) + offset))
const index = fc.nat({ max: 5 })
const amount = fc.bigInt({ min: 0n, max: 1_000_000_000_000_000n })

const payStep = fc
  .record({
    user: index,
    item: fc.nat({ max: 2 }),
    store: fc.constantFrom('GOOGLE_PLAY', 'APP_STORE', 'ONE_STORE'),
    environment: fc.constantFrom('PRODUCTION', 'PRODUCTION', 'SANDBOX'),
    price: fc.option(fc.tuple(amount, fc.constantFrom('USD', 'KRW')), { freq: 5 }),
    quantity: fc.integer({ min: 1, max: 4 }),
    countryCode: fc.constantFrom(null, 'KR', 'US'),
    paidAt: time,
  })
  .map(({ user, item, price, ...payment }): Step => async (fixture, paymentIds) => {
    const { id } = await fixture.pay({
      ...payment,
      userId: fixture.userIds[user] ?? '',
      itemId: fixture.itemIds[item] ?? '',
      priceMicros: price?.[0] ?? null,
      currencyCode: price?.[1] ?? null,
    })
    paymentIds.push(id)
  })

const onPayment = (
  act: (fixture: StatisticsFixture, paymentId: string) => Promise<unknown>,
  choice: number,
): Step => {
  return async (fixture, paymentIds) => {
    const paymentId = paymentIds[choice % paymentIds.length]
    if (paymentId !== undefined) await act(fixture, paymentId)
  }
}

const refundStep = fc
  .record({
    choice: fc.nat(),
    full: fc.boolean(),
    quantity: fc.nat({ max: 1 }),
    amountMicros: fc.option(amount),
    refundedAt: time,
  })
  .map(({ choice, ...total }) => onPayment((fixture, id) => fixture.refundTo(id, total), choice))
const reverseStep = fc.nat().map((choice) => onPayment((fixture, id) => fixture.refundTo(id, null), choice))
const transferStep = fc
  .tuple(fc.nat(), index)
  .map(([choice, user]) =>
    onPayment((fixture, id) => fixture.transfer(id, fixture.userIds[user] ?? ''), choice),
  )
const correctStep = fc
  .tuple(fc.nat(), fc.constantFrom('REFUNDED', 'PAID'), fc.option(amount))
  .map(([choice, status, micros]) => {
    const price = micros === null ? null : { amountMicros: micros, currencyCode: 'USD' }
    return onPayment((fixture, id) => fixture.correct(id, { status, price }), choice)
  })
const fillStep = fc
  .tuple(fc.nat(), amount)
  .map(([choice, amountMicros]) =>
    onPayment((fixture, id) => fixture.fillPrice(id, { amountMicros, currencyCode: 'KRW' }), choice),
  )
const countStep = fc.constant<Step>((fixture) => fixture.count())
/** Several processes count at once, and the connections of some of them are terminated meanwhile. */
const killStep = fc.constant<Step>(async ({ ctx }) => {
  const counts = Promise.allSettled([1, 2, 3].map(() => countAll(ctx)))
  await ctx.db.sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and state = 'active'
      and query like '%payment_statistics_progress%'`
  await counts
  // The next step must not get a connection that ended a moment ago.
  await eventually(() => Promise.all(Array.from({ length: 30 }, () => ctx.db.sql`select 1`)))
})
const clearStep = fc.constant<Step>(async ({ ctx, appId }) => {
  await ctx.db
    .sql`update payment_statistics_progress set is_clearing = true, revision = revision + 1 where app_id = ${appId}`
})

const step = fc.oneof(
  { weight: 8, arbitrary: payStep },
  { weight: 4, arbitrary: refundStep },
  { weight: 2, arbitrary: reverseStep },
  { weight: 3, arbitrary: transferStep },
  { weight: 3, arbitrary: correctStep },
  { weight: 2, arbitrary: fillStep },
  { weight: 3, arbitrary: countStep },
  { weight: 1, arbitrary: killStep },
  { weight: 1, arbitrary: clearStep },
)

test(
  'whatever happens to payments, the totals equal a recount',
  { timeout: 180_000 },
  async ({ fixture, sql }) => {
    const paymentIds: string[] = []
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 25 }),
        fc.array(fc.tuple(time, time), { maxLength: 4 }),
        async (steps, periods) => {
          for (const each of steps) await each(fixture, paymentIds)
          await fixture.count()
          const expected = await computeStatistics(sql, fixture.appId, timeZone)
          expect(await readTotals(sql, fixture.appId)).toEqual(expected.totals)
          for (const [a, b] of periods) {
            const [from = '', to = ''] = [a, b].map((at) => at.toISOString().slice(0, 10)).toSorted()
            if (Date.parse(to) - Date.parse(from) >= 400 * 24 * 3_600_000) continue
            for (const environment of ['PRODUCTION', 'SANDBOX'] as const) {
              await expectBuyers(fixture, expected, { from, to, environment })
            }
          }
        },
      ),
      { numRuns: 25, endOnFailure: true },
    )
  },
)

async function expectBuyers(
  { ctx, appId }: StatisticsFixture,
  { buyerDays }: Awaited<ReturnType<typeof computeStatistics>>,
  period: { readonly from: string; readonly to: string; readonly environment: 'PRODUCTION' | 'SANDBOX' },
) {
  const groups = await selectBuyerGroups(ctx.db, {
    appId,
    ...period,
    stores: null,
    itemId: null,
    currencyCode: null,
    countryCode: null,
    groupBy: [],
    timeZone,
  })
  for (const currencyCode of ['', 'USD', 'KRW']) {
    const found = groups.find((group) => (group.currencyCode ?? '') === currencyCode)
    const counts = { buyers: Number(found?.buyerCount ?? 0), newBuyers: Number(found?.newBuyerCount ?? 0) }
    expect({ period, currencyCode, ...counts }).toEqual({
      period,
      currencyCode,
      ...countBuyers(buyerDays, { ...period, currencyCode }),
    })
  }
}

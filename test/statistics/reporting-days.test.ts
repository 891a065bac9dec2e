import { expect, serverTest as test } from '../support/test.ts'
import { at, countListedPayments, createStatisticsProject, readStatistics } from './read-statistics.ts'

test.for([
  ['UTC', '2026-03-08T23:59:59.999Z', '2026-03-09T00:00:00.000Z'],
  ['Asia/Seoul', '2026-03-08T14:59:59.999Z', '2026-03-08T15:00:00.000Z'],
  ['America/New_York', '2026-03-09T03:59:59.999Z', '2026-03-09T04:00:00.000Z'],
  ['Asia/Kathmandu', '2026-03-08T18:14:59.999Z', '2026-03-08T18:15:00.000Z'],
])(
  'the day of a payment ends at midnight in %s',
  async ([timeZone = '', last = '', first = ''], { server, services, sql }) => {
    const { admin, fixture } = await createStatisticsProject({ server, services, sql }, timeZone)
    await fixture.pay({ paidAt: at(last) })
    await fixture.pay({ paidAt: at(first) })
    await fixture.count()
    const { groups, ...rest } = await readStatistics(admin, {
      from: '2026-03-08',
      to: '2026-03-09',
      groupBy: ['DAY'],
    })
    expect(rest).toMatchObject({ timeZone, isComplete: true, pendingEventCount: 0 })
    expect(groups).toMatchObject([
      { firstDay: '2026-03-08', paymentCount: 1, paidTo: first },
      { firstDay: '2026-03-09', paymentCount: 1, paidFrom: first },
    ])
    for (const { paidFrom, paidTo } of groups) {
      expect(await countListedPayments(admin, { paidBetween: { from: paidFrom, to: paidTo } })).toBe(1)
    }
  },
)

test('a day on which the clocks change has 23 or 25 hours', async ({ server, services, sql }) => {
  const { admin, fixture } = await createStatisticsProject({ server, services, sql }, 'America/New_York')
  await fixture.pay({ paidAt: at('2026-03-08T12:00:00Z') })
  await fixture.pay({ paidAt: at('2026-11-01T12:00:00Z') })
  await fixture.count()
  const { groups } = await readStatistics(admin, { from: '2026-03-01', to: '2026-11-30', groupBy: ['DAY'] })
  const hours = groups.map(({ paidFrom, paidTo }) => (Date.parse(paidTo) - Date.parse(paidFrom)) / 3_600_000)
  expect(hours).toEqual([23, 25])
})

test('the day of a payment is another one after the reporting time zone was changed', async ({
  server,
  services,
  sql,
}) => {
  const { admin, fixture } = await createStatisticsProject({ server, services, sql }, 'UTC')
  await fixture.pay({ paidAt: at('2026-03-08T20:00:00Z') })
  await fixture.count()
  const day = { from: '2026-03-08', to: '2026-03-09', groupBy: ['DAY'] }
  expect((await readStatistics(admin, day)).groups).toMatchObject([{ firstDay: '2026-03-08' }])
  await admin.mutate('updateAppKey', { reportingTimeZone: 'Asia/Seoul' })
  expect(await readStatistics(admin, day)).toMatchObject({ timeZone: 'UTC', isComplete: false })
  await fixture.count()
  expect(await readStatistics(admin, day)).toMatchObject({
    timeZone: 'Asia/Seoul',
    isComplete: true,
    groups: [{ firstDay: '2026-03-09', paymentCount: 1 }],
  })
})

test.for(['Mars/Olympus', '+09:00', 'KST', 'posix/Asia/Seoul', ''])(
  'days cannot be counted in the time zone %j',
  async (reportingTimeZone, { admin }) => {
    const { problem } = await admin.mutate('updateAppKey', { reportingTimeZone })
    expect(problem).toMatchObject({ code: 'INVALID_INPUT', field: ['reportingTimeZone'] })
  },
)

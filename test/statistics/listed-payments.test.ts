import { describe, expect, serverTest } from '../support/test.ts'
import { at, countListedPayments, createStatisticsProject, readStatistics } from './read-statistics.ts'

const test = serverTest.extend('seoul', { scope: 'file' }, ({ server, services, sql }) =>
  createStatisticsProject({ server, services, sql }, 'Asia/Seoul'),
)

describe('the payments behind a number', () => {
  test('are those of payments also where the country or the price is unknown', async ({
    seoul: { admin, fixture },
  }) => {
    const paidAt = at('2025-11-05T03:00:00Z')
    await fixture.pay({ paidAt, countryCode: 'KR' })
    for (const priceMicros of [1_000_000n, 2_000_000n]) await fixture.pay({ paidAt, priceMicros })
    await fixture.pay({ paidAt, countryCode: 'KR', priceMicros: null, currencyCode: null })
    await fixture.count()
    const { groups } = await readStatistics(admin, {
      from: '2025-11-05',
      to: '2025-11-05',
      groupBy: ['COUNTRY'],
    })
    expect(groups.map(({ paymentCount }) => paymentCount).toSorted()).toEqual([1, 1, 2])
    for (const { paidFrom, paidTo, countryCode, currencyCode, paymentCount } of groups) {
      const filter = {
        paidBetween: { from: paidFrom, to: paidTo },
        ...(countryCode === null ? { hasCountryCode: false } : { countryCode }),
        ...(currencyCode === null ? { hasPrice: false } : { currencyCode }),
      }
      expect(await countListedPayments(admin, filter)).toBe(paymentCount)
    }
  })

  test('of the last 30 days are counted without a period, up to the current day of the time zone', async ({
    seoul: { admin },
  }) => {
    const read = async (period: string) =>
      (await admin.query(`{ paymentStatistics${period} { from to today } }`)).paymentStatistics as {
        from: string
        to: string
        today: string
      }
    const { from, to, today } = await read('')
    expect(today).toMatch(/^\d{4}-\d\d-\d\d$/)
    expect(to).toBe(today)
    expect(Date.parse(to) - Date.parse(from)).toBe(29 * 24 * 60 * 60_000)
    expect(await read('(to: "2025-03-01")')).toMatchObject({ from: '2025-01-31', to: '2025-03-01' })
    await expect(read('(from: "2999-01-01")')).rejects.toThrow('to must not be before from')
  })
})

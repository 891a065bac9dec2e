import { describe, expect, test } from 'vitest'
import { findRegressions } from './check-ratios.ts'
import { measureWorsePartsAgain } from './measure-again.ts'
import type { MeasuredTable } from './rounds.ts'

const recorded = { 'consume: 8 clients': 0.4, 'consume: 32 clients': 0.7, 'verify: APP_STORE': 0.5 }

type RatiosOfRows = Readonly<Record<string, readonly number[]>>

/** A table whose rows have these ratios, one for each round. */
const tableOf = (id: string, rows: RatiosOfRows, unexpected = 0): MeasuredTable => ({
  id,
  title: 'How fast?',
  note: '',
  rows: Object.entries(rows).map(([name, ratios]) => ({
    name,
    measurements: ratios.map((ratio) => ({ perSecond: ratio * 1_000, unexpected })),
    limits: ratios.map(() => 1_000),
  })),
})

const asRecorded = { '8 clients': [0.4, 0.4, 0.4], '32 clients': [0.7, 0.7, 0.7] }
const worseAt32 = { ...asRecorded, '32 clients': [0.5, 0.5, 0.5] }
const lossAt32 = 'consume: 32 clients reached 0.500 of its limit; the record is 0.700.'

/** Checks the tables of the first run, where further runs measure those of `later`, one after the other. */
async function check(tables: readonly MeasuredTable[], later: readonly MeasuredTable[]) {
  const runs = [...later]
  const measuredIds: string[] = []
  const printed: string[] = []
  const measured = await measureWorsePartsAgain(tables, {
    recorded,
    measure: (ids) => {
      measuredIds.push(...ids)
      return Promise.resolve(runs.splice(0, 1))
    },
    print: (text) => printed.push(text),
  })
  return { measuredIds, printed, regressions: findRegressions(recorded, measured) }
}

describe('the check of one run', () => {
  test('a ratio that is 15 % worse passes, and one that is worse than that fails', () => {
    const table = tableOf('consume', { '8 clients': [0.341], '32 clients': [0.59] })
    expect(findRegressions(recorded, [table])).toEqual([
      'consume: 32 clients reached 0.590 of its limit; the record is 0.700.',
    ])
  })

  test('a recorded row of a question that ran must have been measured', () => {
    expect(findRegressions(recorded, [tableOf('consume', { '8 clients': [0.4] })])).toEqual([
      'consume: 32 clients was not measured.',
    ])
    expect(findRegressions(recorded, [tableOf('overload', { 'twice the capacity': [0.1] })])).toEqual([])
  })

  test('a row with unexpected answers fails, however fast it is', () => {
    expect(findRegressions(recorded, [tableOf('verify', { APP_STORE: [0.9, 0.9] }, 2)])).toEqual([
      'verify: APP_STORE had 4 unexpected answers.',
    ])
  })
})

describe('the check of several runs', () => {
  test('nothing is measured again when no row is worse', async () => {
    const { measuredIds, regressions } = await check([tableOf('consume', asRecorded)], [])
    expect(measuredIds).toEqual([])
    expect(regressions).toEqual([])
  })

  test('a row that is worse in each run fails after three runs', async () => {
    const worse = tableOf('consume', worseAt32)
    const { measuredIds, printed, regressions } = await check([worse], [worse, worse])
    expect(measuredIds).toEqual(['consume', 'consume'])
    expect(printed).toEqual([`consume is measured 2 times more, because a row looks worse:\n  ${lossAt32}`])
    expect(regressions).toEqual([lossAt32])
  })

  test('a real loss fails although it was lucky in one run of three', async () => {
    const worse = tableOf('consume', worseAt32)
    const { regressions } = await check([worse], [tableOf('consume', asRecorded), worse])
    expect(regressions).toEqual([lossAt32])
  })

  test('a row that is worse once and then as recorded passes, and only its part was measured again', async () => {
    const tables = [tableOf('verify', { APP_STORE: [0.5] }), tableOf('consume', worseAt32)]
    const sound = tableOf('consume', asRecorded)
    const { measuredIds, regressions } = await check(tables, [sound, sound])
    expect(new Set(measuredIds)).toEqual(new Set(['consume']))
    expect(regressions).toEqual([])
  })

  test('a row is judged by the median of all rounds, not by those of the last run', async () => {
    const mixed = tableOf('verify', { APP_STORE: [0.3, 0.5, 0.5] })
    const { regressions } = await check([tableOf('verify', { APP_STORE: [0.3, 0.3, 0.3] })], [mixed, mixed])
    expect(regressions).toEqual(['verify: APP_STORE reached 0.300 of its limit; the record is 0.500.'])
  })

  test('a row that is missing or has unexpected answers fails without another run', async () => {
    const missing = await check([tableOf('consume', { '32 clients': [0.5] })], [])
    expect(missing.measuredIds).toEqual([])
    expect(missing.regressions).toEqual(['consume: 8 clients was not measured.', lossAt32])
    const unexpected = await check([tableOf('verify', { APP_STORE: [0.3] }, 1)], [])
    expect(unexpected.measuredIds).toEqual([])
    expect(unexpected.regressions).toEqual([
      'verify: APP_STORE had 1 unexpected answers.',
      'verify: APP_STORE reached 0.300 of its limit; the record is 0.500.',
    ])
  })

  test('unexpected answers of a repeated run fail too', async () => {
    const { measuredIds, regressions } = await check(
      [tableOf('consume', worseAt32)],
      [tableOf('consume', asRecorded, 1), tableOf('consume', asRecorded)],
    )
    expect(measuredIds).toEqual(['consume', 'consume'])
    expect(regressions).toContain('consume: 8 clients had 3 unexpected answers.')
  })
})

import { expect, vi } from 'vitest'
import { baseTest } from '../support/base-test.ts'
import { compareForeignIds } from './compare-foreign-ids.ts'
import { startFuzzTarget } from './fuzz-target.ts'
import { runFuzz } from './run-fuzz.ts'
import { runOddTexts } from './run-odd-texts.ts'
import { runSocketFuzz } from './run-socket-fuzz.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

/** A run of every day has other operations; the title of a failure says which. */
const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Date.now() / 86_400_000))
const options = { seed, count: 20_000, maxMs: 60_000 }

const test = baseTest.extend('target', { scope: 'file' }, async ({ database }, { onCleanup }) => {
  const target = await startFuzzTarget(database.url)
  onCleanup(target.close)
  return target
})

test('no odd text in any argument of the schema causes an internal error', async ({ target }) => {
  const { count, faults } = await runOddTexts(target)
  expect(faults.join('\n\n')).toBe('')
  expect(count).toBeGreaterThan(800)
})

test('I11: ids and cursors of another AppKey are answered as unknown ones, in every argument of the schema', async ({
  target,
}) => {
  const { count, faults } = await compareForeignIds(target)
  expect(faults.join('\n')).toBe('')
  expect(count).toBeGreaterThan(150)
})

test(`random operations of the seed ${seed} cause no internal error and show no data of another AppKey`, async ({
  target,
}) => {
  const report = await runFuzz(target, options)
  expect(report.faults.join('\n\n')).toBe('')
  expect(report.count).toBeGreaterThan(1_000)
  expect(report.statuses['200']).toBeGreaterThan(report.count / 5)
  expect(report.rssGrowthMb).toBeLessThan(150)
})

test(`random messages on WebSockets of the seed ${seed} cause no internal error and show no data of another AppKey`, async ({
  target,
}) => {
  const count = 250
  const report = await runSocketFuzz(target, { seed, count, maxMs: Number.POSITIVE_INFINITY })
  expect(report.faults.join('\n\n')).toBe('')
  expect(report.count).toBe(count)
  expect(report.statuses['1000']).toBeGreaterThan(count / 10)
  expect(report.rssGrowthMb).toBeLessThan(150)
})

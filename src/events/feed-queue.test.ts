import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createFeedQueue } from './feed-queue.ts'

const limits = { maxConcurrentRuns: 2, maxFeedsPerRun: 3 }

/** A queue whose runs end when the test says so. */
function createControlledQueue() {
  const runs: { readonly appIds: readonly string[]; readonly end: () => void }[] = []
  const queue = createFeedQueue(limits, (appIds) => {
    const { promise, resolve } = Promise.withResolvers<undefined>()
    runs.push({ appIds, end: () => resolve(undefined) })
    return promise
  })
  const endRun = async (index: number) => {
    runs[index]?.end()
    await setImmediate()
  }
  return { queue, endRun, started: () => runs.map(({ appIds }) => appIds) }
}

test('a feed is processed at once, and feeds that become due meanwhile share the next run', async () => {
  const { queue, endRun, started } = createControlledQueue()
  for (const appId of ['a', 'b', 'c', 'd', 'e', 'f']) queue.add(appId)
  expect(started()).toEqual([['a'], ['b']])
  await endRun(0)
  expect(started()).toEqual([['a'], ['b'], ['c', 'd', 'e']])
})

test('a feed that becomes due during its run is processed once more after it', async () => {
  const { queue, endRun, started } = createControlledQueue()
  queue.add('a')
  queue.add('a')
  queue.add('a')
  expect(started()).toEqual([['a']])
  await endRun(0)
  expect(started()).toEqual([['a'], ['a']])
  await endRun(1)
  await queue.whenIdle()
  expect(started()).toHaveLength(2)
})

test('separate feeds run alone and one after the other, and leave a run to the others', async () => {
  const { queue, endRun, started } = createControlledQueue()
  for (const appId of ['a', 'b']) queue.separate(appId)
  for (const appId of ['a', 'b', 'c', 'd', 'e']) queue.add(appId)
  expect(started()).toEqual([['a'], ['c']])
  await endRun(1)
  expect(started()).toEqual([['a'], ['c'], ['d', 'e']])
  await endRun(0)
  expect(started().at(-1)).toEqual(['b'])
  queue.unite('a')
  queue.add('a')
  queue.add('f')
  await endRun(2)
  expect(started().at(-1)).toEqual(['a', 'f'])
})

test('each addition is followed by a run of its feed, and no feed is in two runs, for any order', async () => {
  const step = fc.oneof(
    fc.record({ add: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g') }),
    fc.record({ separate: fc.constantFrom('a', 'b', 'c') }),
    fc.record({ unite: fc.constantFrom('a', 'b', 'c') }),
    fc.record({ turns: fc.integer({ min: 1, max: 4 }) }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const pending = new Set<string>()
      const running = new Set<string>()
      const queue = createFeedQueue(limits, async (appIds) => {
        expect(appIds.length).toBeLessThanOrEqual(limits.maxFeedsPerRun)
        for (const appId of appIds) {
          expect(running.has(appId)).toBe(false)
          running.add(appId)
          pending.delete(appId)
        }
        for (let turn = 0; turn < 3; turn += 1) await Promise.resolve()
        for (const appId of appIds) running.delete(appId)
      })
      for (const each of steps) {
        if ('separate' in each) queue.separate(each.separate)
        else if ('unite' in each) queue.unite(each.unite)
        else if ('turns' in each) for (let turn = 0; turn < each.turns; turn += 1) await Promise.resolve()
        else {
          pending.add(each.add)
          queue.add(each.add)
        }
      }
      await queue.whenIdle()
      expect([...pending]).toEqual([])
    }),
  )
})

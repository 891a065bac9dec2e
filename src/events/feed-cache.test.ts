import fc from 'fast-check'
import pino from 'pino'
import { expect, test, vi } from 'vitest'
import { createFeedCache } from './feed-cache.ts'
import {
  createFakeEventTable,
  nextAppend,
  makeEvent,
  positions,
} from '../../test/support/fake-event-table.ts'

const log = pino({ level: 'silent' })

test('a cache starts at a head and holds the events after it', async () => {
  const table = createFakeEventTable()
  table.grow(5)
  const cache = createFeedCache(table.read, log)
  cache.startAt(3n)
  const advance = nextAppend(cache)
  cache.catchUpTo(table.end())
  await advance
  expect(positions(cache.findAfter(3n, 1_000))).toEqual([4, 5])
  expect(positions(cache.findAfter(4n, 1_000))).toEqual([5])
  expect(positions(cache.findAfter(5n, 1_000))).toEqual([])
})

test('a cache finds nothing after a position from before its start', () => {
  const cache = createFeedCache(createFakeEventTable().read, log)
  expect(cache.findAfter(0n, 1_000)).toBeNull()
  cache.startAt(3n)
  expect(cache.findAfter(2n, 1_000)).toBeNull()
  expect(cache.findAfter(3n, 1_000)).toEqual([])
})

test('a cache drops the oldest events beyond 1,000 and finds nothing after their positions', async () => {
  const table = createFakeEventTable()
  const cache = createFeedCache(table.read, log)
  cache.startAt(0n)
  table.grow(2_345)
  cache.catchUpTo(table.end())
  await vi.waitFor(() => {
    expect(positions(cache.findAfter(2_344n, 1_000))).toEqual([2_345])
  })
  expect(cache.findAfter(1_344n, 1_000)).toBeNull()
  expect(positions(cache.findAfter(1_345n, 1_000))).toEqual(
    Array.from({ length: 1_000 }, (_, index) => 1_346 + index),
  )
})

test('events older than a day are read from the table, where they may have been pruned', async () => {
  const old = { ...makeEvent(1), occurredAt: new Date(Date.now() - 25 * 60 * 60_000) }
  const cache = createFeedCache(async () => [], log)
  cache.startAt(0n)
  cache.append([old, makeEvent(2)], 2n)
  expect(cache.findAfter(0n, 1_000)).toBeNull()
  expect(positions(cache.findAfter(1n, 1_000))).toEqual([2])
})

test('gaps of pruned events make a reader neither miss an event nor see one twice', async () => {
  const rows = [2, 5, 6, 9].map(makeEvent)
  const cache = createFeedCache(async (after) => rows.filter(({ position }) => position > after), log)
  cache.startAt(0n)
  const advance = nextAppend(cache)
  cache.catchUpTo(9n)
  await advance
  expect(positions(cache.findAfter(1n, 1_000))).toEqual([2, 5, 6, 9])
  expect(positions(cache.findAfter(3n, 1_000))).toEqual([5, 6, 9])
  expect(positions(cache.findAfter(5n, 1_000))).toEqual([6, 9])
  expect(positions(cache.findAfter(8n, 1_000))).toEqual([9])
  expect(cache.headPosition()).toBe(9n)
})

test('a second subscriber with a later head makes the cache read on', async () => {
  const table = createFakeEventTable()
  const cache = createFeedCache(table.read, log)
  cache.startAt(0n)
  table.grow(2)
  const advance = nextAppend(cache)
  cache.startAt(2n)
  await advance
  expect(positions(cache.findAfter(0n, 1_000))).toEqual([1, 2])
})

test('an advance that is reported before the start is read after the start', async () => {
  const table = createFakeEventTable()
  const cache = createFeedCache(table.read, log)
  table.grow(3)
  cache.catchUpTo(3n)
  const advance = nextAppend(cache)
  cache.startAt(2n)
  await advance
  expect(positions(cache.findAfter(2n, 1_000))).toEqual([3])
})

test('an advance that is reported again is not read again', async () => {
  const table = createFakeEventTable()
  const cache = createFeedCache(table.read, log)
  cache.startAt(0n)
  table.grow(3)
  const advance = nextAppend(cache)
  for (const _ of [1, 2, 3]) cache.catchUpTo(3n)
  await advance
  cache.catchUpTo(3n)
  cache.catchUpTo(2n)
  await new Promise(setImmediate)
  expect(table.read).toHaveBeenCalledTimes(1)
  expect(positions(cache.findAfter(0n, 1_000))).toEqual([1, 2, 3])
})

test('appended events are not read from the table, unless events before them are missing', async () => {
  const table = createFakeEventTable()
  const cache = createFeedCache(table.read, log)
  cache.startAt(0n)
  table.grow(3)
  cache.append(table.newest(3), 3n)
  expect(positions(cache.findAfter(0n, 1_000))).toEqual([1, 2, 3])
  cache.catchUpTo(3n)
  cache.append(table.newest(2), 3n)
  expect(positions(cache.findAfter(0n, 1_000))).toEqual([1, 2, 3])
  expect(table.read).not.toHaveBeenCalled()
  table.grow(4)
  const advance = nextAppend(cache)
  cache.append(table.newest(2), 7n)
  await advance
  expect(positions(cache.findAfter(0n, 1_000))).toEqual([1, 2, 3, 4, 5, 6, 7])
})

test('a listener of a purchase is called for its events and for no others', async () => {
  const table = createFakeEventTable()
  const cache = createFeedCache(table.read, log)
  cache.startAt(0n)
  const listeners = { mine: vi.fn<() => void>(), other: vi.fn<() => void>() }
  const stop = cache.onPurchaseChange('018f0000-0000-7000-8000-000000000001', listeners.mine)
  cache.onPurchaseChange('018f0000-0000-7000-8000-000000000002', listeners.other)
  table.grow(3)
  cache.catchUpTo(table.end())
  await vi.waitFor(() => expect(listeners.mine).toHaveBeenCalledTimes(1))
  stop()
  table.grow(1)
  const advance = nextAppend(cache)
  cache.catchUpTo(table.end())
  await advance
  expect(listeners.mine).toHaveBeenCalledTimes(1)
  expect(listeners.other).not.toHaveBeenCalled()
})

test('a failed read is made up for by the next one', async () => {
  const table = createFakeEventTable()
  const cache = createFeedCache(table.read, log)
  cache.startAt(0n)
  table.grow(3)
  table.read.mockRejectedValueOnce(new Error('connection lost'))
  cache.catchUpTo(table.end())
  await vi.waitFor(() => {
    expect(table.read).toHaveBeenCalledTimes(1)
  })
  expect(cache.findAfter(0n, 1_000)).toEqual([])
  const advance = nextAppend(cache)
  cache.catchUpTo(table.end())
  await advance
  expect(positions(cache.findAfter(0n, 1_000))).toEqual([1, 2, 3])
})

test('I7: a subscriber sees each event once and in order, however advances, appends and slow reads interleave', async () => {
  const steps = fc.array(
    fc.oneof(
      fc.record({ grow: fc.integer({ min: 1, max: 700 }) }),
      fc.record({ append: fc.integer({ min: 1, max: 900 }) }),
      fc.constantFrom('catchUp' as const, 'read' as const, 'tick' as const),
    ),
    { maxLength: 25 },
  )
  await fc.assert(
    fc.asyncProperty(steps, fc.scheduler(), async (plan, scheduler) => {
      const table = createFakeEventTable()
      const cache = createFeedCache(scheduler.scheduleFunction(table.read), log)
      cache.startAt(0n)
      const seen: number[] = []
      const readNew = async () => {
        const after = BigInt(seen.length)
        seen.push(...(positions(cache.findAfter(after, 1_000) ?? (await table.read(after, 500))) ?? []))
      }
      let total = 0
      for (const step of plan) {
        if (step === 'catchUp') cache.catchUpTo(table.end())
        else if (step === 'read') await readNew()
        else if (step === 'tick') await scheduler.waitNext(scheduler.count() > 0 ? 1 : 0)
        else if ('append' in step) cache.append(table.newest(step.append), table.end())
        else {
          table.grow(step.grow)
          total += step.grow
        }
      }
      cache.catchUpTo(table.end())
      for (let tick = 0; tick < 100; tick += 1) {
        while (scheduler.count() > 0) await scheduler.waitNext(1)
        await readNew()
      }
      expect(seen).toEqual(Array.from({ length: total }, (_, index) => index + 1))
    }),
    { numRuns: 50 },
  )
})

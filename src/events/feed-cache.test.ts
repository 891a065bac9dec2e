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

test('it begins at a head and holds what came after it', async () => {
  const table = createFakeEventTable()
  table.grow(5)
  const tail = createFeedCache(table.read, log)
  tail.startAt(3n)
  const growth = nextAppend(tail)
  tail.catchUpTo(table.end())
  await growth
  expect(positions(tail.findAfter(3n, 1_000))).toEqual([4, 5])
  expect(positions(tail.findAfter(4n, 1_000))).toEqual([5])
  expect(positions(tail.findAfter(5n, 1_000))).toEqual([])
})

test('it says that its memory does not reach back to an old cursor', () => {
  const tail = createFeedCache(createFakeEventTable().read, log)
  expect(tail.findAfter(0n, 1_000)).toBeNull()
  tail.startAt(3n)
  expect(tail.findAfter(2n, 1_000)).toBeNull()
  expect(tail.findAfter(3n, 1_000)).toEqual([])
})

test('it forgets the oldest events beyond 1,000, and says so to whoever lags', async () => {
  const table = createFakeEventTable()
  const tail = createFeedCache(table.read, log)
  tail.startAt(0n)
  table.grow(2_345)
  tail.catchUpTo(table.end())
  await vi.waitFor(() => {
    expect(positions(tail.findAfter(2_344n, 1_000))).toEqual([2_345])
  })
  expect(tail.findAfter(1_344n, 1_000)).toBeNull()
  expect(positions(tail.findAfter(1_345n, 1_000))).toEqual(
    Array.from({ length: 1_000 }, (_, index) => 1_346 + index),
  )
})

test('what is older than a day is read from the table, of which parts may have been pruned', async () => {
  const old = { ...makeEvent(1), occurredAt: new Date(Date.now() - 25 * 60 * 60_000) }
  const tail = createFeedCache(async () => [], log)
  tail.startAt(0n)
  tail.append([old, makeEvent(2)], 2n)
  expect(tail.findAfter(0n, 1_000)).toBeNull()
  expect(positions(tail.findAfter(1n, 1_000))).toEqual([2])
})

test('what was pruned leaves gaps, over which nobody sees an event twice or misses one', async () => {
  const rows = [2, 5, 6, 9].map(makeEvent)
  const tail = createFeedCache(async (after) => rows.filter(({ position }) => position > after), log)
  tail.startAt(0n)
  const growth = nextAppend(tail)
  tail.catchUpTo(9n)
  await growth
  expect(positions(tail.findAfter(1n, 1_000))).toEqual([2, 5, 6, 9])
  expect(positions(tail.findAfter(3n, 1_000))).toEqual([5, 6, 9])
  expect(positions(tail.findAfter(5n, 1_000))).toEqual([6, 9])
  expect(positions(tail.findAfter(8n, 1_000))).toEqual([9])
  expect(tail.headPosition()).toBe(9n)
})

test('a second follower that knows of a later head makes it read on', async () => {
  const table = createFakeEventTable()
  const tail = createFeedCache(table.read, log)
  tail.startAt(0n)
  table.grow(2)
  const growth = nextAppend(tail)
  tail.startAt(2n)
  await growth
  expect(positions(tail.findAfter(0n, 1_000))).toEqual([1, 2])
})

test('a growth that is told of before it begins is read once it has begun', async () => {
  const table = createFakeEventTable()
  const tail = createFeedCache(table.read, log)
  table.grow(3)
  tail.catchUpTo(3n)
  const growth = nextAppend(tail)
  tail.startAt(2n)
  await growth
  expect(positions(tail.findAfter(2n, 1_000))).toEqual([3])
})

test('a growth that is told of again is not read again', async () => {
  const table = createFakeEventTable()
  const tail = createFeedCache(table.read, log)
  tail.startAt(0n)
  table.grow(3)
  const growth = nextAppend(tail)
  for (const _ of [1, 2, 3]) tail.catchUpTo(3n)
  await growth
  tail.catchUpTo(3n)
  tail.catchUpTo(2n)
  await new Promise(setImmediate)
  expect(table.read).toHaveBeenCalledTimes(1)
  expect(positions(tail.findAfter(0n, 1_000))).toEqual([1, 2, 3])
})

test('what was given its place here is taken in without reading it again, unless others lie between', async () => {
  const table = createFakeEventTable()
  const tail = createFeedCache(table.read, log)
  tail.startAt(0n)
  table.grow(3)
  tail.append(table.newest(3), 3n)
  expect(positions(tail.findAfter(0n, 1_000))).toEqual([1, 2, 3])
  tail.catchUpTo(3n)
  tail.append(table.newest(2), 3n)
  expect(positions(tail.findAfter(0n, 1_000))).toEqual([1, 2, 3])
  expect(table.read).not.toHaveBeenCalled()
  table.grow(4)
  const growth = nextAppend(tail)
  tail.append(table.newest(2), 7n)
  await growth
  expect(positions(tail.findAfter(0n, 1_000))).toEqual([1, 2, 3, 4, 5, 6, 7])
})

test('whoever waits for a purchase hears of its events and of no others', async () => {
  const table = createFakeEventTable()
  const tail = createFeedCache(table.read, log)
  tail.startAt(0n)
  const heard = { mine: vi.fn<() => void>(), other: vi.fn<() => void>() }
  const stop = tail.onPurchaseChange('018f0000-0000-7000-8000-000000000001', heard.mine)
  tail.onPurchaseChange('018f0000-0000-7000-8000-000000000002', heard.other)
  table.grow(3)
  tail.catchUpTo(table.end())
  await vi.waitFor(() => expect(heard.mine).toHaveBeenCalledTimes(1))
  stop()
  table.grow(1)
  const growth = nextAppend(tail)
  tail.catchUpTo(table.end())
  await growth
  expect(heard.mine).toHaveBeenCalledTimes(1)
  expect(heard.other).not.toHaveBeenCalled()
})

test('a read that fails is made up for by the next refresh', async () => {
  const table = createFakeEventTable()
  const tail = createFeedCache(table.read, log)
  tail.startAt(0n)
  table.grow(3)
  table.read.mockRejectedValueOnce(new Error('connection lost'))
  tail.catchUpTo(table.end())
  await vi.waitFor(() => {
    expect(table.read).toHaveBeenCalledTimes(1)
  })
  expect(tail.findAfter(0n, 1_000)).toEqual([])
  const growth = nextAppend(tail)
  tail.catchUpTo(table.end())
  await growth
  expect(positions(tail.findAfter(0n, 1_000))).toEqual([1, 2, 3])
})

test('I7: however growth, refreshes, what is taken in and slow reads interleave, a follower sees each event once and in order', async () => {
  const steps = fc.array(
    fc.oneof(
      fc.record({ grow: fc.integer({ min: 1, max: 700 }) }),
      fc.record({ takeIn: fc.integer({ min: 1, max: 900 }) }),
      fc.constantFrom('refresh' as const, 'follow' as const, 'turn' as const),
    ),
    { maxLength: 25 },
  )
  await fc.assert(
    fc.asyncProperty(steps, fc.scheduler(), async (plan, scheduler) => {
      const table = createFakeEventTable()
      const tail = createFeedCache(scheduler.scheduleFunction(table.read), log)
      tail.startAt(0n)
      const seen: number[] = []
      const follow = async () => {
        const after = BigInt(seen.length)
        seen.push(...(positions(tail.findAfter(after, 1_000) ?? (await table.read(after, 500))) ?? []))
      }
      let total = 0
      for (const step of plan) {
        if (step === 'refresh') tail.catchUpTo(table.end())
        else if (step === 'follow') await follow()
        else if (step === 'turn') await scheduler.waitNext(scheduler.count() > 0 ? 1 : 0)
        else if ('takeIn' in step) tail.append(table.newest(step.takeIn), table.end())
        else {
          table.grow(step.grow)
          total += step.grow
        }
      }
      tail.catchUpTo(table.end())
      for (let turn = 0; turn < 100; turn += 1) {
        while (scheduler.count() > 0) await scheduler.waitNext(1)
        await follow()
      }
      expect(seen).toEqual(Array.from({ length: total }, (_, index) => index + 1))
    }),
    { numRuns: 50 },
  )
})

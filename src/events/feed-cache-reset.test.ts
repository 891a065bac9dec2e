import pino from 'pino'
import { expect, test, vi } from 'vitest'
import { CursorExpiredError, type EventRow } from '../db/queries/events.ts'
import { createFeedCache } from './feed-cache.ts'
import { createFakeEventTable, nextAppend, positions } from '../../test/support/fake-event-table.ts'

const log = pino({ level: 'silent' })

test('a page that was read before the database lost events is dropped', async () => {
  const table = createFakeEventTable()
  const cache = createFeedCache(table.read, log)
  cache.startAt(0n)
  table.grow(5)
  const read = Promise.withResolvers<EventRow[]>()
  table.read.mockReturnValueOnce(read.promise)
  cache.catchUpTo(5n)
  const page = table.newest(5)
  table.lose(2)
  cache.reset(3n)
  read.resolve(page)
  await vi.waitFor(() => expect(table.read).toHaveBeenCalled())
  await new Promise(setImmediate)
  expect(positions(cache.findAfter(3n, 1_000))).toEqual([])
})

test('after the database lost events, the feed is read on from its new end', async () => {
  const table = createFakeEventTable()
  const cache = createFeedCache(table.read, log)
  cache.startAt(0n)
  table.grow(5)
  const advance = nextAppend(cache)
  cache.catchUpTo(5n)
  await advance
  table.lose(2)
  cache.reset(3n)
  expect(cache.resetPositions()).toEqual([3n])
  expect(positions(cache.findAfter(3n, 1_000))).toEqual([])
  expect(cache.findAfter(2n, 1_000)).toBeNull()
  table.grow(1)
  const advanceAfterLoss = nextAppend(cache)
  cache.catchUpTo(4n)
  await advanceAfterLoss
  expect(positions(cache.findAfter(3n, 1_000))).toEqual([4])
})

test('a cache that is behind the retained events restarts at the end and finds nothing older', async () => {
  const table = createFakeEventTable()
  const cache = createFeedCache(table.read, log)
  cache.startAt(0n)
  table.grow(5)
  table.read.mockRejectedValueOnce(new CursorExpiredError())
  const advance = nextAppend(cache)
  cache.catchUpTo(5n)
  await advance
  expect(cache.headPosition()).toBe(5n)
  expect(cache.findAfter(0n, 1_000)).toBeNull()
})

test('a reset calls the listeners of every purchase, because the events in between are unknown', () => {
  const cache = createFeedCache(createFakeEventTable().read, log)
  cache.startAt(5n)
  const listeners = [vi.fn<() => void>(), vi.fn<() => void>(), vi.fn<() => void>()]
  const [mine, other, removed] = listeners
  if (mine !== undefined) cache.onPurchaseChange('018f0000-0000-7000-8000-000000000001', mine)
  if (other !== undefined) cache.onPurchaseChange('018f0000-0000-7000-8000-000000000002', other)
  if (removed !== undefined) cache.onPurchaseChange('018f0000-0000-7000-8000-000000000002', removed)()
  cache.reset(3n)
  expect(listeners.map((listener) => listener.mock.calls.length)).toEqual([1, 1, 0])
})

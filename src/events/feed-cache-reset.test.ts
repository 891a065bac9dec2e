import pino from 'pino'
import { expect, test, vi } from 'vitest'
import { CursorExpiredError, type EventRow } from '../db/queries/events.ts'
import { createFeedCache } from './feed-cache.ts'
import { createFakeEventTable, nextAppend, positions } from '../../test/support/fake-event-table.ts'

const log = pino({ level: 'silent' })

test('a page that was read before the database lost its end is not told after it', async () => {
  const table = createFakeEventTable()
  const tail = createFeedCache(table.read, log)
  tail.startAt(0n)
  table.grow(5)
  const read = Promise.withResolvers<EventRow[]>()
  table.read.mockReturnValueOnce(read.promise)
  tail.catchUpTo(5n)
  const page = table.newest(5)
  table.lose(2)
  tail.reset(3n)
  read.resolve(page)
  await vi.waitFor(() => expect(table.read).toHaveBeenCalled())
  await new Promise(setImmediate)
  expect(positions(tail.findAfter(3n, 1_000))).toEqual([])
})

test('a feed of which the database lost the end is read on from where it now ends', async () => {
  const table = createFakeEventTable()
  const tail = createFeedCache(table.read, log)
  tail.startAt(0n)
  table.grow(5)
  const growth = nextAppend(tail)
  tail.catchUpTo(5n)
  await growth
  table.lose(2)
  tail.reset(3n)
  expect(tail.resetPositions()).toEqual([3n])
  expect(positions(tail.findAfter(3n, 1_000))).toEqual([])
  expect(tail.findAfter(2n, 1_000)).toBeNull()
  table.grow(1)
  const growthAfterLoss = nextAppend(tail)
  tail.catchUpTo(4n)
  await growthAfterLoss
  expect(positions(tail.findAfter(3n, 1_000))).toEqual([4])
})

test('a tail that fell behind what is kept goes on at the end, and says to its followers that it knows nothing older', async () => {
  const table = createFakeEventTable()
  const tail = createFeedCache(table.read, log)
  tail.startAt(0n)
  table.grow(5)
  table.read.mockRejectedValueOnce(new CursorExpiredError())
  const growth = nextAppend(tail)
  tail.catchUpTo(5n)
  await growth
  expect(tail.headPosition()).toBe(5n)
  expect(tail.findAfter(0n, 1_000)).toBeNull()
})

test('a tail that begins anew calls everybody who waits for a purchase: nobody knows what happened between', () => {
  const tail = createFeedCache(createFakeEventTable().read, log)
  tail.startAt(5n)
  const heard = [vi.fn<() => void>(), vi.fn<() => void>(), vi.fn<() => void>()]
  const [mine, other, gone] = heard
  if (mine !== undefined) tail.onPurchaseChange('018f0000-0000-7000-8000-000000000001', mine)
  if (other !== undefined) tail.onPurchaseChange('018f0000-0000-7000-8000-000000000002', other)
  if (gone !== undefined) tail.onPurchaseChange('018f0000-0000-7000-8000-000000000002', gone)()
  tail.reset(3n)
  expect(heard.map((listener) => listener.mock.calls.length)).toEqual([1, 1, 0])
})

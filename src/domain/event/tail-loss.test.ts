import pino from 'pino'
import { expect, test, vi } from 'vitest'
import { FeedNoLongerKept, type EventRow } from '../../db/queries/events.ts'
import { createTail } from './tail.ts'
import { createTable, grown, positions } from '../../../test/support/tail-table.ts'

const log = pino({ level: 'silent' })

test('a page that was read before the database lost its end is not told after it', async () => {
  const table = createTable()
  const tail = createTail(table.read, log)
  tail.startAt(0n)
  table.grow(5)
  const read = Promise.withResolvers<EventRow[]>()
  table.read.mockReturnValueOnce(read.promise)
  tail.readUpTo(5n)
  const page = table.newest(5)
  table.lose(2)
  tail.startOver(3n)
  read.resolve(page)
  await vi.waitFor(() => expect(table.read).toHaveBeenCalled())
  await new Promise(setImmediate)
  expect(positions(tail.after(3n, 1_000))).toEqual([])
})

test('a feed of which the database lost the end is read on from where it now ends', async () => {
  const table = createTable()
  const tail = createTail(table.read, log)
  tail.startAt(0n)
  table.grow(5)
  const growth = grown(tail)
  tail.readUpTo(5n)
  await growth
  table.lose(2)
  tail.startOver(3n)
  expect(tail.restarts()).toEqual([3n])
  expect(positions(tail.after(3n, 1_000))).toEqual([])
  expect(tail.after(2n, 1_000)).toBeNull()
  table.grow(1)
  const growthAfterLoss = grown(tail)
  tail.readUpTo(4n)
  await growthAfterLoss
  expect(positions(tail.after(3n, 1_000))).toEqual([4])
})

test('a tail that fell behind what is kept goes on at the end, and says to its followers that it knows nothing older', async () => {
  const table = createTable()
  const tail = createTail(table.read, log)
  tail.startAt(0n)
  table.grow(5)
  table.read.mockRejectedValueOnce(new FeedNoLongerKept())
  const growth = grown(tail)
  tail.readUpTo(5n)
  await growth
  expect(tail.head()).toBe(5n)
  expect(tail.after(0n, 1_000)).toBeNull()
})

test('a tail that begins anew calls everybody who waits for a purchase: nobody knows what happened between', () => {
  const tail = createTail(createTable().read, log)
  tail.startAt(5n)
  const heard = [vi.fn<() => void>(), vi.fn<() => void>(), vi.fn<() => void>()]
  const [mine, other, gone] = heard
  if (mine !== undefined) tail.onChange('018f0000-0000-7000-8000-000000000001', mine)
  if (other !== undefined) tail.onChange('018f0000-0000-7000-8000-000000000002', other)
  if (gone !== undefined) tail.onChange('018f0000-0000-7000-8000-000000000002', gone)()
  tail.startOver(3n)
  expect(heard.map((listener) => listener.mock.calls.length)).toEqual([1, 1, 0])
})

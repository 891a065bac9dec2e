import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { EventRow } from '../../db/queries/events.ts'
import { advancePosition, selectBatch, type DeliveryPosition } from './select-batch.ts'

const makeEvent = (position: number, purchase: number): EventRow => ({
  appId: '018f0000-0000-7000-8000-000000000000',
  id: `018f0000-0000-7000-8000-${String(position).padStart(12, '0')}`,
  position: BigInt(position),
  type: 'PAYMENT_PAID',
  occurredAt: new Date(0),
  purchaseId: `purchase ${purchase}`,
  paymentId: null,
  store: 'TEST_STORE',
  previousStatus: null,
  status: 'PAID',
})

const start: DeliveryPosition = { position: 0n, deliveredPositions: new Set() }
const nobody = new Set<string>()
const positions = (events: readonly EventRow[]) => events.map(({ position }) => Number(position))

test('of each purchase only the first event is sent, and nothing of one that waits', () => {
  const feed = [makeEvent(1, 1), makeEvent(2, 1), makeEvent(3, 2), makeEvent(4, 3), makeEvent(5, 4)]
  expect(positions(selectBatch(feed, start, { waiting: nobody, size: 3 }))).toEqual([1, 3, 4])
  const waiting = new Set(['purchase 1'])
  expect(positions(selectBatch(feed, start, { waiting, size: 8 }))).toEqual([3, 4, 5])
})

test('what is filtered out is passed, but nothing that waits is', () => {
  const feed = [makeEvent(2, 1), makeEvent(5, 2)]
  const first = advancePosition(feed, start, { delivered: [5n], end: 9n })
  expect(first).toEqual({ position: 0n, deliveredPositions: new Set([5n]) })
  expect(advancePosition(feed, first, { delivered: [2n], end: 9n })).toEqual({
    position: 9n,
    deliveredPositions: new Set(),
  })
  expect(advancePosition(feed, first, { delivered: [2n], end: null })).toEqual({
    position: 5n,
    deliveredPositions: new Set(),
  })
})

test('what was delivered ahead, and is of no type that is wanted any more, is forgotten when it is passed', () => {
  const feed = [makeEvent(2, 1), makeEvent(5, 2)]
  const before = { position: 0n, deliveredPositions: new Set([3n, 7n]) }
  expect(advancePosition(feed, before, { delivered: [2n], end: null })).toEqual({
    position: 2n,
    deliveredPositions: new Set([3n, 7n]),
  })
  expect(advancePosition(feed, before, { delivered: [2n, 5n], end: null })).toEqual({
    position: 5n,
    deliveredPositions: new Set([7n]),
  })
})

test('however deliveries fail, each event is delivered once, and those of a purchase in their order', () => {
  const purchases = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(purchases, fc.infiniteStream(fc.boolean()), (feedOf, answers) => {
      const feed = feedOf.map((purchase, index) => makeEvent(index + 1, purchase))
      const delivered: EventRow[] = []
      let progress = start
      let rounds = 0
      while (progress.position < BigInt(feed.length)) {
        const window = feed.filter(({ position }) => position > progress.position).slice(0, 10)
        const wave = selectBatch(window, progress, { waiting: nobody, size: 3 })
        // Every third round everything is taken, so that it ends.
        const taken = wave.filter(() => rounds % 3 === 2 || answers.next().value === true)
        delivered.push(...taken)
        const end = window.length < 10 ? BigInt(feed.length) : null
        progress = advancePosition(window, progress, {
          delivered: taken.map(({ position }) => position),
          end,
        })
        rounds += 1
      }
      expect(progress.deliveredPositions.size).toBe(0)
      expect(positions(delivered).toSorted((a, b) => a - b)).toEqual(positions(feed))
      for (const events of Map.groupBy(delivered, ({ purchaseId }) => purchaseId).values()) {
        expect(positions(events)).toEqual(positions(events).toSorted((a, b) => a - b))
      }
    }),
  )
})

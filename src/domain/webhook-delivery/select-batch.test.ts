import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { EventRow } from '../../db/queries/events.ts'
import { advancePosition, type DeliveryPosition } from './delivery-position.ts'
import { selectBatch } from './select-batch.ts'

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
  subscriptionId: null,
  userId: null,
  entitlementId: null,
  reason: null,
})

const start: DeliveryPosition = { position: 0n, deliveredPositions: new Set() }
const noPurchases = new Set<string>()
const positions = (events: readonly EventRow[]) => events.map(({ position }) => Number(position))

test('a batch has the first event of each purchase, and none of a blocked purchase', () => {
  const feed = [makeEvent(1, 1), makeEvent(2, 1), makeEvent(3, 2), makeEvent(4, 3), makeEvent(5, 4)]
  expect(positions(selectBatch(feed, start, { blocked: noPurchases, size: 3 }))).toEqual([1, 3, 4])
  const blocked = new Set(['purchase 1'])
  expect(positions(selectBatch(feed, start, { blocked, size: 8 }))).toEqual([3, 4, 5])
})

test('the position passes filtered events, but no event that is not delivered', () => {
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

test('a delivered event whose type is no longer subscribed to is dropped once the position passes it', () => {
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

test('each event is delivered once and in the order of its purchase, however deliveries fail', () => {
  const purchases = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(purchases, fc.infiniteStream(fc.boolean()), (purchaseNumbers, responses) => {
      const feed = purchaseNumbers.map((purchase, index) => makeEvent(index + 1, purchase))
      const delivered: EventRow[] = []
      let progress = start
      let runs = 0
      while (progress.position < BigInt(feed.length)) {
        const window = feed.filter(({ position }) => position > progress.position).slice(0, 10)
        const batch = selectBatch(window, progress, { blocked: noPurchases, size: 3 })
        // Every third run accepts everything, so that the loop ends.
        const accepted = batch.filter(() => runs % 3 === 2 || responses.next().value === true)
        delivered.push(...accepted)
        const end = window.length < 10 ? BigInt(feed.length) : null
        progress = advancePosition(window, progress, {
          delivered: accepted.map(({ position }) => position),
          end,
        })
        runs += 1
      }
      expect(progress.deliveredPositions.size).toBe(0)
      expect(positions(delivered).toSorted((a, b) => a - b)).toEqual(positions(feed))
      for (const events of Map.groupBy(delivered, ({ purchaseId }) => purchaseId).values()) {
        expect(positions(events)).toEqual(positions(events).toSorted((a, b) => a - b))
      }
    }),
  )
})

import { vi } from 'vitest'
import type { EventRow } from '../../src/db/queries/events.ts'
import type { FeedCache } from '../../src/events/feed-cache.ts'

export function makeEvent(position: number): EventRow {
  return {
    appId: '018f0000-0000-7000-8000-000000000000',
    id: `018f0000-0000-7000-8000-${String(position).padStart(12, '0')}`,
    position: BigInt(position),
    type: 'PAYMENT_PAID',
    occurredAt: new Date(),
    purchaseId: '018f0000-0000-7000-8000-000000000001',
    paymentId: null,
    store: 'TEST_STORE',
    previousStatus: null,
    status: 'PAID',
    subscriptionId: null,
    userId: null,
    entitlementId: null,
    reason: null,
  }
}

/** A fake event table that grows when the test calls `grow`. */
export function createFakeEventTable() {
  const rows: EventRow[] = []
  return {
    grow: (count: number) => {
      for (let index = 0; index < count; index += 1) rows.push(makeEvent(rows.length + 1))
    },
    end: () => BigInt(rows.length),
    newest: (count: number) => rows.slice(-count),
    lose: (count: number) => void rows.splice(-count),
    read: vi.fn(async (after: bigint, limit: number) => rows.slice(Number(after), Number(after) + limit)),
  }
}

export const nextAppend = (feedCache: FeedCache) =>
  new Promise<void>((resolve) => {
    const stop = feedCache.onAdvance(() => {
      stop()
      resolve()
    })
  })

export const positions = (events: readonly EventRow[] | null) =>
  events?.map(({ position }) => Number(position)) ?? null

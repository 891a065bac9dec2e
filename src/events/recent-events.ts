import type { EventRow } from '../db/queries/events.ts'

/** The newest events of a feed in memory, in their order, and how far back they reach. */
export type RecentEvents = {
  /** Begins, or begins anew, at this position, with nothing yet. */
  startAt: (position: bigint) => void
  readonly isStarted: () => boolean
  /** What comes next in the feed; at least one event. */
  append: (page: readonly EventRow[]) => void
  /** The first ones after a position; null if the memory does not reach back that far. */
  findAfter: (position: bigint, limit: number) => readonly EventRow[] | null
  /** The last position that it knows of. */
  readonly headPosition: () => bigint
}

const maxEvents = 1_000
/** Purchases that came to nothing are pruned, and their events with them: what is older is read from the table. */
const maxAgeMs = 24 * 60 * 60_000

export function createRecentEvents(): RecentEvents {
  let events: EventRow[] = []
  /** The position before the first event in memory, and that of the last one. */
  let floor: bigint | null = null
  let head = 0n
  return {
    startAt: (position) => {
      events = []
      floor = position
      head = position
    },
    isStarted: () => floor !== null,
    append: (page) => {
      events = [...events, ...page].slice(-maxEvents)
      floor = (events[0]?.position ?? head + 1n) - 1n
      head = events.at(-1)?.position ?? head
    },
    findAfter: (position, limit) => {
      if (floor === null || position < floor) return null
      if (position >= head) return []
      const first = upperBound(events, position)
      const oldest = events[first]
      if (oldest !== undefined && Date.now() - oldest.occurredAt.getTime() > maxAgeMs) return null
      return events.slice(first, first + limit)
    },
    headPosition: () => head,
  }
}

/** How many come up to a position. What was pruned leaves gaps, so the place does not follow from the number. */
function upperBound(events: readonly EventRow[], position: bigint): number {
  let low = 0
  let high = events.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const event = events[middle]
    if (event !== undefined && event.position <= position) low = middle + 1
    else high = middle
  }
  return low
}

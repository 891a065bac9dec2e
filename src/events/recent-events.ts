import type { EventRow } from '../db/queries/events.ts'

/** The newest events of a feed in memory, in feed order, and the position back to which they are complete. */
export type RecentEvents = {
  /** Starts, or restarts, without events after this position. */
  startAt: (position: bigint) => void
  readonly isStarted: () => boolean
  /** Adds the next events of the feed, at least one. */
  append: (page: readonly EventRow[]) => void
  /** The first events after a position; null if the memory does not reach back that far. */
  findAfter: (position: bigint, limit: number) => readonly EventRow[] | null
  /** The position of the newest event, or the start position. */
  readonly headPosition: () => bigint
}

const maxEvents = 1_000
/** The events of pruned purchases are deleted from the table, so events older than this are read from there. */
const maxAgeMs = 24 * 60 * 60_000

export function createRecentEvents(): RecentEvents {
  let events: EventRow[] = []
  /** The position before the first event in memory; null before the start. */
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

/** The number of events up to a position. Found by search, because pruned events leave gaps between the positions. */
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

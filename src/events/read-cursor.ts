import type { EventRow } from '../db/queries/events.ts'

/** The position of one subscriber, and the events that it has buffered after it. */
export type ReadCursor = {
  /** The next buffered event that matches. */
  readonly next: () => EventRow | undefined
  /** The next buffered events that match, at most `limit`. */
  readonly take: (limit: number) => EventRow[]
  readonly position: () => bigint
  readonly buffer: (page: readonly EventRow[]) => void
  /** Moves on to a position before which no event is left. */
  readonly advanceTo: (position: bigint) => void
}

export function createReadCursor(startPosition: bigint, matches: (event: EventRow) => boolean): ReadCursor {
  let position = startPosition
  let buffered: readonly EventRow[] = []
  let nextIndex = 0
  const next = (): EventRow | undefined => {
    for (let event = buffered[nextIndex]; event !== undefined; event = buffered[nextIndex]) {
      nextIndex += 1
      position = event.position
      if (matches(event)) return event
    }
    return undefined
  }
  return {
    next,
    take: (limit) => {
      const taken: EventRow[] = []
      while (taken.length < limit) {
        const event = next()
        if (event === undefined) break
        taken.push(event)
      }
      return taken
    },
    position: () => position,
    buffer: (page) => {
      buffered = page
      nextIndex = 0
    },
    advanceTo: (target) => {
      if (target > position) position = target
    },
  }
}

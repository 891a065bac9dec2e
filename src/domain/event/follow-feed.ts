import type { EventRow } from '../../db/queries/events.ts'
import { beyondTheEnd } from './feed-refusals.ts'
import { createSignal } from './signal.ts'
import type { Tail } from './tail.ts'

/** Values that are pulled, and can be given up while the next one is awaited. */
export type Stream<Value> = {
  next: () => Promise<IteratorResult<Value, undefined>>
  /** Those that come next and are there already, at the most so many. None may also mean that somebody has to look. */
  takeReady: (most: number) => readonly Value[]
  /** Ends it at once, also a `next` that is under way. */
  return: () => Promise<IteratorResult<Value, undefined>>
  [Symbol.asyncIterator]: () => Stream<Value>
}

export type Followed = {
  readonly tail: Tail
  /** Events after a position, straight from the table. */
  readonly readTable: (after: bigint, limit: number) => Promise<EventRow[]>
  /** Begins after this position. */
  readonly start: bigint
  readonly matches: (event: EventRow) => boolean
  /** Called once, when nothing more is wanted. */
  readonly leave: () => void
}

/** What a follower holds of what is ahead of it: many may be slow at once. */
const pageSize = 100
const done = { done: true, value: undefined } as const

/** Where a follower has come to, and what it holds of what is ahead. */
function createPlace(start: bigint, matches: Followed['matches']) {
  let position = start
  let ahead: readonly EventRow[] = []
  let next = 0
  /** The next one that matches of what is ahead. */
  const pass = (): EventRow | undefined => {
    for (let event = ahead[next]; event !== undefined; event = ahead[next]) {
      next += 1
      position = event.position
      if (matches(event)) return event
    }
    return undefined
  }
  return {
    pass,
    passMany: (most: number): EventRow[] => {
      const passed: EventRow[] = []
      while (passed.length < most) {
        const event = pass()
        if (event === undefined) break
        passed.push(event)
      }
      return passed
    },
    position: () => position,
    hold: (page: readonly EventRow[]) => {
      ahead = page
      next = 0
    },
    /** Nothing is there up to this position. */
    skipTo: (known: bigint) => {
      if (known > position) position = known
    },
  }
}

/** Everything after a position: from the table as far as the memory does not reach back, then from memory, then as it comes. */
export function followFeed({ tail, readTable, start, matches, leave }: Followed): Stream<EventRow> {
  const grown = createSignal()
  const stopListening = tail.onGrowth(grown.give)
  const place = createPlace(start, matches)
  const restarts = tail.restarts().length
  let isOver = false

  const end = () => {
    if (isOver) return
    isOver = true
    stopListening()
    grown.give()
    leave()
  }

  /** Looks what is ahead; waits if it is nothing. */
  const lookAhead = async () => {
    const known = tail.head()
    const position = place.position()
    if (tail.restarts().some((head, index) => index >= restarts && head < position)) throw beyondTheEnd()
    const page = tail.after(position, pageSize) ?? (await readTable(position, pageSize))
    place.hold(page)
    if (page.length > 0) return
    // Everything up to there was pruned. Whoever waited before it would be told at once, again and again, to read on.
    place.skipTo(known)
    await grown.taken()
  }

  const next = async (): Promise<IteratorResult<EventRow, undefined>> => {
    try {
      while (!isOver) {
        const value = place.pass()
        if (value !== undefined) return { done: false, value }
        await lookAhead()
      }
    } catch (error) {
      end()
      throw error
    }
    return done
  }

  const stream: Stream<EventRow> = {
    next,
    takeReady: (most) => (isOver ? [] : place.passMany(most)),
    return: async () => {
      end()
      return done
    },
    [Symbol.asyncIterator]: () => stream,
  }
  return stream
}

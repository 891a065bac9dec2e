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

/** Everything after a position: from the table as far as the memory does not reach back, then from memory, then as it comes. */
export function followFeed({ tail, readTable, start, matches, leave }: Followed): Stream<EventRow> {
  const grown = createSignal()
  const stopListening = tail.onGrowth(grown.give)
  let position = start
  let ahead: readonly EventRow[] = []
  let place = 0
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
    if (tail.restarts().some((head, index) => index >= restarts && head < position)) throw beyondTheEnd()
    ahead = tail.after(position, pageSize) ?? (await readTable(position, pageSize))
    place = 0
    if (ahead.length > 0) return
    // Everything up to there was pruned. Whoever waited before it would be told at once, again and again, to read on.
    if (known > position) position = known
    await grown.taken()
  }

  /** The next one that matches of what is ahead. */
  const pass = (): EventRow | undefined => {
    for (let event = ahead[place]; event !== undefined; event = ahead[place]) {
      place += 1
      position = event.position
      if (matches(event)) return event
    }
    return undefined
  }

  const stream: Stream<EventRow> = {
    next: async () => {
      try {
        while (!isOver) {
          const value = pass()
          if (value !== undefined) return { done: false, value }
          await lookAhead()
        }
      } catch (error) {
        end()
        throw error
      }
      return done
    },
    takeReady: (most) => {
      const ready: EventRow[] = []
      while (ready.length < most && !isOver) {
        const value = pass()
        if (value === undefined) break
        ready.push(value)
      }
      return ready
    },
    return: async () => {
      end()
      return done
    },
    [Symbol.asyncIterator]: () => stream,
  }
  return stream
}

import type { EventRow } from '../db/queries/events.ts'
import { cursorAheadRequestError } from './feed-errors.ts'
import { createNotifier } from './notifier.ts'
import type { FeedCache } from './feed-cache.ts'

/** Values that are pulled, and can be given up while the next one is awaited. */
export type EventStream<Value> = {
  next: () => Promise<IteratorResult<Value, undefined>>
  /** Those that come next and are there already, at the most so many. None may also mean that somebody has to look. */
  drainBuffered: (most: number) => readonly Value[]
  /** Ends it at once, also a `next` that is under way. */
  return: () => Promise<IteratorResult<Value, undefined>>
  [Symbol.asyncIterator]: () => EventStream<Value>
}

export type FeedStreamOptions = {
  readonly cache: FeedCache
  /** Events after a position, straight from the table. */
  readonly readFromTable: (after: bigint, limit: number) => Promise<EventRow[]>
  /** Begins after this position. */
  readonly startPosition: bigint
  readonly matches: (event: EventRow) => boolean
  /** Called once, when nothing more is wanted. */
  readonly onClose: () => void
}

/** What a follower holds of what is ahead of it: many may be slow at once. */
const bufferSize = 100
const done = { done: true, value: undefined } as const

/** Where a follower has come to, and what it holds of what is ahead. */
function createReadCursor(startPosition: bigint, matches: FeedStreamOptions['matches']) {
  let position = startPosition
  let buffered: readonly EventRow[] = []
  let nextIndex = 0
  /** The next one that matches of what is ahead. */
  const next = (): EventRow | undefined => {
    for (let event = buffered[nextIndex]; event !== undefined; event = buffered[nextIndex]) {
      nextIndex += 1
      position = event.position
      if (matches(event)) return event
    }
    return undefined
  }
  return {
    pass: next,
    passMany: (limit: number): EventRow[] => {
      const taken: EventRow[] = []
      while (taken.length < limit) {
        const event = next()
        if (event === undefined) break
        taken.push(event)
      }
      return taken
    },
    position: () => position,
    hold: (page: readonly EventRow[]) => {
      buffered = page
      nextIndex = 0
    },
    /** Nothing is there up to this position. */
    skipTo: (known: bigint) => {
      if (known > position) position = known
    },
  }
}

/** Everything after a position: from the table as far as the memory does not reach back, then from memory, then as it comes. */
export function createFeedStream({
  cache,
  readFromTable,
  startPosition,
  matches,
  onClose,
}: FeedStreamOptions): EventStream<EventRow> {
  const advanceNotifier = createNotifier()
  const stopListening = cache.onAdvance(advanceNotifier.notify)
  const cursor = createReadCursor(startPosition, matches)
  const resetCount = cache.resetPositions().length
  let isClosed = false

  const close = () => {
    if (isClosed) return
    isClosed = true
    stopListening()
    advanceNotifier.notify()
    onClose()
  }

  /** Looks what is ahead; waits if it is nothing. */
  const fillBuffer = async () => {
    const headBeforeRead = cache.headPosition()
    const position = cursor.position()
    if (cache.resetPositions().some((head, index) => index >= resetCount && head < position))
      throw cursorAheadRequestError()
    const page = cache.findAfter(position, bufferSize) ?? (await readFromTable(position, bufferSize))
    cursor.hold(page)
    if (page.length > 0) return
    // Everything up to there was pruned. Whoever waited before it would be told at once, again and again, to read on.
    cursor.skipTo(headBeforeRead)
    await advanceNotifier.wait()
  }

  const next = async (): Promise<IteratorResult<EventRow, undefined>> => {
    try {
      while (!isClosed) {
        const value = cursor.pass()
        if (value !== undefined) return { done: false, value }
        await fillBuffer()
      }
    } catch (error) {
      close()
      throw error
    }
    return done
  }

  const stream: EventStream<EventRow> = {
    next,
    drainBuffered: (limit) => (isClosed ? [] : cursor.passMany(limit)),
    return: async () => {
      close()
      return done
    },
    [Symbol.asyncIterator]: () => stream,
  }
  return stream
}

import { CursorAheadOfFeedError } from '../db/errors.ts'
import type { EventRow } from '../db/queries/events.ts'
import type { FeedCache } from './feed-cache.ts'
import type { FeedReader } from './feed-reader.ts'
import { createNotifier } from './notifier.ts'

/** An iterator whose `return` also ends a `next` that is still pending. */
export type EventStream<Value> = {
  next: () => Promise<IteratorResult<Value, undefined>>
  /** The next values that are already in memory, at most `limit`. An empty result may also mean that the buffer must be filled. */
  drainBuffered: (limit: number) => readonly Value[]
  /** Closes the stream at once; a pending `next` resolves as done. */
  return: () => Promise<IteratorResult<Value, undefined>>
  [Symbol.asyncIterator]: () => EventStream<Value>
}

export type FeedStreamOptions = {
  readonly cache: FeedCache
  readonly readFromTable: FeedReader
  /** The position after which the stream starts. */
  readonly startPosition: bigint
  readonly matches: (event: EventRow) => boolean
  /** Called once, when the stream is closed. */
  readonly onClose: () => void
}

/** Events buffered per subscriber; small, because many subscribers may be slow at once. */
const bufferSize = 100
const done = { done: true, value: undefined } as const

/** The position of one subscriber, and the events that it has buffered after it. */
type ReadCursor = {
  /** The next buffered event that matches. */
  readonly next: () => EventRow | undefined
  /** The next buffered events that match, at most `limit`. */
  readonly take: (limit: number) => EventRow[]
  readonly position: () => bigint
  readonly buffer: (page: readonly EventRow[]) => void
  /** Moves on to a position before which no event is left. */
  readonly advanceTo: (position: bigint) => void
}

function createReadCursor(startPosition: bigint, matches: FeedStreamOptions['matches']): ReadCursor {
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

/**
 * Streams everything after a position: from the table as long as the cache does not reach back far enough, then from the cache,
 * then live.
 */
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

  /** Buffers the events after the position; waits for an advance if there are none. */
  const fillBuffer = async () => {
    const headBeforeRead = cache.headPosition()
    const position = cursor.position()
    const newResets = cache.resetPositions().slice(resetCount)
    if (newResets.some((head) => head < position)) throw new CursorAheadOfFeedError()
    const page = cache.findAfter(position, bufferSize) ?? (await readFromTable(position, bufferSize))
    cursor.buffer(page)
    if (page.length > 0) return
    // Every event up to this head was pruned. A cursor left before it would read the table again after every advance.
    cursor.advanceTo(headBeforeRead)
    await advanceNotifier.wait()
  }

  const next = async (): Promise<IteratorResult<EventRow, undefined>> => {
    try {
      while (!isClosed) {
        const value = cursor.next()
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
    drainBuffered: (limit) => (isClosed ? [] : cursor.take(limit)),
    return: async () => {
      close()
      return done
    },
    [Symbol.asyncIterator]: () => stream,
  }
  return stream
}

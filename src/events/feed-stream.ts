import { CursorLostError } from '../db/errors.ts'
import type { EventRow } from '../db/queries/events.ts'
import type { FeedCache } from './feed-cache.ts'
import type { FeedReader } from './feed-reader.ts'
import { createNotifier } from './notifier.ts'
import { createReadCursor } from './read-cursor.ts'

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

/**
 * Streams everything after a position: from the table as long as the cache does not reach back far enough, then from the cache,
 * then live.
 */
export function createFeedStream(options: FeedStreamOptions): EventStream<EventRow> {
  const { cache } = options
  const advanceNotifier = createNotifier()
  const stopListening = cache.onAdvance(advanceNotifier.notify)
  const cursor = createReadCursor(options.startPosition, options.matches)
  const resetCount = cache.resetPositions().length
  let isClosed = false

  const close = () => {
    if (isClosed) return
    isClosed = true
    stopListening()
    advanceNotifier.notify()
    options.onClose()
  }

  /** Buffers the events after the position; waits for an advance if there are none. */
  const fillBuffer = async () => {
    const headBeforeRead = cache.headPosition()
    const position = cursor.position()
    assertNotLost(position, cache.resetPositions().slice(resetCount))
    const page = cache.findAfter(position, bufferSize) ?? (await options.readFromTable(position, bufferSize))
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

/** @throws CursorLostError if the database has lost the event at the position */
function assertNotLost(position: bigint, resetPositions: readonly bigint[]): void {
  if (resetPositions.some((head) => head < position)) throw new CursorLostError()
}

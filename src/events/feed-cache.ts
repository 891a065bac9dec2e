import { CursorExpiredError, type EventRow } from '../db/queries/events.ts'
import type { Log } from '../platform/log.ts'
import { coalesceRuns } from '../platform/coalesce-runs.ts'
import type { Listener } from './listeners.ts'
import { createRecentEvents } from './recent-events.ts'
import { createFeedListeners } from './feed-listeners.ts'

/** The newest events of one AppKey in memory, shared by all of its followers in this process. */
export type FeedCache = {
  /** Begins at this position, unless it has begun before. */
  startAt: (head: bigint) => void
  readonly isStarted: () => boolean
  /** Reads what is new from the table, unless it has come as far already. Never throws, never waits. */
  catchUpTo: (position: bigint) => void
  /** The same for whoever has the newest events up to there: they are read only if others lie between. */
  append: (newest: readonly EventRow[], position: bigint) => void
  /** Begins anew at a head that lies before its own: the database has lost what came after it. */
  reset: (head: bigint) => void
  /** The heads at which it began anew. */
  readonly resetPositions: () => readonly bigint[]
  /** The first events in memory after a position; null if the memory does not reach back that far. */
  findAfter: (position: bigint, limit: number) => readonly EventRow[] | null
  /** The last position that it knows of: whoever reads the table now sees everything up to it. */
  readonly headPosition: () => bigint
  /** Calls each time it has grown, until the answer is called. */
  onAdvance: (listener: Listener) => () => void
  /** Calls each time it has grown by events of this purchase, until the answer is called: whoever waits for one costs nothing else. */
  onPurchaseChange: (purchaseId: string, listener: Listener) => () => void
}

const pageSize = 500

export function createFeedCache(
  read: (after: bigint, limit: number) => Promise<EventRow[]>,
  log: Log,
): FeedCache {
  const recent = createRecentEvents()
  const listeners = createFeedListeners()
  /** Where the feed is known to reach. */
  let knownHead = 0n
  const resets: bigint[] = []

  /** What was read while the same was taken in is not told twice. */
  const appendNew = (candidates: readonly EventRow[]) => {
    const page = candidates.filter(({ position }) => position > recent.headPosition())
    if (page.length === 0) return
    recent.append(page)
    listeners.emit(page)
  }
  const resetTo = (head: bigint) => {
    resets.push(head)
    knownHead = head
    recent.startAt(head)
    listeners.emitAll()
  }
  /** Whether there may be more. */
  const readPage = async () => {
    const resetCount = resets.length
    const page = await read(recent.headPosition(), pageSize)
    // Otherwise it may be of what the database has lost since.
    if (resets.length === resetCount) appendNew(page)
    return page.length === pageSize
  }
  const readNew = coalesceRuns(async () => {
    if (!recent.isStarted() || knownHead <= recent.headPosition()) return
    try {
      while (await readPage());
    } catch (error) {
      // Followers that are as far behind are told by the table.
      if (error instanceof CursorExpiredError) resetTo(knownHead)
      else log.warn({ error }, 'event feed read failed; retrying at the next poll')
    }
  })
  const catchUpTo = (position: bigint) => {
    if (position > knownHead) knownHead = position
    if (knownHead > recent.headPosition()) readNew()
  }
  const appendOrCatchUp = (newest: readonly EventRow[], position: bigint) => {
    const isNext = recent.isStarted() && newest[0]?.position === recent.headPosition() + 1n
    if (isNext) appendNew(newest)
    catchUpTo(position)
  }
  const startAt = (position: bigint) => {
    if (!recent.isStarted()) recent.startAt(position)
    catchUpTo(position)
  }
  const { isStarted, findAfter, headPosition } = recent
  const { onAdvance, onPurchaseChange } = listeners
  const resetPositions = () => resets
  return {
    findAfter,
    headPosition,
    isStarted,
    resetPositions,
    onAdvance,
    onPurchaseChange,
    startAt,
    catchUpTo,
    append: appendOrCatchUp,
    reset: resetTo,
  }
}

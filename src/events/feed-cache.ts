import { CursorLostError } from '../db/errors.ts'
import { CursorExpiredError, type EventRow } from '../db/queries/events.ts'
import { coalesceRuns } from '../platform/coalesce-runs.ts'
import type { Log } from '../platform/log.ts'
import { createFeedListeners, type FeedListeners, type Listener } from './feed-listeners.ts'
import type { FeedReader } from './feed-reader.ts'
import { createRecentEvents, type RecentEvents } from './recent-events.ts'

/** The newest events of one app in memory, shared by all of its subscribers in this process. */
export type FeedCache = {
  /** Starts the cache after this position, unless it is started already. */
  startAt: (head: bigint) => void
  readonly isStarted: () => boolean
  /** Reads new events from the table up to a position, if it is not reached yet. Never throws, never waits. */
  catchUpTo: (position: bigint) => void
  /** Adds the newest events up to a position; reads from the table only if events before them are missing. */
  append: (newest: readonly EventRow[], position: bigint) => void
  /** Restarts the cache at a head before its own, because the database lost the events after it. */
  reset: (head: bigint) => void
  /** The heads at which the cache was reset. */
  readonly resetPositions: () => readonly bigint[]
  /** The first events in memory after a position; null if the memory does not reach back that far. */
  findAfter: (position: bigint, limit: number) => readonly EventRow[] | null
  /** The position of the newest event in memory: a later read of the table sees everything up to it. */
  readonly headPosition: () => bigint
  /** Calls the listener after each advance. Returns the function that removes it. */
  onAdvance: (listener: Listener) => () => void
  /** Calls the listener after each advance with events of this purchase. Returns the function that removes it. */
  onPurchaseChange: (purchaseId: string, listener: Listener) => () => void
  onUserChange: (userId: string, listener: Listener) => () => void
}

const pageSize = 500

/** The methods that add a listener. */
function pickAdders({ onAdvance, onPurchaseChange, onUserChange }: FeedListeners) {
  return { onAdvance, onPurchaseChange, onUserChange }
}

export function createFeedCache(read: FeedReader, log: Log): FeedCache {
  const recent = createRecentEvents()
  const listeners = createFeedListeners()
  /** The highest position known to be sequenced. */
  let knownHead = 0n
  const resets: bigint[] = []

  const resetTo = (head: bigint) => {
    resets.push(head)
    knownHead = head
    recent.startAt(head)
    listeners.emitAll()
  }
  /** @returns whether there may be more events */
  const readPage = async () => {
    const resetCount = resets.length
    const page = await read(recent.headPosition(), pageSize)
    // After a reset, the page may contain events that the database has lost.
    if (resets.length === resetCount) appendNew(page, recent, listeners)
    return page.length === pageSize
  }
  const readNew = coalesceRuns(async () => {
    if (!recent.isStarted() || knownHead <= recent.headPosition()) return
    try {
      while (await readPage());
    } catch (error) {
      // Subscribers that are as far behind get this error when they read from the table.
      if (error instanceof CursorExpiredError || error instanceof CursorLostError) resetTo(knownHead)
      else log.warn({ error }, 'event feed read failed; retrying at the next poll')
    }
  })
  const catchUpTo = (position: bigint) => {
    if (position > knownHead) knownHead = position
    if (knownHead > recent.headPosition()) readNew()
  }
  return {
    isStarted: recent.isStarted,
    findAfter: recent.findAfter,
    headPosition: recent.headPosition,
    ...pickAdders(listeners),
    resetPositions: () => resets,
    startAt: (head) => {
      if (!recent.isStarted()) recent.startAt(head)
      catchUpTo(head)
    },
    catchUpTo,
    append: (newest, position) => {
      const isNext = recent.isStarted() && newest[0]?.position === recent.headPosition() + 1n
      if (isNext) appendNew(newest, recent, listeners)
      catchUpTo(position)
    },
    reset: resetTo,
  }
}

/** Skips events that were appended while the page was read. */
function appendNew(page: readonly EventRow[], recent: RecentEvents, listeners: FeedListeners): void {
  const newEvents = page.filter(({ position }) => position > recent.headPosition())
  if (newEvents.length === 0) return
  recent.append(newEvents)
  listeners.emit(newEvents)
}

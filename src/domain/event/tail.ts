import { FeedNoLongerKept, type EventRow } from '../../db/queries/events.ts'
import type { Log } from '../../platform/log.ts'
import { singleFlight } from '../../platform/single-flight.ts'
import type { Listener } from './listeners.ts'
import { createRecentEvents } from './recent-events.ts'
import { createTailListeners } from './tail-listeners.ts'

/** The newest events of one AppKey in memory, shared by all of its followers in this process. */
export type Tail = {
  /** Begins at this position, unless it has begun before. */
  startAt: (head: bigint) => void
  readonly isStarted: () => boolean
  /** Reads what is new from the table, unless it has come as far already. Never throws, never waits. */
  readUpTo: (position: bigint) => void
  /** The same for whoever has the newest events up to there: they are read only if others lie between. */
  takeIn: (newest: readonly EventRow[], position: bigint) => void
  /** Begins anew at a head that lies before its own: the database has lost what came after it. */
  startOver: (head: bigint) => void
  /** The heads at which it began anew. */
  readonly restarts: () => readonly bigint[]
  /** The first events in memory after a position; null if the memory does not reach back that far. */
  after: (position: bigint, limit: number) => readonly EventRow[] | null
  /** The last position that it knows of: whoever reads the table now sees everything up to it. */
  readonly head: () => bigint
  /** Calls each time it has grown, until the answer is called. */
  onGrowth: (listener: Listener) => () => void
  /** Calls each time it has grown by events of this purchase, until the answer is called: whoever waits for one costs nothing else. */
  onChange: (purchaseId: string, listener: Listener) => () => void
}

const pageSize = 500

export function createTail(read: (after: bigint, limit: number) => Promise<EventRow[]>, log: Log): Tail {
  const recent = createRecentEvents()
  const listeners = createTailListeners()
  /** Where the feed is known to reach. */
  let known = 0n
  const restarts: bigint[] = []

  /** What was read while the same was taken in is not told twice. */
  const append = (told: readonly EventRow[]) => {
    const page = told.filter(({ position }) => position > recent.head())
    if (page.length === 0) return
    recent.append(page)
    listeners.tell(page)
  }
  const startOver = (head: bigint) => {
    restarts.push(head)
    known = head
    recent.startAt(head)
    listeners.tellAll()
  }
  /** Whether there may be more. */
  const readPage = async () => {
    const began = restarts.length
    const page = await read(recent.head(), pageSize)
    // Otherwise it may be of what the database has lost since.
    if (restarts.length === began) append(page)
    return page.length === pageSize
  }
  const look = singleFlight(async () => {
    if (!recent.isStarted() || known <= recent.head()) return
    try {
      while (await readPage());
    } catch (error) {
      // Followers that are as far behind are told by the table.
      if (error instanceof FeedNoLongerKept) startOver(known)
      else log.warn({ error }, 'could not read the feed; the next poll tries again')
    }
  })
  const readUpTo = (position: bigint) => {
    if (position > known) known = position
    if (known > recent.head()) look()
  }
  const takeIn = (newest: readonly EventRow[], position: bigint) => {
    const isNext = recent.isStarted() && newest[0]?.position === recent.head() + 1n
    if (isNext) append(newest)
    readUpTo(position)
  }
  const startAt = (position: bigint) => {
    if (!recent.isStarted()) recent.startAt(position)
    readUpTo(position)
  }
  const { isStarted, after, head } = recent
  const { onGrowth, onChange } = listeners
  const told = { after, head, isStarted, restarts: () => restarts, onGrowth, onChange }
  return { ...told, startAt, readUpTo, takeIn, startOver }
}

import type { EventRow } from '../../db/queries/events.ts'
import type { Log } from '../../platform/log.ts'
import { singleFlight } from '../../platform/single-flight.ts'
import { createListeners, type Listener } from './listeners.ts'

/** The newest events of one AppKey in memory, shared by all of its followers in this process. */
export type Tail = {
  /** Begins at this position, unless it has begun before. */
  startAt: (head: bigint) => void
  readonly isStarted: () => boolean
  /** Reads what is new from the table. Never throws, never waits. */
  refresh: () => void
  /** The same, unless it has come as far already: a growth is told of more than once. */
  readUpTo: (position: bigint) => void
  /** The events in memory after a position; null if the memory does not reach back that far. */
  after: (position: bigint) => readonly EventRow[] | null
  /** The last position that it knows of: whoever reads the table now sees everything up to it. */
  readonly head: () => bigint
  /** Calls each time it has grown, until the answer is called. */
  onGrowth: (listener: Listener) => () => void
  /** Calls each time it has grown by events of this purchase, until the answer is called: whoever waits for one costs nothing else. */
  onChange: (purchaseId: string, listener: Listener) => () => void
}

const memorySize = 1_000
const pageSize = 500

export function createTail(read: (after: bigint, limit: number) => Promise<EventRow[]>, log: Log): Tail {
  let events: EventRow[] = []
  /** The position before the first event in memory, and that of the last one. */
  let floor: bigint | null = null
  let head = 0n
  const growth = createListeners<null>()
  const changes = createListeners<string>()

  const append = (page: readonly EventRow[]) => {
    const last = page.at(-1)
    if (last === undefined) return
    events = [...events, ...page].slice(-memorySize)
    floor = (events[0] ?? last).position - 1n
    head = last.position
    growth.call(null)
    for (const purchaseId of new Set(page.map((event) => event.purchaseId))) changes.call(purchaseId)
  }

  /** Where the feed is known to reach. */
  let known = 0n
  let mustLook = false
  const look = singleFlight(async () => {
    if (floor === null || (!mustLook && known <= head)) return
    mustLook = false
    try {
      let page: EventRow[]
      do {
        page = await read(head, pageSize)
        append(page)
      } while (page.length === pageSize)
    } catch (error) {
      log.warn({ error }, 'could not read the feed; the next poll tries again')
    }
  })
  const readUpTo = (position: bigint) => {
    if (position > known) known = position
    if (known > head) look()
  }

  return {
    startAt: (position) => {
      if (floor !== null) {
        readUpTo(position)
        return
      }
      floor = position
      head = position
    },
    isStarted: () => floor !== null,
    refresh: () => {
      mustLook = true
      look()
    },
    readUpTo,
    after: (position) => {
      if (floor === null || position < floor) return null
      if (position >= head) return []
      return events.slice(countUpTo(events, position))
    },
    head: () => head,
    onGrowth: (listener) => growth.add(null, listener),
    onChange: changes.add,
  }
}

/** How many come up to a position. What was pruned leaves gaps, so the place does not follow from the number. */
function countUpTo(events: readonly EventRow[], position: bigint): number {
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

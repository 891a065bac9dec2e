import type { Coordination } from '../../coordination/contract.ts'
import type { Db } from '../../db/client.ts'
import { findFeedHead, listEvents, type EventRow } from '../../db/queries/events.ts'
import { placeEvents, placingBatchSize } from '../../db/queries/place-events.ts'
import { singleFlight } from '../../platform/single-flight.ts'
import type { Log } from '../../platform/log.ts'
import { createTail, type Tail } from './tail.ts'

/** One process's view of the feeds (I7). */
export type Feed = {
  /** Says that this process has committed events: they get their positions soon. Never throws, never waits. */
  announce(): void
  /**
   * Everything after the position in the order of the feed, then live, until the signal or the consumer ends it. Without a
   * position: from the present end. The consumer pulls: a slow one reads later, nothing is buffered for it.
   */
  follow(appId: string, after: bigint | null, signal: AbortSignal): AsyncGenerator<EventRow, void, void>
  /** The position of the newest event that has one; 0 for an empty feed. */
  head(appId: string): Promise<bigint>
  close(): Promise<void>
}

export type FeedOptions = {
  readonly db: Db
  readonly coordination: Coordination
  readonly log: Log
  /** How often to look for what no wake-up told of. */
  readonly pollMs: number
}

const topic = 'feed-grew'
const catchUpPageSize = 500

export function createFeed({ db, coordination, log, pollMs }: FeedOptions): Feed {
  const tails = new Map<string, { tail: Tail; followers: number }>()

  const wake = (appIds: readonly string[]) => {
    for (const appId of appIds) tails.get(appId)?.tail.refresh()
  }
  const wakeAll = () => {
    wake([...tails.keys()])
  }

  const place = singleFlight(async () => {
    try {
      let placed: number
      do {
        const batch = await placeEvents(db)
        placed = batch.placed
        wake(batch.appIds)
        if (batch.appIds.length > 0) coordination.publish(topic, batch.appIds.join(','))
      } while (placed === placingBatchSize)
    } catch (error) {
      log.warn({ error }, 'could not give events their positions; the next poll tries again')
    }
  })

  const unsubscribe = coordination.subscribe(topic, (message) => {
    if (message === '') wakeAll()
    else wake(message.split(','))
  })
  const poll = setInterval(() => {
    place()
    wakeAll()
  }, pollMs)
  poll.unref()

  const openTail = (appId: string): Tail => {
    const known = tails.get(appId)
    if (known !== undefined) {
      known.followers += 1
      return known.tail
    }
    const tail = createTail(
      (after, limit) => listEvents(db, appId, { after, limit, types: null, stores: null }),
      log,
    )
    tails.set(appId, { tail, followers: 1 })
    return tail
  }
  const leaveTail = (appId: string) => {
    const known = tails.get(appId)
    if (known === undefined) return
    known.followers -= 1
    if (known.followers === 0) tails.delete(appId)
  }

  async function* follow(appId: string, after: bigint | null, signal: AbortSignal) {
    const tail = openTail(appId)
    try {
      const head = await findFeedHead(db, appId)
      tail.startAt(head)
      let position = after ?? head
      while (!signal.aborted) {
        const ahead =
          tail.after(position) ??
          (await listEvents(db, appId, {
            after: position,
            limit: catchUpPageSize,
            types: null,
            stores: null,
          }))
        for (const event of ahead) {
          if (signal.aborted) return
          position = event.position
          yield event
        }
        if (ahead.length === 0) await tail.growth(position, signal)
      }
    } finally {
      leaveTail(appId)
    }
  }

  return {
    announce: place,
    follow,
    head: (appId) => findFeedHead(db, appId),
    close: async () => {
      clearInterval(poll)
      unsubscribe()
      await place.idle()
    },
  }
}

import { setTimeout as delay } from 'node:timers/promises'
import type { Coordination } from '../../coordination/contract.ts'
import type { Db } from '../../db/client.ts'
import { findFeedHead, type EventRow } from '../../db/queries/events.ts'
import { placeEvents, placingBatchSize } from '../../db/queries/place-events.ts'
import { singleFlight, type SingleFlight } from '../../platform/single-flight.ts'
import type { Log } from '../../platform/log.ts'
import { createTails, readerOf, type Tails } from './tails.ts'

/** One process's view of the feeds (I7). */
export type Feed = {
  /** Says that this process has committed events: they get their positions soon. Never throws, never waits. */
  announce: () => void
  /**
   * Everything after the position in the order of the feed, then live, until the signal or the consumer ends it. Without a
   * position: from the present end. The consumer pulls: a slow one reads later, nothing is buffered for it.
   */
  follow: (appId: string, after: bigint | null, signal: AbortSignal) => AsyncGenerator<EventRow, void, void>
  /** How many read along at this moment. */
  readonly followers: () => number
  /** The position of the newest event that has one; 0 for an empty feed. */
  head: (appId: string) => Promise<bigint>
  close: () => Promise<void>
}

export type FeedOptions = {
  readonly db: Db
  readonly coordination: Coordination
  readonly log: Log
  /** How often to look for what no wake-up told of. */
  readonly pollMs: number
}

/** A message names the AppKeys whose feeds grew; an empty one, that some may have been missed. */
export const feedTopic = 'feed-grew'
const catchUpPageSize = 500

/** A pause between two rounds: under load more events share one, and a lone event does not wait for it. */
const placingPauseMs = 4

export function createFeed({ db, coordination, log, pollMs }: FeedOptions): Feed {
  const tails = createTails(db, log)
  const place = createPlacer({ db, coordination, log, tails })
  const unsubscribe = coordination.subscribe(feedTopic, (message) => {
    if (message === '') tails.wakeAll()
    else tails.wake(message.split(','))
  })
  const poll = setInterval(() => {
    place()
    tails.wakeAll()
  }, pollMs)
  poll.unref()
  return {
    announce: place,
    follow: (appId, after, signal) => follow({ db, tails, appId }, after, signal),
    followers: tails.followers,
    head: (appId) => findFeedHead(db, appId),
    close: async () => {
      clearInterval(poll)
      unsubscribe()
      await place.idle()
    },
  }
}

type PlacerOptions = Omit<FeedOptions, 'pollMs'> & { readonly tails: Tails }

/** Gives positions until no event is left without one, and wakes whoever waits for them, here and elsewhere. */
function createPlacer({ db, coordination, log, tails }: PlacerOptions): SingleFlight {
  return singleFlight(async () => {
    try {
      let placed: number
      do {
        const batch = await placeEvents(db)
        placed = batch.placed
        tails.wake(batch.appIds)
        if (batch.appIds.length > 0) coordination.publish(feedTopic, batch.appIds.join(','))
      } while (placed === placingBatchSize)
      await delay(placingPauseMs)
    } catch (error) {
      log.warn({ error }, 'could not give events their positions; the next poll tries again')
    }
  })
}

type Followed = { readonly db: Db; readonly tails: Tails; readonly appId: string }

async function* follow({ db, tails, appId }: Followed, after: bigint | null, signal: AbortSignal) {
  const readTable = readerOf(db, appId)
  const tail = tails.enter(appId)
  try {
    const head = await findFeedHead(db, appId)
    tail.startAt(head)
    let position = after ?? head
    while (!signal.aborted) {
      const known = tail.head()
      const ahead = tail.after(position) ?? (await readTable(position, catchUpPageSize))
      for (const event of ahead) {
        yield event
        position = event.position
      }
      if (ahead.length > 0) continue
      // Everything up to there was pruned. Whoever waited before it would be told at once, again and again, to read on.
      if (known > position) position = known
      await tail.growth(position, signal)
    }
  } finally {
    tails.leave(appId)
  }
}

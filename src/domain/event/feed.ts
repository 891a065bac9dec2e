import { setTimeout as delay } from 'node:timers/promises'
import type { Coordination } from '../../coordination/contract.ts'
import type { Db } from '../../db/client.ts'
import { findFeedHead, type EventRow } from '../../db/queries/events.ts'
import { placeEvents, placingBatchSize, type GrownFeed } from '../../db/queries/place-events.ts'
import { singleFlight, type SingleFlight } from '../../platform/single-flight.ts'
import type { Log } from '../../platform/log.ts'
import { beyondTheEnd, refuseGap } from './feed-refusals.ts'
import { followFeed, type Stream } from './follow-feed.ts'
import { createSignal } from './signal.ts'
import { createTails, readerOf, type Tails } from './tails.ts'

/** One process's view of the feeds (I7). */
export type Feed = {
  /** Says that this process has committed events: they get their positions soon. Never throws, never waits. */
  announce: () => void
  /**
   * Everything after the position that matches, in the order of the feed, then live, until the reader ends it. Without a
   * position: from the present end. The reader pulls: a slow one reads later, nothing is buffered for it.
   */
  follow: (
    appId: string,
    after: bigint | null,
    matches: (event: EventRow) => boolean,
  ) => Promise<Stream<EventRow>>
  /** Tells of every growth by events of this purchase; what is read of it after this answer came is covered. */
  watch: (appId: string, purchaseId: string) => Promise<Changes>
  /** How many read along at this moment. */
  readonly followers: () => number
  /** The position of the newest event that has one; 0 for an empty feed. */
  head: (appId: string) => Promise<bigint>
  close: () => Promise<void>
}

export type Changes = {
  /** Waits for the next change; several that came since are one. False: ended. */
  next: () => Promise<boolean>
  end: () => void
}

export type FeedOptions = {
  readonly db: Db
  readonly coordination: Coordination
  readonly log: Log
  /** How often to look for what no wake-up told of. */
  readonly pollMs: number
}

/** A message names the feeds that grew, `AppKey/head` each; an empty one says that some may have been missed. */
export const feedTopic = 'feed-grew'

/** A pause between two rounds: under load more events share one, and a lone event does not wait for it. */
const placingPauseMs = 4

export function createFeed({ db, coordination, log, pollMs }: FeedOptions): Feed {
  const tails = createTails(db, log)
  const place = createPlacer({ db, coordination, log, tails })
  const unsubscribe = coordination.subscribe(feedTopic, (message) => {
    if (message === '') void tails.wakeAll()
    else tails.wake(readGrown(message))
  })
  const poll = setInterval(() => {
    place()
    void tails.wakeAll()
  }, pollMs)
  poll.unref()
  return {
    announce: place,
    follow: (appId, after, matches) => follow({ db, tails }, { appId, after, matches }),
    watch: (appId, purchaseId) => watch({ db, tails }, appId, purchaseId),
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
        const batch = await placeEvents(db, tails.followed())
        placed = batch.placed
        tails.takeIn(batch.grown)
        if (batch.grown.length > 0) coordination.publish(feedTopic, writeGrown(batch.grown))
      } while (placed === placingBatchSize)
      await delay(placingPauseMs)
    } catch (error) {
      log.warn({ error }, 'could not give events their positions; the next poll tries again')
    }
  })
}

function writeGrown(grown: readonly GrownFeed[]): string {
  return grown.map(({ appId, head }) => `${appId}/${head}`).join(',')
}

function readGrown(message: string): GrownFeed[] {
  return message.split(',').flatMap((each) => {
    const [, appId, head] = /^([^/]+)\/(\d{1,18})$/.exec(each) ?? []
    return appId === undefined || head === undefined ? [] : [{ appId, head: BigInt(head) }]
  })
}

type Source = { readonly db: Db; readonly tails: Tails }

type Following = {
  readonly appId: string
  readonly after: bigint | null
  readonly matches: (event: EventRow) => boolean
}

async function follow(
  { db, tails }: Source,
  { appId, after, matches }: Following,
): Promise<Stream<EventRow>> {
  const { tail, leave } = tails.enter(appId)
  try {
    const head = await findFeedHead(db, appId)
    if (after !== null && after > head) throw beyondTheEnd()
    tail.startAt(head)
    const read = readerOf(db, appId)
    const readTable = (position: bigint, limit: number) => refuseGap(() => read(position, limit))
    return followFeed({ tail, readTable, start: after ?? head, matches, leave })
  } catch (error) {
    leave()
    throw error
  }
}

async function watch({ db, tails }: Source, appId: string, purchaseId: string): Promise<Changes> {
  const { tail, leave } = tails.enter(appId)
  const changed = createSignal()
  const stopListening = tail.onChange(purchaseId, changed.give)
  let isOver = false
  const end = () => {
    if (isOver) return
    isOver = true
    stopListening()
    leave()
    changed.give()
  }
  try {
    if (!tail.isStarted()) tail.startAt(await findFeedHead(db, appId))
  } catch (error) {
    end()
    throw error
  }
  const next = async () => {
    if (!isOver) await changed.taken()
    return !isOver
  }
  return { next, end }
}

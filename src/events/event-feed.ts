import { setTimeout as delay } from 'node:timers/promises'
import type { Coordination } from '../coordination/contract.ts'
import type { Db } from '../db/client.ts'
import { selectFeedHead, type EventRow } from '../db/queries/events.ts'
import { sequenceEvents, sequenceBatchSize, type FeedAdvance } from '../db/queries/sequence-events.ts'
import { coalesceRuns, type CoalescedRun } from '../platform/coalesce-runs.ts'
import type { Log } from '../platform/log.ts'
import { cursorAheadRequestError, rethrowCursorExpired } from './feed-errors.ts'
import { createFeedStream, type EventStream } from './feed-stream.ts'
import { createNotifier } from './notifier.ts'
import { createFeedCaches, createFeedReader, type FeedCaches } from './feed-caches.ts'

/** One process's view of the feeds (I7). */
export type EventFeed = {
  /** Says that this process has committed events: they get their positions soon. Never throws, never waits. */
  notifyCommitted: () => void
  /**
   * Everything after the position that matches, in the order of the feed, then live, until the reader ends it. Without a
   * position: from the present end. The reader pulls: a slow one reads later, nothing is buffered for it.
   */
  subscribe: (
    appId: string,
    after: bigint | null,
    matches: (event: EventRow) => boolean,
  ) => Promise<EventStream<EventRow>>
  /** Tells of every growth by events of this purchase; what is read of it after this answer came is covered. */
  watchPurchase: (appId: string, purchaseId: string) => Promise<PurchaseChanges>
  /** How many read along at this moment. */
  readonly subscriberCount: () => number
  /** The position of the newest event that has one; 0 for an empty feed. */
  headPosition: (appId: string) => Promise<bigint>
  close: () => Promise<void>
}

export type PurchaseChanges = {
  /** Waits for the next change; several that came since are one. False: ended. */
  next: () => Promise<boolean>
  close: () => void
}

export type EventFeedOptions = {
  readonly db: Db
  readonly coordination: Coordination
  readonly log: Log
  /** How often to look for what no wake-up told of. */
  readonly pollIntervalMs: number
}

/** A message names the feeds that grew, `AppKey/head` each; an empty one says that some may have been missed. */
export const feedAdvancedTopic = 'feed-advanced'

/** A pause between two rounds: under load more events share one, and a lone event does not wait for it. */
const sequencingIntervalMs = 4

export function createEventFeed({ db, coordination, log, pollIntervalMs }: EventFeedOptions): EventFeed {
  const caches = createFeedCaches(db, log)
  const sequence = createSequencer({ db, coordination, log, caches })
  const unsubscribe = coordination.subscribe(feedAdvancedTopic, (message) => {
    if (message === '') void caches.catchUpAll()
    else caches.catchUp(parseAdvances(message))
  })
  const poll = setInterval(() => {
    sequence()
    void caches.catchUpAll()
  }, pollIntervalMs)
  poll.unref()
  return {
    notifyCommitted: sequence,
    subscribe: (appId, after, matches) => subscribe({ db, caches }, { appId, after, matches }),
    watchPurchase: (appId, purchaseId) => watchPurchase({ db, caches }, appId, purchaseId),
    subscriberCount: caches.subscriberCount,
    headPosition: (appId) => selectFeedHead(db, appId),
    close: async () => {
      clearInterval(poll)
      unsubscribe()
      await sequence.whenIdle()
    },
  }
}

type SequencerOptions = Omit<EventFeedOptions, 'pollIntervalMs'> & { readonly caches: FeedCaches }

/** Gives positions until no event is left without one, and wakes whoever waits for them, here and elsewhere. */
function createSequencer({ db, coordination, log, caches }: SequencerOptions): CoalescedRun {
  return coalesceRuns(async () => {
    try {
      let sequencedCount: number
      do {
        const batch = await sequenceEvents(db, caches.trackedAppIds())
        sequencedCount = batch.sequencedCount
        caches.append(batch.feeds)
        if (batch.feeds.length > 0) coordination.publish(feedAdvancedTopic, formatAdvances(batch.feeds))
      } while (sequencedCount === sequenceBatchSize)
      await delay(sequencingIntervalMs)
    } catch (error) {
      log.warn({ error }, 'event sequencing failed; retrying at the next poll')
    }
  })
}

function formatAdvances(advances: readonly FeedAdvance[]): string {
  return advances.map(({ appId, head }) => `${appId}/${head}`).join(',')
}

function parseAdvances(message: string): FeedAdvance[] {
  return message.split(',').flatMap((each) => {
    const [, appId, head] = /^([^/]+)\/(\d{1,18})$/.exec(each) ?? []
    return appId === undefined || head === undefined ? [] : [{ appId, head: BigInt(head) }]
  })
}

type FeedAccess = { readonly db: Db; readonly caches: FeedCaches }

type SubscribeRequest = {
  readonly appId: string
  readonly after: bigint | null
  readonly matches: (event: EventRow) => boolean
}

async function subscribe(
  { db, caches }: FeedAccess,
  { appId, after, matches }: SubscribeRequest,
): Promise<EventStream<EventRow>> {
  const { tail: cache, leave: release } = caches.acquire(appId)
  try {
    const head = await selectFeedHead(db, appId)
    if (after !== null && after > head) throw cursorAheadRequestError()
    cache.startAt(head)
    const read = createFeedReader(db, appId)
    const readTable = (position: bigint, limit: number) => rethrowCursorExpired(() => read(position, limit))
    return createFeedStream({
      cache,
      readFromTable: readTable,
      startPosition: after ?? head,
      matches,
      onClose: release,
    })
  } catch (error) {
    release()
    throw error
  }
}

async function watchPurchase(
  { db, caches }: FeedAccess,
  appId: string,
  purchaseId: string,
): Promise<PurchaseChanges> {
  const { tail: cache, leave: release } = caches.acquire(appId)
  const changeNotifier = createNotifier()
  const stopListening = cache.onPurchaseChange(purchaseId, changeNotifier.notify)
  let isClosed = false
  const close = () => {
    if (isClosed) return
    isClosed = true
    stopListening()
    release()
    changeNotifier.notify()
  }
  try {
    if (!cache.isStarted()) cache.startAt(await selectFeedHead(db, appId))
  } catch (error) {
    close()
    throw error
  }
  const next = async () => {
    if (!isClosed) await changeNotifier.wait()
    return !isClosed
  }
  return { next, close }
}

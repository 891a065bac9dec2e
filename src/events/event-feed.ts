import type { Coordination } from '../coordination/contract.ts'
import type { Db } from '../db/client.ts'
import { selectFeedHead, type EventRow } from '../db/queries/events.ts'
import type { Log } from '../platform/log.ts'
import { createFeedCaches } from './feed-caches.ts'
import type { EventStream } from './feed-stream.ts'
import { createSequencer, feedAdvancedTopic, parseAdvances } from './sequencer.ts'
import { subscribe, watch, type EventChanges, type SubscribeRequest } from './subscribe.ts'

/** The event feeds of all apps, as one process sees them (I7). */
export type EventFeed = {
  /** Reports that this process has committed events of the app, so that they get their positions soon. Never throws, never waits. */
  notifyCommitted: (appId: string) => void
  /**
   * Streams every matching event after a position in feed order, then live events, until the reader closes the stream. The
   * reader pulls: a slow reader reads later, and events are not queued for it.
   * @throws CursorLostError if the database has lost the events up to the position
   */
  subscribe: (request: SubscribeRequest) => Promise<EventStream<EventRow>>
  /** Reports every feed advance with events of this purchase. Rows that are read after this call returns miss no change. */
  watchPurchase: (appId: string, purchaseId: string) => Promise<EventChanges>
  /** The same for every feed advance with changes of the user's entitlements. */
  watchUser: (appId: string, userId: string) => Promise<EventChanges>
  /** The number of open streams and watches in this process. */
  readonly subscriberCount: () => number
  /** The position of the newest sequenced event; 0 for an empty feed. */
  headPosition: (appId: string) => Promise<bigint>
  close: () => Promise<void>
}

export type EventFeedOptions = {
  readonly db: Db
  readonly coordination: Coordination
  readonly log: Log
  /** The interval at which lost wake-ups are made up for. */
  readonly pollIntervalMs: number
}

export function createEventFeed({ db, coordination, log, pollIntervalMs }: EventFeedOptions): EventFeed {
  const caches = createFeedCaches(db, log)
  const sequencer = createSequencer({ db, coordination, log, caches })
  const unsubscribe = coordination.subscribe(feedAdvancedTopic, (message) => {
    if (message === '') void caches.catchUpAll()
    else caches.catchUp(parseAdvances(message))
  })
  const poll = setInterval(() => {
    sequencer.poll()
    void caches.catchUpAll()
  }, pollIntervalMs)
  poll.unref()
  return {
    notifyCommitted: sequencer.announce,
    subscribe: (request) => subscribe({ db, caches }, request),
    watchPurchase: (appId, purchaseId) => watch({ db, caches }, appId, { kind: 'purchase', id: purchaseId }),
    watchUser: (appId, userId) => watch({ db, caches }, appId, { kind: 'user', id: userId }),
    subscriberCount: caches.subscriberCount,
    headPosition: (appId) => selectFeedHead(db, appId),
    close: async () => {
      clearInterval(poll)
      unsubscribe()
      await sequencer.close()
    },
  }
}

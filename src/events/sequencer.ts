import { setTimeout as delay } from 'node:timers/promises'
import type { Coordination } from '../coordination/contract.ts'
import type { Db } from '../db/client.ts'
import {
  pendingFeedsPerPage,
  selectPendingFeeds,
  sequenceFeeds,
  type FeedAdvance,
} from '../db/queries/sequence-events.ts'
import { coalesceRuns } from '../platform/coalesce-runs.ts'
import type { Log } from '../platform/log.ts'
import type { FeedCaches } from './feed-caches.ts'
import { createFeedQueue } from './feed-queue.ts'

/** A message lists the feeds that advanced, as `appId/headPosition`; an empty message means that some messages may be lost. */
export const feedAdvancedTopic = 'feed-advanced'

const sequencingIntervalMs = 4
const busySequencingIntervalMs = 15
const busyEventCount = 4

/**
 * The pause between two runs of a feed: a single event is sequenced at once, and under load events share a run. A run that found several events is
 * followed by a longer pause, because a run and the message about it cost as much for one event as for thirty.
 */
export function pauseMsAfterRun(eventCount: number): number {
  return eventCount < busyEventCount ? sequencingIntervalMs : busySequencingIntervalMs
}

/** Transactions of this process at a time. A second one serves the other feeds while one waits for its commit. */
const maxConcurrentRuns = 2
/** Feeds of one transaction, so that its locks are held for a short time. */
const maxFeedsPerRun = 64

export type SequencerOptions = {
  readonly db: Db
  readonly coordination: Coordination
  readonly log: Log
  readonly caches: FeedCaches
}

/** Assigns positions until every committed event of the feeds has one, and wakes the subscribers of all processes. */
export type Sequencer = {
  /** The feed has events without a position. */
  readonly announce: (appId: string) => void
  /** Finds the feeds whose wake-up was lost. */
  readonly poll: () => void
  /** Stops repeating what could not be finished, and resolves when nothing is in progress. */
  readonly close: () => Promise<void>
}

export function createSequencer({ db, coordination, log, caches }: SequencerOptions): Sequencer {
  let isClosed = false
  const queue = createFeedQueue({ maxConcurrentRuns, maxFeedsPerRun }, async (appIds) => {
    try {
      const { feeds, eventCount, unfinished } = await sequenceFeeds(
        db,
        appIds,
        appIds.filter(caches.isFollowed),
      )
      caches.append(feeds)
      if (feeds.length > 0) coordination.publish(feedAdvancedTopic, formatAdvances(feeds))
      if (!isClosed) for (const appId of unfinished) queue.add(appId)
      for (const appId of appIds) queue.unite(appId)
      await delay(pauseMsAfterRun(eventCount))
    } catch (error) {
      log.warn({ error }, 'event sequencing failed; retrying at the next poll')
      // The cause may be one of them, for example a row that is locked.
      for (const appId of appIds) queue.separate(appId)
    }
  })
  const poll = coalesceRuns(async () => {
    try {
      let page: readonly string[] = []
      do {
        page = await selectPendingFeeds(db, page.at(-1) ?? null)
        for (const appId of page) queue.add(appId)
      } while (page.length === pendingFeedsPerPage && !isClosed)
    } catch (error) {
      log.warn({ error }, 'looking for events without a position failed; retrying at the next poll')
    }
  })
  return {
    announce: queue.add,
    poll,
    close: async () => {
      isClosed = true
      await poll.whenIdle()
      await queue.whenIdle()
    },
  }
}

function formatAdvances(advances: readonly FeedAdvance[]): string {
  return advances.map(({ appId, head }) => `${appId}/${head}`).join(',')
}

/** Ignores entries that are not well formed. */
export function parseAdvances(message: string): FeedAdvance[] {
  return message.split(',').flatMap((entry) => {
    const [, appId, head] = /^([^/]+)\/(\d{1,18})$/.exec(entry) ?? []
    return appId === undefined || head === undefined ? [] : [{ appId, head: BigInt(head) }]
  })
}

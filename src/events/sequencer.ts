import { setTimeout as delay } from 'node:timers/promises'
import type { Coordination } from '../coordination/contract.ts'
import type { Db } from '../db/client.ts'
import { sequenceEvents, sequenceBatchSize, type FeedAdvance } from '../db/queries/sequence-events.ts'
import { coalesceRuns, type CoalescedRun } from '../platform/coalesce-runs.ts'
import type { Log } from '../platform/log.ts'
import type { FeedCaches } from './feed-caches.ts'

/** A message lists the feeds that advanced, as `appId/headPosition`; an empty message means that some messages may be lost. */
export const feedAdvancedTopic = 'feed-advanced'

/**
 * The pause between two runs: a single event is sequenced at once, and under load events share a run. A run that found several events is
 * followed by a longer pause, because a run and the message about it cost as much for one event as for thirty.
 */
const sequencingIntervalMs = 4
const busySequencingIntervalMs = 15
const busyEventCount = 4

export type SequencerOptions = {
  readonly db: Db
  readonly coordination: Coordination
  readonly log: Log
  readonly caches: FeedCaches
}

/** Assigns positions until every committed event has one, then wakes the subscribers of this process and of the others. */
export function createSequencer({ db, coordination, log, caches }: SequencerOptions): CoalescedRun {
  return coalesceRuns(async () => {
    try {
      let sequencedCount: number
      do {
        const batch = await sequenceEvents(db, caches.trackedAppIds())
        sequencedCount = batch.sequencedCount
        caches.append(batch.feeds)
        if (batch.feeds.length > 0) coordination.publish(feedAdvancedTopic, formatAdvances(batch.feeds))
      } while (sequencedCount === sequenceBatchSize)
      await delay(sequencedCount < busyEventCount ? sequencingIntervalMs : busySequencingIntervalMs)
    } catch (error) {
      log.warn({ error }, 'event sequencing failed; retrying at the next poll')
    }
  })
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

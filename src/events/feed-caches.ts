import type { Db } from '../db/client.ts'
import { selectFeedHeads } from '../db/queries/events.ts'
import type { FeedAdvance, SequencedFeed } from '../db/queries/sequence-events.ts'
import type { Log } from '../platform/log.ts'
import { createFeedCache, type FeedCache } from './feed-cache.ts'
import { createFeedReader } from './feed-reader.ts'

/** An app's cache; call `release` exactly once. */
export type AcquiredFeedCache = { readonly cache: FeedCache; readonly release: () => void }

/** The feed caches of this process: one for each app that has subscribers. */
export type FeedCaches = {
  acquire: (appId: string) => AcquiredFeedCache
  /** Whether the app has subscribers. */
  readonly isFollowed: (appId: string) => boolean
  /** Adds newly sequenced events to the caches of their apps. */
  append: (batches: readonly SequencedFeed[]) => void
  /** Has caches read up to the new heads of their feeds. */
  catchUp: (advances: readonly FeedAdvance[]) => void
  /** Compares all caches with the heads in the database, because a wake-up may be lost. Never throws. */
  catchUpAll: () => Promise<void>
  /** The number of subscribers over all apps. */
  subscriberCount: () => number
}

export function createFeedCaches(db: Db, log: Log): FeedCaches {
  const entries = new Map<string, { readonly cache: FeedCache; subscriberCount: number }>()
  const catchUpOrReset = (appId: string, head: bigint, previousHead: bigint) => {
    const cache = entries.get(appId)?.cache
    if (cache === undefined || head >= previousHead) {
      cache?.catchUpTo(head)
      return
    }
    log.error(
      { appId, previousHead: previousHead.toString(), head: head.toString() },
      'event feed head moved backwards; the database lost committed events',
    )
    cache.reset(head)
  }
  return {
    acquire: (appId) => {
      const entry = entries.get(appId) ?? {
        cache: createFeedCache(createFeedReader(db, appId), log),
        subscriberCount: 0,
      }
      entry.subscriberCount += 1
      entries.set(appId, entry)
      const release = () => {
        entry.subscriberCount -= 1
        if (entry.subscriberCount === 0) entries.delete(appId)
      }
      return { cache: entry.cache, release }
    },
    isFollowed: (appId) => entries.has(appId),
    append: (batches) => {
      for (const { appId, head, events } of batches) entries.get(appId)?.cache.append(events, head)
    },
    catchUp: (advances) => {
      for (const { appId, head } of advances) entries.get(appId)?.cache.catchUpTo(head)
    },
    catchUpAll: async () => {
      if (entries.size === 0) return
      try {
        // Taken before the query: a feed whose head is lower than this afterwards has lost events.
        const previousHeads = new Map([...entries].map(([appId, { cache }]) => [appId, cache.headPosition()]))
        const rows = await selectFeedHeads(db, [...previousHeads.keys()])
        const heads = new Map(rows.map(({ appId, position }) => [appId, position]))
        for (const [appId, previousHead] of previousHeads)
          catchUpOrReset(appId, heads.get(appId) ?? 0n, previousHead)
      } catch (error) {
        log.warn({ error }, 'reading event feed heads failed; retrying at the next poll')
      }
    },
    subscriberCount: () => [...entries.values()].reduce((sum, entry) => sum + entry.subscriberCount, 0),
  }
}

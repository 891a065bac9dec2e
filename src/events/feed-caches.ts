import type { Db } from '../db/client.ts'
import { selectFeedHeads, selectEvents, type EventRow } from '../db/queries/events.ts'
import type { FeedAdvance, SequencedFeed } from '../db/queries/sequence-events.ts'
import type { Log } from '../platform/log.ts'
import { createFeedCache, type FeedCache } from './feed-cache.ts'

/** The tails of this process: one for each AppKey that somebody follows. */
export type FeedCaches = {
  /** The AppKey's tail; `leave` it once. */
  acquire: (appId: string) => { readonly tail: FeedCache; readonly leave: () => void }
  /** AppKeys that are followed; not all of very many. */
  readonly trackedAppIds: () => readonly string[]
  /** These feeds have grown, by these events as far as they are known. */
  append: (placed: readonly SequencedFeed[]) => void
  /** These feeds have grown. */
  catchUp: (grown: readonly FeedAdvance[]) => void
  /** Any of them may have, for all that anybody was told: looks where they end. Never throws. */
  catchUpAll: () => Promise<void>
  /** How many follow, over all AppKeys. */
  subscriberCount: () => number
}

/** Naming them is to cost less than reading what they get. */
const maxTrackedFeeds = 100

export function createFeedCaches(db: Db, log: Log): FeedCaches {
  const caches = new Map<string, { tail: FeedCache; followers: number }>()
  const catchUpOrReset = (appId: string, head: bigint, previousHeads: bigint) => {
    const cache = caches.get(appId)?.tail
    if (cache === undefined || head >= previousHeads) {
      cache?.catchUpTo(head)
      return
    }
    log.error(
      { appId, was: previousHeads.toString(), is: head.toString() },
      'event feed head moved backwards; the database lost committed events',
    )
    cache.reset(head)
  }
  return {
    acquire: (appId) => {
      const entry = caches.get(appId) ?? {
        tail: createFeedCache(createFeedReader(db, appId), log),
        followers: 0,
      }
      entry.followers += 1
      caches.set(appId, entry)
      const release = () => {
        entry.followers -= 1
        if (entry.followers === 0) caches.delete(appId)
      }
      return { tail: entry.tail, leave: release }
    },
    trackedAppIds: () => [...caches.keys()].slice(0, maxTrackedFeeds),
    append: (placed) => {
      for (const { appId, head, events } of placed) caches.get(appId)?.tail.append(events, head)
    },
    catchUp: (grown) => {
      for (const { appId, head } of grown) caches.get(appId)?.tail.catchUpTo(head)
    },
    catchUpAll: async () => {
      if (caches.size === 0) return
      try {
        // What is looked up now must have come at least as far as what was read before.
        const previousHeads = new Map(
          [...caches].map(([appId, { tail: cache }]) => [appId, cache.headPosition()]),
        )
        const heads = new Map(
          (await selectFeedHeads(db, [...previousHeads.keys()])).map(({ appId, position }) => [
            appId,
            position,
          ]),
        )
        for (const [appId, position] of previousHeads) catchUpOrReset(appId, heads.get(appId) ?? 0n, position)
      } catch (error) {
        log.warn({ error }, 'reading event feed heads failed; retrying at the next poll')
      }
    },
    subscriberCount: () => [...caches.values()].reduce((sum, entry) => sum + entry.followers, 0),
  }
}

/** Reads the AppKey's events after a position, all of them. */
export function createFeedReader(
  db: Db,
  appId: string,
): (after: bigint, limit: number) => Promise<EventRow[]> {
  return (after, limit) => selectEvents(db, appId, { after, upTo: null, limit, types: null, stores: null })
}

import type { Db } from '../../db/client.ts'
import { findFeedHeads, listEvents, type EventRow } from '../../db/queries/events.ts'
import type { GrownFeed, PlacedFeed } from '../../db/queries/place-events.ts'
import type { Log } from '../../platform/log.ts'
import { createTail, type Tail } from './tail.ts'

/** The tails of this process: one for each AppKey that somebody follows. */
export type Tails = {
  /** The AppKey's tail; `leave` it once. */
  enter: (appId: string) => { readonly tail: Tail; readonly leave: () => void }
  /** AppKeys that are followed; not all of very many. */
  readonly followed: () => readonly string[]
  /** These feeds have grown, by these events as far as they are known. */
  takeIn: (placed: readonly PlacedFeed[]) => void
  /** These feeds have grown. */
  wake: (grown: readonly GrownFeed[]) => void
  /** Any of them may have, for all that anybody was told: looks where they end. Never throws. */
  wakeAll: () => Promise<void>
  /** How many follow, over all AppKeys. */
  followers: () => number
}

/** Naming them is to cost less than reading what they get. */
const mostNamed = 100

export function createTails(db: Db, log: Log): Tails {
  const open = new Map<string, { tail: Tail; followers: number }>()
  const catchUp = (appId: string, head: bigint, before: bigint) => {
    const tail = open.get(appId)?.tail
    if (tail === undefined || head >= before) {
      tail?.readUpTo(head)
      return
    }
    log.error(
      { appId, was: before.toString(), is: head.toString() },
      'a feed ends before what was read of it',
    )
    tail.startOver(head)
  }
  return {
    enter: (appId) => {
      const entry = open.get(appId) ?? { tail: createTail(readerOf(db, appId), log), followers: 0 }
      entry.followers += 1
      open.set(appId, entry)
      const leave = () => {
        entry.followers -= 1
        if (entry.followers === 0) open.delete(appId)
      }
      return { tail: entry.tail, leave }
    },
    followed: () => [...open.keys()].slice(0, mostNamed),
    takeIn: (placed) => {
      for (const { appId, head, events } of placed) open.get(appId)?.tail.takeIn(events, head)
    },
    wake: (grown) => {
      for (const { appId, head } of grown) open.get(appId)?.tail.readUpTo(head)
    },
    wakeAll: async () => {
      if (open.size === 0) return
      try {
        // What is looked up now must have come at least as far as what was read before.
        const before = new Map([...open].map(([appId, { tail }]) => [appId, tail.head()]))
        const heads = new Map(
          (await findFeedHeads(db, [...before.keys()])).map(({ appId, position }) => [appId, position]),
        )
        for (const [appId, position] of before) catchUp(appId, heads.get(appId) ?? 0n, position)
      } catch (error) {
        log.warn({ error }, 'could not look where the feeds end; the next poll tries again')
      }
    },
    followers: () => [...open.values()].reduce((sum, entry) => sum + entry.followers, 0),
  }
}

/** Reads the AppKey's events after a position, all of them. */
export function readerOf(db: Db, appId: string): (after: bigint, limit: number) => Promise<EventRow[]> {
  return (after, limit) => listEvents(db, appId, { after, upTo: null, limit, types: null, stores: null })
}

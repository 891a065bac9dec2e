import type { Db } from '../../db/client.ts'
import { listEvents, type EventRow } from '../../db/queries/events.ts'
import type { GrownFeed } from '../../db/queries/place-events.ts'
import type { Log } from '../../platform/log.ts'
import { createTail, type Tail } from './tail.ts'

/** The tails of this process: one for each AppKey that somebody follows. */
export type Tails = {
  /** The AppKey's tail; `leave` it once. */
  enter: (appId: string) => { readonly tail: Tail; readonly leave: () => void }
  /** These feeds have grown. */
  wake: (grown: readonly GrownFeed[]) => void
  /** Any of them may have. */
  wakeAll: () => void
  /** How many follow, over all AppKeys. */
  followers: () => number
}

export function createTails(db: Db, log: Log): Tails {
  const open = new Map<string, { tail: Tail; followers: number }>()
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
    wake: (grown) => {
      for (const { appId, head } of grown) open.get(appId)?.tail.readUpTo(head)
    },
    wakeAll: () => {
      for (const { tail } of open.values()) tail.refresh()
    },
    followers: () => [...open.values()].reduce((sum, entry) => sum + entry.followers, 0),
  }
}

/** Reads the AppKey's events after a position, all of them. */
export function readerOf(db: Db, appId: string): (after: bigint, limit: number) => Promise<EventRow[]> {
  return (after, limit) => listEvents(db, appId, { after, upTo: null, limit, types: null, stores: null })
}

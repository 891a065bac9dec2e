import type { Db } from '../db/client.ts'
import { selectEvents, type EventRow } from '../db/queries/events.ts'

/** Reads at most `limit` events after a position from the table. */
export type FeedReader = (after: bigint, limit: number) => Promise<EventRow[]>

/**
 * Reads every event of an app, without a filter.
 * @returns a reader that throws `CursorExpiredError` for a position before the retained events
 */
export function createFeedReader(db: Db, appId: string): FeedReader {
  return (after, limit) => selectEvents(db, appId, { after, upTo: null, limit, types: null, stores: null })
}

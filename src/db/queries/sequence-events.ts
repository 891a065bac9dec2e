import type { Db } from '../client.ts'
import { toEvent, type EventRow, type RawEventRow } from './events.ts'

export const sequenceBatchSize = 1000

/** A feed with new events, and the position of the last one. */
export type FeedAdvance = { readonly appId: string; readonly head: bigint }

/** With the new events, if they were requested. */
export type SequencedFeed = FeedAdvance & { readonly events: readonly EventRow[] }

/**
 * Assigns positions to committed events, at most a batch of them, and returns the feeds that have new events. The events of the
 * feeds `withEventsOf` are returned as well, so that they need not be read again.
 *
 * The database function `sequence_events` does the work in one round trip and one transaction. It acquires an advisory lock; a
 * call that waited for the lock sees everything that was committed before. Within a batch the order is that of `insert_seq`: a
 * change that saw the result of another one started after its commit, so its event has the higher number. The primary key of
 * `events` guards the uniqueness of positions.
 */
export async function sequenceEvents(
  db: Db,
  withEventsOf: readonly string[] = [],
): Promise<{ feeds: SequencedFeed[]; sequencedCount: number }> {
  const rows = await db.sql<SequencedRow[]>`
    select app_id, sequenced, head, event_rows
    from sequence_events(${sequenceBatchSize}, with_events_of => ${[...withEventsOf]}::uuid[])`
  return {
    feeds: rows.map(({ app_id: appId, head, event_rows: events }) => ({
      appId,
      head: BigInt(head),
      events: events?.map((event) => toEvent(appId, event)) ?? [],
    })),
    sequencedCount: rows.reduce((sum, row) => sum + row.sequenced, 0),
  }
}

type SequencedRow = {
  readonly app_id: string
  readonly sequenced: number
  readonly head: string
  readonly event_rows: readonly RawEventRow[] | null
}

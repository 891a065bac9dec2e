import type { Db } from '../client.ts'
import { toEvent, type EventRow, type RawEventRow } from './events.ts'

/** The events of one transaction, about; a feed that has more is sequenced again. */
const eventsPerRun = 1000
/** The feeds of one page of those that have something to sequence. */
export const pendingFeedsPerPage = 1000

/** A feed with new events, and the position of the last one. */
export type FeedAdvance = { readonly appId: string; readonly head: bigint }

/** With the new events, if they were requested. */
export type SequencedFeed = FeedAdvance & { readonly events: readonly EventRow[] }

export type SequencingRun = {
  readonly feeds: readonly SequencedFeed[]
  /** The number of events that got a position. */
  readonly eventCount: number
  /** Feeds that another session sequences, or that may have more events. */
  readonly unfinished: readonly string[]
}

/**
 * Assigns positions to committed events of these feeds, at most a batch of each, and returns the feeds that have new events. The events
 * of the feeds `withEventsOf` are returned as well, so that they need not be read again.
 *
 * The database functions `sequence_feeds` and `sequence_feed` do the work in one round trip and one transaction. Each feed has an
 * advisory lock; a feed whose lock is taken is left out. Within a batch the order is that of `insert_seq`: a change that saw the
 * result of another one started after its commit, so its event has the higher number. The primary key of `events` guards the
 * uniqueness of positions.
 */
export async function sequenceFeeds(
  db: Db,
  appIds: readonly string[],
  withEventsOf: readonly string[] = [],
): Promise<SequencingRun> {
  const batchSize = Math.ceil(eventsPerRun / appIds.length)
  const rows = await db.sql<SequencedRow[]>`
    select app_id, sequenced, head, is_busy, event_rows
    from sequence_feeds(${[...appIds]}::uuid[], ${batchSize}, ${[...withEventsOf]}::uuid[])`
  return {
    feeds: rows.flatMap(({ app_id: appId, head, event_rows: events }) =>
      head === null
        ? []
        : [{ appId, head: BigInt(head), events: events?.map((event) => toEvent(appId, event)) ?? [] }],
    ),
    eventCount: rows.reduce((count, { sequenced }) => count + sequenced, 0),
    unfinished: rows.flatMap(({ app_id: appId, is_busy: isBusy, sequenced }) =>
      isBusy || sequenced >= batchSize ? [appId] : [],
    ),
  }
}

type SequencedRow = {
  readonly app_id: string
  readonly sequenced: number
  /** Null if the feed has no new event. */
  readonly head: string | null
  readonly is_busy: boolean
  readonly event_rows: readonly RawEventRow[] | null
}

/**
 * A page of the AppKeys that have events without a position, in the order of their ids. It reads one entry of the outbox's primary key
 * for each of them, whatever the number of their events and of the other AppKeys.
 */
export async function selectPendingFeeds(db: Db, after: string | null): Promise<string[]> {
  const rows = await db.sql<{ app_id: string }[]>`
    with recursive pending as (
      (select o.app_id from event_outbox o
       where o.app_id > ${after ?? '00000000-0000-0000-0000-000000000000'} order by o.app_id limit 1)
      union all
      select (select o.app_id from event_outbox o where o.app_id > p.app_id order by o.app_id limit 1)
      from pending p where p.app_id is not null
    )
    select app_id from pending where app_id is not null limit ${pendingFeedsPerPage}`
  return rows.map(({ app_id: appId }) => appId)
}

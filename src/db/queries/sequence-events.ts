import type { Db } from '../client.ts'
import { toEvent, type EventRow, type RawEventRow } from './events.ts'

export const sequenceBatchSize = 1000

/** An AppKey whose feed grew, and the position of the last event that it now has. */
export type FeedAdvance = { readonly appId: string; readonly head: bigint }

/** With the events that were given their positions, if they were asked for. */
export type SequencedFeed = FeedAdvance & { readonly events: readonly EventRow[] }

/**
 * Gives committed events their positions, at most a batch of them, and returns the feeds that grew; of those that are `followed`
 * with the events, so that they need not be read again.
 *
 * The work is the database's own function `place_events`, in one round trip and one transaction: it takes a lock, and whoever
 * waited for it sees afterwards everything that was committed before. Within a batch the order is that of `recorded`: a change
 * that saw another one's result started after its commit, so it drew the higher number. The unique constraint on the position
 * is the last line of defence.
 */
export async function sequenceEvents(
  db: Db,
  withEventsOf: readonly string[] = [],
): Promise<{ grown: SequencedFeed[]; placed: number }> {
  const rows = await db.sql<SequencedRow[]>`
    select app_id, placed, head, told
    from place_events(${sequenceBatchSize}, followed => ${[...withEventsOf]}::uuid[])`
  return {
    grown: rows.map(({ app_id: appId, head, told }) => ({
      appId,
      head: BigInt(head),
      events: told?.map((event) => toEvent(appId, event)) ?? [],
    })),
    placed: rows.reduce((sum, row) => sum + row.placed, 0),
  }
}

type SequencedRow = {
  readonly app_id: string
  readonly placed: number
  readonly head: string
  readonly told: readonly RawEventRow[] | null
}

import type { Db } from '../client.ts'

export const placingBatchSize = 1000

/** An AppKey whose feed grew, and the position of the last event that it now has. */
export type GrownFeed = { readonly appId: string; readonly head: bigint }

/**
 * Gives committed events their positions, at most a batch of them, and returns the feeds that grew.
 *
 * The work is the database's own function `place_events`, in one round trip and one transaction: it takes a lock, and whoever
 * waited for it sees afterwards everything that was committed before. Within a batch the order is that of `recorded`: a change
 * that saw another one's result started after its commit, so it drew the higher number. The unique constraint on the position
 * is the last line of defence.
 */
export async function placeEvents(db: Db): Promise<{ grown: GrownFeed[]; placed: number }> {
  const rows = await db.sql<{ app_id: string; placed: number; head: string }[]>`
    select app_id, placed, head from place_events(${placingBatchSize})`
  return {
    grown: rows.map((row) => ({ appId: row.app_id, head: BigInt(row.head) })),
    placed: rows.reduce((sum, row) => sum + row.placed, 0),
  }
}

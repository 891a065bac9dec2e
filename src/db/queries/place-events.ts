import type { Db } from '../client.ts'

export const placingBatchSize = 1000

/**
 * Gives committed events their positions, at most a batch of them, and returns the AppKeys whose feeds grew.
 *
 * The work is the database's own function `place_events`, in one round trip and one transaction: it takes a lock, and whoever
 * waited for it sees afterwards everything that was committed before. Within a batch the order is that of `recorded`: a change
 * that saw another one's result started after its commit, so it drew the higher number. The unique constraint on the position
 * is the last line of defence.
 */
export async function placeEvents(db: Db): Promise<{ appIds: string[]; placed: number }> {
  const rows = await db.sql<{ app_id: string; placed: number }[]>`
    select app_id, placed from place_events(${placingBatchSize})`
  return {
    appIds: rows.map((row) => row.app_id),
    placed: rows.reduce((sum, row) => sum + row.placed, 0),
  }
}

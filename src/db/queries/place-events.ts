import type { Db } from '../client.ts'

/** Any number will do, as long as nothing else in the database locks on it. */
const placingLock = 7_226_158_402

export const placingBatchSize = 1000

/**
 * Gives committed events their positions, at most a batch of them, and returns the AppKeys whose feeds grew.
 *
 * Who places takes the lock for one transaction: whoever waited sees, after the lock, everything that was committed
 * before it asked. Within a batch the order is that of `recorded`: a change that saw another one's result started after its
 * commit, so it drew the higher number. The unique constraint on the position is the last line of defence.
 */
export async function placeEvents(db: Db): Promise<{ appIds: string[]; placed: number }> {
  const rows = await db.sql.begin(async (sql) => {
    await sql`select pg_advisory_xact_lock(${placingLock})`
    return sql<{ app_id: string; placed: number }[]>`
      with unplaced as (
        select app_id, id, row_number() over (partition by app_id order by recorded) as place
        from (
          select app_id, id, recorded from events where position is null
          order by app_id, recorded limit ${placingBatchSize}
        ) batch
      ), grown as (
        insert into feed_heads (app_id, position)
        select app_id, count(*) from unplaced group by app_id
        on conflict (app_id) do update set position = feed_heads.position + excluded.position
        returning app_id, position
      ), counted as (
        select app_id, count(*) as placed from unplaced group by app_id
      ), placed as (
        update events e set position = grown.position - counted.placed + unplaced.place
        from unplaced join grown using (app_id) join counted using (app_id)
        where e.app_id = unplaced.app_id and e.id = unplaced.id
      )
      select app_id, placed::int from counted`
  })
  return {
    appIds: rows.map((row) => row.app_id),
    placed: rows.reduce((sum, row) => sum + row.placed, 0),
  }
}

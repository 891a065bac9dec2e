import type { Db } from '../client.ts'

/** Any number will do, as long as nothing else in the database locks on it. */
const placingLock = 7_226_158_402

export const placingBatchSize = 1000

/**
 * Who places takes the lock for one transaction: whoever waited sees, after the lock, everything that was committed
 * before it asked. Within a batch the order is that of `recorded`: a change that saw another one's result started after its
 * commit, so it drew the higher number. The unique constraint on the position is the last line of defence.
 *
 * The two statements travel as one text, which PostgreSQL runs as one transaction, each with a snapshot of its own. The
 * driver's own transactions are avoided: when their connection breaks, it may write to the closed socket, which ends the
 * process, for nothing can catch that (porsager/postgres, issue 1208).
 */
const placing = `
  select pg_advisory_xact_lock(${placingLock});
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

type Placed = { readonly app_id: string; readonly placed: number }

/** Gives committed events their positions, at most a batch of them, and returns the AppKeys whose feeds grew. */
export async function placeEvents(db: Db): Promise<{ appIds: string[]; placed: number }> {
  const [, rows = []] = await db.sql.unsafe<[unknown[], Placed[]]>(placing)
  return {
    appIds: rows.map((row) => row.app_id),
    placed: rows.reduce((sum, row) => sum + row.placed, 0),
  }
}

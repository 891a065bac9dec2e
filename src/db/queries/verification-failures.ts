import type { Db } from '../client.ts'
import type { StoreValue } from '../tables/columns.ts'

export type VerificationFailures = {
  readonly appId: string
  readonly store: StoreValue
  /** Code of the problem. */
  readonly code: string
  readonly count: number
  readonly lastFailedAt: Date
}

/** Adds failures to the counts of their hours. Each AppKey, store and code is given once. */
export async function addVerificationFailures(
  { sql }: Db,
  failures: readonly VerificationFailures[],
): Promise<void> {
  const rows = failures.map(({ appId, store, code, count, lastFailedAt }) => ({
    app_id: appId,
    store,
    code,
    count,
    last_failed_at: lastFailedAt.toISOString(),
  }))
  await sql`
    insert into verification_failures as f (app_id, hour, store, code, count, last_failed_at)
    select app_id, date_trunc('hour', last_failed_at, 'UTC'), store, code, count, last_failed_at
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
      as added (app_id uuid, store text, code text, count int, last_failed_at timestamptz)
    order by app_id, store, code
    on conflict (app_id, hour, store, code) do update set
      count = f.count + excluded.count, last_failed_at = greatest(f.last_failed_at, excluded.last_failed_at)`
}

/** Deletes the counts of hours before a time. */
export async function deleteOldVerificationFailures(
  { sql }: Db,
  { appId, before, limit }: { readonly appId: string; readonly before: Date; readonly limit: number },
): Promise<number> {
  const deleted = await sql`
    delete from verification_failures where app_id = ${appId} and ctid = any(array(
      select ctid from verification_failures
      where app_id = ${appId} and hour < ${before.toISOString()} order by hour limit ${limit} for update skip locked
    ))
    returning 1`
  return deleted.length
}

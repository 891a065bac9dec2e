import type { Sql } from 'postgres'

export type GeneratedSubscriptions = {
  readonly appId: string
  readonly count: number
  /** How many are due at `now`, the first one longest; the others are due later. */
  readonly dueCount: number
  readonly now: Date
}

/** Inserts subscriptions without their lines, users and payments, and without triggers: the schedule needs no more. */
export async function insertGeneratedSubscriptions(
  sql: Sql,
  { appId, count, dueCount, now }: GeneratedSubscriptions,
): Promise<void> {
  await sql.begin(async (transaction) => {
    await transaction`set local session_replication_role = replica`
    await transaction`
      insert into subscriptions (app_id, id, store, environment, user_id, store_product_id, status, access_until, will_renew, phase,
                                 started_at, created_at, store_read_at, next_check_at)
      select ${appId}::uuid, md5(${appId} || '-' || n)::uuid, 'GOOGLE_PLAY', 'PRODUCTION', md5('user-' || n)::uuid, 'vip', 'ACTIVE',
             t.at, true, 'NORMAL', t.at - interval '1 month', t.at, t.at, t.at
      from generate_series(1, ${count}::int) n
      cross join lateral (
        select ${now.toISOString()}::timestamptz + (n - ${dueCount}::int) * interval '1 second' as at
      ) t`
  })
}

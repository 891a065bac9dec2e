import type { Db } from '../client.ts'

export type ExpiringKeyCounts = { readonly serverKeys: number; readonly userTokenKeys: number }

/** The number of valid keys of all projects that expire before `until` and have no replacement. */
export async function selectExpiringKeyCounts(
  db: Db,
  { now, until }: { readonly now: Date; readonly until: Date },
): Promise<ExpiringKeyCounts> {
  const [nowText, untilText] = [now.toISOString(), until.toISOString()]
  const [row] = await db.sql<ExpiringKeyCounts[]>`
    select
      (select count(*)::int from server_keys
       where revoked_at is null and replaced_by is null
         and expires_at > ${nowText}::timestamptz and expires_at <= ${untilText}::timestamptz) as "serverKeys",
      (select count(*)::int from user_token_keys
       where expires_at > ${nowText}::timestamptz and expires_at <= ${untilText}::timestamptz) as "userTokenKeys"`
  return row ?? { serverKeys: 0, userTokenKeys: 0 }
}

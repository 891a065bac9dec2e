import postgres from 'postgres'
import { md5Uuid } from './series-id.ts'

const holderCount = 50_000
const entitlementsOfHolder = 3

export const toHolderId = (n: number) => `holder ${(n % holderCount) + 1}`

/** The same in SQL. */
export const holderIdSql = (n: string) => `'holder ' || ((${n}) % ${holderCount} + 1)::text`

/** Inserts users who have entitlements of subscriptions that are active. */
export async function insertEntitlementHolders(databaseUrl: string, appId: string): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => undefined })
  try {
    await sql.begin(async (transaction) => {
      // Neither the triggers nor the foreign keys matter to a read.
      await transaction`set local session_replication_role = replica`
      await transaction`
        insert into users (app_id, id, external_id, registered_at)
        select ${appId}::uuid, md5('holder ' || n)::uuid, 'holder ' || n, now() from generate_series(1, ${holderCount}::int) n`
      for (let n = 1; n <= entitlementsOfHolder; n += 1) {
        const id = md5Uuid(`entitlement ${n}`)
        await transaction`
          insert into entitlements (app_id, id, key, name, created_at, updated_at)
          values (${appId}, ${id}, ${`entitlement_${n}`}, 'An entitlement', now(), now())`
        await transaction`
          insert into user_entitlements (app_id, user_id, environment, entitlement_id, gives_access, access_until, will_renew,
                                         in_grace_period, is_stale, source, source_id, updated_at)
          select ${appId}::uuid, md5('holder ' || n)::uuid, 'PRODUCTION', ${id}::uuid, true, now() + interval '1 month', true,
                 false, false, 'SUBSCRIPTION', md5('subscription ' || n)::uuid, now()
          from generate_series(1, ${holderCount}::int) n`
      }
    })
    await sql`vacuum analyze users, entitlements, user_entitlements`
  } finally {
    await sql.end()
  }
}

import type { Db } from '../client.ts'
import { jobInsertSql } from '../fragments/job-insert.ts'
import type { EntitlementRow } from './entitlements.ts'

export type EntitlementUpdateKey = { readonly appId: string; readonly entitlementId: string }

/** Where the update of the users of an entitlement is. */
export type EntitlementUpdatePosition = Pick<EntitlementRow, 'updateStep' | 'updateAfter'>

/** Claims the update until `claimedUntil`, and returns where it continues. Null if it is complete. */
export async function updateEntitlementUpdateStarted(
  { sql }: Db,
  { appId, entitlementId }: EntitlementUpdateKey,
  claimedUntil: Date,
): Promise<EntitlementUpdatePosition | null> {
  const [row] = await sql<{ step: EntitlementRow['updateStep']; after: string | null }[]>`
    update entitlements set next_attempt_at = ${claimedUntil.toISOString()}::timestamptz
    where app_id = ${appId} and id = ${entitlementId} and next_attempt_at is not null
    returning update_step as step, update_after as after`
  return row === undefined ? null : { updateStep: row.step, updateAfter: row.after }
}

export type EntitlementUpdateProgress = EntitlementUpdateKey & {
  /** The `next_attempt_at` with which the attempt claimed the row. */
  readonly claimedUntil: Date
  readonly position: EntitlementUpdatePosition
  /** Null when all users were updated. */
  readonly nextAttemptAt: Date | null
}

/**
 * Stores how far the update is, and enqueues the job that continues it. False, and nothing, if another attempt has claimed it since, or
 * another change of the items has begun it anew.
 */
export async function updateEntitlementUpdateProgress(
  db: Db,
  { appId, entitlementId, claimedUntil, position, nextAttemptAt }: EntitlementUpdateProgress,
): Promise<boolean> {
  const { sql } = db
  const [row] = await sql<{ written: number }[]>`
    with progress_update as (
      update entitlements
      set update_step = ${position.updateStep}, update_after = ${position.updateAfter}::uuid,
          next_attempt_at = ${nextAttemptAt?.toISOString() ?? null}::timestamptz
      where app_id = ${appId} and id = ${entitlementId} and next_attempt_at = ${claimedUntil.toISOString()}::timestamptz
      returning app_id, id, next_attempt_at
    ), job_insert as (
      ${jobInsertSql(db, { task: 'update_entitlement', from: 'progress_update', where: sql`next_attempt_at is not null` })}
    )
    select (select count(*)::int from progress_update) as written, (select count(*) from job_insert) as jobs`
  return row?.written === 1
}

export type ConcernedUsers = { readonly userIds: readonly string[]; readonly last: string | null }

/** The next users who have the entitlement, or a payment of an item that gives it, by id. */
export async function selectConcernedUsers(
  { sql }: Db,
  { appId, entitlementId }: EntitlementUpdateKey,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<ConcernedUsers> {
  const from = after ?? '00000000-0000-0000-0000-000000000000'
  const rows = await sql<{ id: string }[]>`
    select id from (
      (
        select distinct user_id as id from user_entitlements
        where entitlement_id = ${entitlementId} and app_id = ${appId} and user_id > ${from}
        order by user_id limit ${limit}
      )
      union
      select p.user_id from entitlement_items i cross join lateral (
        select distinct user_id from payments
        where item_id = i.item_id and app_id = ${appId} and user_id > ${from} and not consumable and subscription_id is null
        order by user_id limit ${limit}
      ) p
      where i.app_id = ${appId} and i.entitlement_id = ${entitlementId}
    ) concerned
    order by id limit ${limit}`
  return { userIds: rows.map(({ id }) => id), last: rows.length < limit ? null : (rows.at(-1)?.id ?? null) }
}

/** The users of the next subscriptions to an item that gives the entitlement, by the id of the subscription. */
export async function selectConcernedSubscribers(
  { sql }: Db,
  { appId, entitlementId }: EntitlementUpdateKey,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<ConcernedUsers> {
  const from = after ?? '00000000-0000-0000-0000-000000000000'
  const rows = await sql<{ id: string; userId: string | null }[]>`
    select concerned.id, s.user_id as "userId" from (
      select distinct l.subscription_id as id from entitlement_items i cross join lateral (
        select distinct subscription_id from subscription_lines
        where item_id = i.item_id and app_id = ${appId} and subscription_id > ${from}
        order by subscription_id limit ${limit}
      ) l
      where i.app_id = ${appId} and i.entitlement_id = ${entitlementId}
      order by id limit ${limit}
    ) concerned
    join subscriptions s on s.app_id = ${appId} and s.id = concerned.id
    order by concerned.id`
  const userIds = [...new Set(rows.flatMap(({ userId }) => userId ?? []))]
  return { userIds, last: rows.length < limit ? null : (rows.at(-1)?.id ?? null) }
}

import { and, eq } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { anyOf } from '../fragments/any-of.ts'
import { operatorActionSql, type OperatorAction } from '../fragments/operator-action.ts'
import { createRowMapper } from '../row-mapper.ts'
import { userSuspensions } from '../tables/user-suspensions.ts'
import { users } from '../tables/users.ts'
import type { UserRow } from './users.ts'

export type UserSuspensionRow = typeof userSuspensions.$inferSelect

const toUser = createRowMapper(users)

type UserKey = Pick<UserRow, 'appId' | 'id'>

/** Suspends a user. False, and no change, if the user is suspended already; two calls at once suspend once. */
export async function insertUserSuspension(db: Db, user: UserKey, action: OperatorAction): Promise<boolean> {
  const rows = await db.sql`
    with suspension_insert as (
      insert into user_suspensions (app_id, user_id, suspended_at)
      values (${user.appId}, ${user.id}, ${action.now.toISOString()}::timestamptz)
      on conflict (app_id, user_id) do nothing
      returning app_id, user_id as id
    ), ${operatorActionSql(db, 'suspension_insert', action)}
    select from suspension_insert`
  return rows.length > 0
}

/** Releases a user. False, and no change, if the user is not suspended. */
export async function deleteUserSuspension(db: Db, user: UserKey, action: OperatorAction): Promise<boolean> {
  const rows = await db.sql`
    with suspension_delete as (
      delete from user_suspensions where app_id = ${user.appId} and user_id = ${user.id}
      returning app_id, user_id as id
    ), ${operatorActionSql(db, 'suspension_delete', action)}
    select from suspension_delete`
  return rows.length > 0
}

export async function selectUserSuspensions(
  db: Db,
  appId: string,
  userIds: readonly string[],
): Promise<UserSuspensionRow[]> {
  return db.orm
    .select()
    .from(userSuspensions)
    .where(and(eq(userSuspensions.appId, appId), anyOf(userSuspensions.userId, userIds)))
}

export type SuspendedUser = UserRow & { readonly suspendedAt: Date }

/** The users who are suspended, the latest suspension first. */
export async function selectSuspendedUsers(
  { sql }: Db,
  appId: string,
  { after, limit }: { readonly after: SuspensionPosition | null; readonly limit: number },
): Promise<SuspendedUser[]> {
  const rows = await sql`
    select u.*, s.suspended_at from (
      select user_id, suspended_at from user_suspensions
      where app_id = ${appId} and suspended_at > '-infinity'
        ${after === null ? sql`` : sql`and (suspended_at, user_id) < (${after.suspendedAt.toISOString()}::timestamptz, ${after.userId}::uuid)`}
      order by suspended_at desc, user_id desc limit ${limit}
    ) s
    join users u on u.app_id = ${appId} and u.id = s.user_id
    order by s.suspended_at desc, s.user_id desc`
  return rows.map((row) => ({ ...toUser(row), suspendedAt: new Date(row['suspended_at'] as string) }))
}

export type SuspensionPosition = { readonly suspendedAt: Date; readonly userId: string }

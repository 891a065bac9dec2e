import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'

/**
 * Condition: the user of a row is suspended. A scalar subquery, so that it is one lookup of the key of `user_suspensions`.
 * @param userId the column with the id of the user
 */
export function isSuspendedSql({ sql }: Db, appId: string, userId: Fragment): Fragment {
  return sql`(
    select true from user_suspensions s where s.app_id = ${appId} and s.user_id = ${userId}
  ) is not null`
}

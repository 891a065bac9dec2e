import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'

/**
 * Has the statistics count payments that change without an event, as a part of the statement that changes them. Each change inserts a
 * row of its own, so that a change which commits during a count is counted after it.
 * @param from name of the CTE with `app_id` and `id` of the payments
 */
export function recountInsertSql({ sql }: Db, from: string, where: Fragment): Fragment {
  return sql`insert into payment_recounts (app_id, payment_id) select app_id, id from ${sql(from)} where ${where}`
}

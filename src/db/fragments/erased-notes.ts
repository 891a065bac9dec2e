import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'

/**
 * Removes the texts of the notes about a user, about the payments that it had when they were written, and about those that it has.
 * @param userIds query of the id of the user
 * @param paymentIds query of the ids of its payments
 */
export function erasedNotesSql(
  { sql }: Db,
  appId: string,
  {
    userIds,
    paymentIds,
    nowText,
  }: { readonly userIds: Fragment; readonly paymentIds: Fragment; readonly nowText: string },
): Fragment {
  return sql`
      update notes set text = null, erased_at = ${nowText}::timestamptz
      where app_id = ${appId} and erased_at is null
        and id in (
          select id from notes where app_id = ${appId} and user_id in (${userIds})
          union all
          select id from notes where app_id = ${appId} and payment_id in (${paymentIds})
        )`
}

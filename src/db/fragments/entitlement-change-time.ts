import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'

/**
 * A condition that is always true: it tells the trigger `payments_entitlements` the time of the change (ISO 8601), for the events of
 * the entitlements that follow from it. A statement that changes the status or the user of a payment needs it.
 */
export function entitlementChangeTimeSql({ sql }: Db, changedAt: string): Fragment {
  return sql`set_config('coinslot.changed_at', ${changedAt}, true) is not null`
}

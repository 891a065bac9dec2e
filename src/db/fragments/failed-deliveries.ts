import type { Fragment } from 'postgres'
import type { SqlWriter } from '../sql-parts.ts'

/**
 * Failed deliveries, the oldest first: `payment_id` and `failed_at` of 10,000 at most. The limit is a literal: for a parameter the planner
 * would assume a part of the table.
 */
export function failedDeliveriesSql({ sql }: SqlWriter, appId: string): Fragment {
  return sql`
    select payment_id, failed_at from delivery_failures
    where app_id = ${appId} and failed_at > '-infinity' order by failed_at, payment_id limit 10000`
}

import { sql } from 'drizzle-orm'
import { bigint, check, index, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { appId, instant } from './columns.ts'

type SubscriptionActKind = 'EXTEND' | 'CANCEL' | 'REVOKE'

/**
 * What operators asked a store to do with a subscription. The row is written before the store is called, so that a call whose answer was
 * lost can be repeated as the same request, and an extension never happens twice.
 */
export const subscriptionActs = pgTable(
  'subscription_acts',
  {
    appId: appId(),
    /** Also the identifier of the request at stores that take one. */
    id: uuid('id').notNull(),
    subscriptionId: uuid('subscription_id').notNull(),
    kind: text('kind').$type<SubscriptionActKind>().notNull(),
    /** The arguments and the idempotency key as JSON, by which the same request is recognised. */
    args: text('args').notNull(),
    /** Milliseconds by which the end moves; null unless the kind is EXTEND. */
    byMs: bigint('by_ms', { mode: 'number' }),
    /** End of the access that the requester saw; the extension starts there. */
    accessUntil: instant('access_until'),
    requestedAt: instant('requested_at').notNull(),
    /** Until then a call of the store may be running, in whatever process; null if none is. */
    callExpiresAt: instant('call_expires_at'),
    /** `UNCONFIRMED`: the answer was lost, and a later reading did not show the change. */
    status: text('status').$type<'REQUESTED' | 'ACCEPTED' | 'REFUSED' | 'UNCONFIRMED'>().notNull(),
    answeredAt: instant('answered_at'),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.id] }),
    uniqueIndex('subscription_acts_open')
      .on(table.subscriptionId, table.appId)
      .where(sql`status = 'REQUESTED'`),
    index('subscription_acts_subscription').on(table.subscriptionId, table.appId, table.id),
    check('subscription_acts_status', sql`status in ('REQUESTED', 'ACCEPTED', 'REFUSED', 'UNCONFIRMED')`),
  ],
)

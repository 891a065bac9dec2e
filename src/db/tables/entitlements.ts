import { sql } from 'drizzle-orm'
import { boolean, foreignKey, index, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { appId, instant } from './columns.ts'
import { items } from './items.ts'
import { users } from './users.ts'

/** What a user may use while something gives it: a name that the game asks for, instead of items and stores. */
export const entitlements = pgTable(
  'entitlements',
  {
    appId: appId(),
    id: uuid('id').notNull(),
    /** The developer's own name of the entitlement, unique within the AppKey. */
    key: text('key').notNull(),
    name: text('name').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    /** The users whom a change of the items concerns are updated in this order: by what they have, then by subscriptions. */
    updateStep: text('update_step').$type<'USERS' | 'SUBSCRIPTIONS'>().notNull().default('USERS'),
    /** The last user or subscription of the step that was updated; null before the first one. */
    updateAfter: uuid('update_after'),
    /** When the update continues; null when all users were updated. */
    nextAttemptAt: instant('next_attempt_at'),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.id] }),
    unique('entitlements_key').on(table.key, table.appId),
    index('entitlements_due')
      .on(table.appId, table.nextAttemptAt)
      .where(sql`next_attempt_at is not null`),
    index('entitlements_list')
      .on(table.appId, table.key)
      .where(sql`key > ''`),
  ],
)

/** The items that give an entitlement. An item may give several, and a change applies to what was bought before. */
export const entitlementItems = pgTable(
  'entitlement_items',
  {
    appId: appId(),
    entitlementId: uuid('entitlement_id').notNull(),
    itemId: uuid('item_id').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.entitlementId, table.itemId] }),
    index('entitlement_items_item').on(table.itemId, table.appId, table.entitlementId),
    foreignKey({
      name: 'entitlement_items_entitlement',
      columns: [table.appId, table.entitlementId],
      foreignColumns: [entitlements.appId, entitlements.id],
    }),
    foreignKey({ columns: [table.appId, table.itemId], foreignColumns: [items.appId, items.id] }),
  ],
)

/** A decision of an operator or a game server about one entitlement of one user. */
export const entitlementGrants = pgTable(
  'entitlement_grants',
  {
    appId: appId(),
    id: uuid('id').notNull(),
    entitlementId: uuid('entitlement_id').notNull(),
    userId: uuid('user_id').notNull(),
    /** `ADD` gives access until the time beside what the user has bought; `LIMIT` ends the access at the time, whatever the user has bought. */
    kind: text('kind').$type<'ADD' | 'LIMIT'>().notNull(),
    /** Null: without end. */
    accessUntil: instant('access_until'),
    reason: text('reason').notNull(),
    /** Who granted it, as in the audit log. */
    grantedBy: text('granted_by').notNull(),
    createdAt: instant('created_at').notNull(),
    revokedAt: instant('revoked_at'),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.id] }),
    index('entitlement_grants_user').on(table.userId, table.appId, table.id),
    foreignKey({
      name: 'entitlement_grants_entitlement',
      columns: [table.appId, table.entitlementId],
      foreignColumns: [entitlements.appId, entitlements.id],
    }),
    foreignKey({ columns: [table.appId, table.userId], foreignColumns: [users.appId, users.id] }),
  ],
)

/**
 * The entitlements of users, kept by the transaction that changes what they follow from. A row stays when the access ends. Whether it is
 * active is a comparison of `access_until` with the time, and never stored.
 */
export const userEntitlements = pgTable(
  'user_entitlements',
  {
    appId: appId(),
    userId: uuid('user_id').notNull(),
    entitlementId: uuid('entitlement_id').notNull(),
    environment: text('environment').$type<'PRODUCTION' | 'SANDBOX'>().notNull(),
    /** Whether it gives access until `access_until`; false when the store withholds it (on hold, paused). */
    givesAccess: boolean('gives_access').notNull(),
    /** Null: without end. */
    accessUntil: instant('access_until'),
    willRenew: boolean('will_renew').notNull(),
    inGracePeriod: boolean('in_grace_period').notNull(),
    /** The store could not be read at the end; the access lasts for the leeway. */
    isStale: boolean('is_stale').notNull(),
    /** What gives the longest access. */
    source: text('source').$type<'SUBSCRIPTION' | 'PAYMENT' | 'GRANT'>().notNull(),
    /** Id of that subscription, payment or grant. */
    sourceId: uuid('source_id').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    primaryKey({
      columns: [table.appId, table.userId, table.entitlementId, table.environment],
    }),
    index('user_entitlements_user').on(table.userId, table.appId),
    index('user_entitlements_entitlement').on(table.entitlementId, table.appId, table.userId),
    /** For counting who has access now. */
    index('user_entitlements_holders')
      .on(table.appId, table.entitlementId, table.environment, table.accessUntil)
      .where(sql`gives_access and updated_at > '-infinity'`),
    foreignKey({
      name: 'user_entitlements_entitlement',
      columns: [table.appId, table.entitlementId],
      foreignColumns: [entitlements.appId, entitlements.id],
    }),
  ],
)

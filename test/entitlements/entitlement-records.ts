import type { Sql } from 'postgres'
import { newUuid } from '../../src/platform/ids.ts'

export type UserEntitlementRecord = {
  readonly entitlement_id: string
  readonly environment: string
  readonly gives_access: boolean
  readonly access_until: Date | null
  readonly will_renew: boolean
  readonly in_grace_period: boolean
  readonly is_stale: boolean
  readonly source: string
  readonly source_id: string
}

export type NewSubscription = {
  readonly userId: string
  readonly itemId: string
  readonly accessUntil: Date
  readonly status?: string
  readonly environment?: string
  readonly givesAccess?: boolean
  readonly willRenew?: boolean
  readonly isStale?: boolean
}

export type NewGrant = {
  readonly userId: string
  readonly entitlementId: string
  readonly kind: 'ADD' | 'LIMIT'
  readonly accessUntil?: Date
}

/** Inserts what only stores and their readings create, and reads the rows that follow from it. All ids are UUIDs. */
export function createEntitlementRecords(sql: Sql, appId: string) {
  return {
    itemIdOf: async (externalId: string): Promise<string> => {
      const [row] = await sql<{ id: string }[]>`
        select id from items where external_id = ${externalId} and app_id = ${appId}`
      if (row === undefined) throw new Error(`no item ${externalId}`)
      return row.id
    },
    userIdOf: async (externalId: string): Promise<string> => {
      const [row] = await sql<{ id: string }[]>`
        select id from users where external_id = ${externalId} and app_id = ${appId}`
      if (row === undefined) throw new Error(`no user ${externalId}`)
      return row.id
    },
    addEntitlement: async (key: string, itemIds: readonly string[]): Promise<string> => {
      const id = newUuid()
      await sql.begin(async (transaction) => {
        await transaction`
          insert into entitlements (app_id, id, key, name, created_at, updated_at)
          values (${appId}, ${id}, ${key}, ${key}, now(), now())`
        for (const itemId of itemIds)
          await transaction`
            insert into entitlement_items (app_id, entitlement_id, item_id) values (${appId}, ${id}, ${itemId})`
      })
      return id
    },
    addSubscription: (subscription: NewSubscription) => addSubscription(sql, appId, subscription),
    addGrant: async ({ userId, entitlementId, kind, accessUntil }: NewGrant): Promise<string> => {
      const id = newUuid()
      await sql`
        insert into entitlement_grants (app_id, id, entitlement_id, user_id, kind, access_until, reason, granted_by, created_at)
        values (${appId}, ${id}, ${entitlementId}, ${userId}, ${kind}, ${accessUntil ?? null}, 'a test', 'a test', now())`
      return id
    },
    revokeGrant: (id: string) => sql`
      update entitlement_grants set revoked_at = now() where app_id = ${appId} and id = ${id}`,
    updateUser: (userId: string, at = new Date(), environment = 'PRODUCTION') => sql`
      select update_user_entitlements(${appId}, ${userId}, ${environment}, ${at}, null, null, null, null)`,
    entitlementsOf: async (userId: string, environment = 'PRODUCTION') =>
      Array.from(
        await sql<UserEntitlementRecord[]>`
          select entitlement_id, environment, gives_access, access_until, will_renew, in_grace_period, is_stale, source, source_id
          from user_entitlements where user_id = ${userId} and app_id = ${appId} and environment = ${environment}
          order by entitlement_id`,
      ),
  }
}

export type EntitlementRecords = ReturnType<typeof createEntitlementRecords>

async function addSubscription(sql: Sql, appId: string, subscription: NewSubscription): Promise<string> {
  const { userId, itemId, accessUntil, status = 'ACTIVE', environment = 'PRODUCTION' } = subscription
  const { givesAccess = true, willRenew = true, isStale = false } = subscription
  const id = newUuid()
  await sql`
    with subscription_insert as (
      insert into subscriptions (app_id, id, store, environment, user_id, item_id, store_product_id, status, access_until, will_renew,
                                 phase, started_at, created_at, store_read_at, is_stale)
      values (${appId}, ${id}, 'TEST_STORE', ${environment}, ${userId}, ${itemId}, 'premium', ${status}, ${accessUntil}, ${willRenew},
              'NORMAL', now(), now(), now(), ${isStale})
    )
    insert into subscription_lines (app_id, subscription_id, line_key, item_id, store_product_id, access_until, gives_access, will_renew)
    values (${appId}, ${id}, '', ${itemId}, 'premium', ${accessUntil}, ${givesAccess}, ${willRenew})`
  return id
}

import type { Row } from 'postgres'
import type { Db } from '../client.ts'
import { createRowMapper } from '../row-mapper.ts'
import { userEntitlements } from '../tables/entitlements.ts'

/** An entitlement of a user, with how its AppKey names it. */
export type UserEntitlementRow = typeof userEntitlements.$inferSelect & {
  readonly key: string
  readonly name: string
}

const toRow = createRowMapper(userEntitlements)

const toUserEntitlement = (row: Row): UserEntitlementRow => ({
  ...toRow(row),
  key: row['key'] as string,
  name: row['name'] as string,
})

/** The entitlements of users in both environments. */
export async function selectUserEntitlements(
  { sql }: Db,
  appId: string,
  userIds: readonly string[],
): Promise<UserEntitlementRow[]> {
  const rows = await sql`
    select u.*, e.key, e.name
    from user_entitlements u join entitlements e on e.app_id = u.app_id and e.id = u.entitlement_id
    where u.user_id = any(${[...userIds]}::uuid[]) and u.app_id = ${appId}`
  return rows.map(toUserEntitlement)
}

/** The entitlements of the user with this id in the developer's system, in both environments. */
export async function selectEntitlementsOfExternalUser(
  { sql }: Db,
  appId: string,
  externalId: string,
): Promise<UserEntitlementRow[]> {
  const rows = await sql`
    select u.*, e.key, e.name
    from users owner
    join user_entitlements u on u.user_id = owner.id and u.app_id = owner.app_id
    join entitlements e on e.app_id = u.app_id and e.id = u.entitlement_id
    where owner.external_id = ${externalId} and owner.app_id = ${appId}`
  return rows.map(toUserEntitlement)
}

/** Computes the entitlements of a user in both environments, with their events. The locks end with each statement. */
export async function updateUserEntitlements(
  { sql }: Db,
  appId: string,
  userId: string,
  now: Date,
): Promise<void> {
  for (const environment of ['PRODUCTION', 'SANDBOX'])
    await sql`
      select update_user_entitlements(
        ${appId}::uuid, ${userId}::uuid, ${environment}, ${now.toISOString()}::timestamptz, null, null, null, null
      )`
}

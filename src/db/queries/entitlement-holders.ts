import type { Db } from '../client.ts'

/** At which time the users who hold an entitlement are counted. */
export type HoldersAt = { readonly entitlementId: string; readonly at: Date }

export type HolderCount = HoldersAt & {
  /** At most one more than `maxCountedHolders`. */
  readonly count: number
}

export const maxCountedHolders = 10_000

/** A text for loaders, which know what they load by one. */
export const toHoldersKey = ({ entitlementId, at }: HoldersAt) => `${entitlementId} ${at.toISOString()}`

export function parseHoldersKey(key: string): HoldersAt {
  const [entitlementId = '', time = ''] = key.split(' ')
  return { entitlementId, at: new Date(time) }
}

/**
 * The number of users who have access by each entitlement, with real money or by a grant. Each counts a range of an index, and no further
 * than the limit.
 */
export async function countEntitlementHolders(
  { sql }: Db,
  appId: string,
  holders: readonly HoldersAt[],
): Promise<HolderCount[]> {
  const limit = maxCountedHolders + 1
  const rows = await sql<{ position: string; count: number }[]>`
    select e.position, (
      select count(*)::int from (
        (select 1 from user_entitlements u
         where u.app_id = ${appId} and u.entitlement_id = e.id and u.environment = 'PRODUCTION' and u.gives_access
           and u.updated_at > '-infinity' and u.access_until is null
         limit ${limit})
        union all
        (select 1 from user_entitlements u
         where u.app_id = ${appId} and u.entitlement_id = e.id and u.environment = 'PRODUCTION' and u.gives_access
           and u.updated_at > '-infinity' and u.access_until > e.at
         limit ${limit})
      ) holders
    ) as count
    from unnest(
      ${holders.map(({ entitlementId }) => entitlementId)}::uuid[],
      ${holders.map(({ at }) => at.toISOString())}::text[]::timestamptz[]
    ) with ordinality as e (id, at, position)`
  return rows.map(({ position, count }) => {
    const requested = holders[Number(position) - 1]
    if (requested === undefined) throw new Error('a count must be of one of the entitlements')
    return { ...requested, count }
  })
}

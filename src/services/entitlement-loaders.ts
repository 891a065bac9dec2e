import type { Db } from '../db/client.ts'
import {
  countEntitlementHolders,
  parseHoldersKey,
  toHoldersKey,
  type HolderCount,
} from '../db/queries/entitlement-holders.ts'
import { selectEntitlementGrants, type EntitlementGrantRow } from '../db/queries/entitlement-grants.ts'
import {
  selectEntitlementsByIds,
  selectItemsOfEntitlements,
  type EntitlementItemRow,
  type EntitlementRow,
} from '../db/queries/entitlements.ts'
import { selectUserEntitlements, type UserEntitlementRow } from '../db/queries/user-entitlements.ts'
import { createGroupLoader, createRowLoader, type Loader } from './batch-loaders.ts'

export type EntitlementLoaders = {
  readonly entitlements: Loader<EntitlementRow | null>
  readonly itemsOfEntitlement: Loader<readonly EntitlementItemRow[]>
  /** In both environments. */
  readonly entitlementsOfUser: Loader<readonly UserEntitlementRow[]>
  /** By `toHoldersKey`; counted up to one more than `maxCountedHolders`. */
  readonly entitlementHolders: Loader<HolderCount | null>
  readonly entitlementGrantsOfUser: Loader<readonly EntitlementGrantRow[]>
}

export function createEntitlementLoaders(db: Db, appId: string): EntitlementLoaders {
  return {
    entitlements: createRowLoader(
      (ids) => selectEntitlementsByIds(db, appId, ids),
      ({ id }) => id,
    ),
    itemsOfEntitlement: createGroupLoader(
      (ids) => selectItemsOfEntitlements(db, appId, ids),
      ({ entitlementId }) => entitlementId,
    ),
    entitlementsOfUser: createGroupLoader(
      (ids) => selectUserEntitlements(db, appId, ids),
      ({ userId }) => userId,
    ),
    entitlementHolders: createRowLoader(
      (keys) => countEntitlementHolders(db, appId, keys.map(parseHoldersKey)),
      toHoldersKey,
    ),
    entitlementGrantsOfUser: createGroupLoader(
      (ids) => selectEntitlementGrants(db, appId, ids),
      ({ userId }) => userId,
    ),
  }
}

import { selectEntitlements, type EntitlementRow } from '../../db/queries/entitlements.ts'
import type { Context } from '../context.ts'
import { maxEntitlements } from './upsert-entitlement.ts'

/** All entitlements of the app, by key. */
export function listEntitlementDefinitions({ db, app }: Context): Promise<EntitlementRow[]> {
  return selectEntitlements(db, app.appId, maxEntitlements)
}

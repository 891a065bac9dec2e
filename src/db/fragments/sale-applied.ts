import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'
import type { StoreValue } from '../tables/columns.ts'

/** One read of a sale at its store. */
export type SaleRead = {
  readonly store: StoreValue
  readonly key: Uint8Array
  readonly version: bigint
  /** When the store answered. */
  readonly readAt: Date
}

/** Marks a read as applied. Returns a row unless a later read was applied before: then the result of this one is stale. */
export function saleAppliedSql(
  { sql }: Db,
  appId: string,
  { store, key, version, readAt }: SaleRead,
): Fragment {
  const versionText = version.toString()
  return sql`
    update sales set applied_version = ${versionText}::bigint, applied_at = ${readAt.toISOString()}::timestamptz
    where app_id = ${appId} and store = ${store} and key = ${key} and applied_version <= ${versionText}::bigint
    returning 1`
}

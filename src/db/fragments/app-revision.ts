import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'

/** The project and its revision as a change has read them. */
export type AppRevision = { readonly appId: string; readonly revision: number }

/**
 * A statement that increments the revision of a project and returns its `app_id`; no row if the project was changed since it was read.
 * Every process notices the new revision, and reads again what callers may do.
 */
export function nextRevisionSql({ sql }: Db, { appId, revision }: AppRevision): Fragment {
  return sql`
    update apps set revision = revision + 1 where app_id = ${appId} and revision = ${revision} returning app_id`
}

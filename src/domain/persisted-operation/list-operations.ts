import { selectPersistedOperations } from '../../db/queries/persisted-operations.ts'
import type { Context } from '../context.ts'
import { listNewestFirst } from '../list-newest-first.ts'
import type { PersistedOperationRow } from '../models.ts'
import type { Page } from '../page.ts'

/** Lists the persisted operations, newest first. */
export function listOperations(
  { db, app }: Context,
  request: { readonly first: number | null; readonly after: string | null },
): Promise<Page<PersistedOperationRow>> {
  const { appId } = app
  return listNewestFirst(appId, 'operations', request, (span) => selectPersistedOperations(db, appId, span))
}

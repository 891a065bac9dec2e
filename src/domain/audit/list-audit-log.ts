import { selectAuditEntries, type AuditEntryRow } from '../../db/queries/audit-log.ts'
import { decodeId } from '../../platform/ids.ts'
import type { Context } from '../context.ts'
import { listNewestFirst } from '../list-newest-first.ts'
import type { Page } from '../page.ts'
import { RequestError } from '../../platform/request-error.ts'
import { subjectPrefixes } from './audit-actions.ts'

/** Lists the audit log, newest first. */
export async function listAuditLog(
  ctx: Context,
  request: { subjectId: string | null; first: number | null; after: string | null },
): Promise<Page<AuditEntryRow>> {
  const { appId } = ctx.app
  const subjectId = decodeSubjectId(request.subjectId)
  return listNewestFirst(appId, 'audit', request, (span) =>
    selectAuditEntries(ctx.db, appId, { subjectId, ...span }),
  )
}

function decodeSubjectId(id: string | null): string | null {
  if (id === null) return null
  const [uuid] = subjectPrefixes.flatMap((prefix) => decodeId(prefix, id) ?? [])
  if (uuid !== undefined) return uuid
  throw new RequestError(
    'BAD_USER_INPUT',
    'subjectId must be the id of an object that operators change, such as a payment or an item.',
  )
}

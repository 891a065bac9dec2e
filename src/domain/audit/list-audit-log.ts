import { selectAuditEntries, type AuditConditions } from '../../db/queries/audit-log.ts'
import { decodeId } from '../../platform/ids.ts'
import { RequestError } from '../../platform/request-error.ts'
import type { Context } from '../context.ts'
import { listNewestFirst } from '../list-newest-first.ts'
import type { AuditEntryRow } from '../models.ts'
import type { Page } from '../page.ts'
import { isAuditAction, subjectPrefixes } from './audit-actions.ts'

export type AuditLogRequest = AuditConditions & {
  /** Prefixed id. */
  readonly subjectId: string | null
  readonly first: number | null
  readonly after: string | null
}

/** Lists the audit log, newest first. */
export async function listAuditLog(
  ctx: Context,
  { first, after, ...filter }: AuditLogRequest,
): Promise<Page<AuditEntryRow>> {
  const { appId } = ctx.app
  const conditions = { ...checkFilter(filter), subjectId: decodeSubjectId(filter.subjectId) }
  return listNewestFirst(appId, 'audit', { first, after }, (span) =>
    selectAuditEntries(ctx.db, appId, { ...conditions, ...span }),
  )
}

/** Lists what was done to one object of the app, newest first. */
export function listAuditLogOf(
  ctx: Context,
  subjectId: string,
  request: { readonly first: number | null; readonly after: string | null },
): Promise<Page<AuditEntryRow>> {
  const { appId } = ctx.app
  return listNewestFirst(appId, `audit of ${subjectId}`, request, (span) =>
    selectAuditEntries(ctx.db, appId, { ...unfiltered, subjectId, ...span }),
  )
}

const unfiltered: AuditConditions = {
  subjectId: null,
  action: null,
  actorKind: null,
  actorId: null,
  actorName: null,
  occurredFrom: null,
  occurredTo: null,
}

function checkFilter(conditions: AuditConditions): AuditConditions {
  const { action, actorId, actorName } = conditions
  if (action !== null && !isAuditAction(action))
    throw badInput('action must be the name of an audited action.')
  if (actorId !== null && decodeId('key', actorId) === null && decodeId('opr', actorId) === null) {
    throw badInput('actor.id must be the id of a server key or of an operator.')
  }
  if (actorName !== null && (actorName.includes('\0') || !actorName.isWellFormed())) {
    throw badInput('actor.name must not contain a NUL character or a lone surrogate.')
  }
  return conditions
}

function decodeSubjectId(id: string | null): string | null {
  if (id === null) return null
  const [uuid] = subjectPrefixes.flatMap((prefix) => decodeId(prefix, id) ?? [])
  if (uuid !== undefined) return uuid
  throw badInput('subjectId must be the id of an object that operators change, such as a payment or an item.')
}

function badInput(message: string): RequestError {
  return new RequestError('BAD_USER_INPUT', message)
}

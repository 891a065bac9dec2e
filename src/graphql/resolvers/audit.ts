import { encodeSubjectId } from '../../domain/audit/audit-actions.ts'
import { listAuditLog } from '../../domain/audit/list-audit-log.ts'
import { encodeId } from '../../platform/ids.ts'
import { toConnection } from '../connection.ts'
import type { AuditEntryResolvers, QueryResolvers } from '../generated/types.ts'
import { domainOf } from '../request-context.ts'

export const auditQueries = {
  auditLog: async (_, { subjectId, first, after }, context) => {
    const request = { subjectId: subjectId ?? null, first: first ?? null, after: after ?? null }
    return toConnection(await listAuditLog(domainOf(context), request))
  },
} satisfies QueryResolvers

export const AuditEntry = {
  id: ({ id }) => encodeId('aud', id),
  subjectId: (entry) => encodeSubjectId(entry),
} satisfies AuditEntryResolvers

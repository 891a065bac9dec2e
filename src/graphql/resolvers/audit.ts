import { getAuditHead } from '../../domain/audit/audit-head.ts'
import { encodeSubjectId } from '../../domain/audit/audit-actions.ts'
import { listAuditLog } from '../../domain/audit/list-audit-log.ts'
import { revealPersonalValues } from '../../domain/audit/reveal-personal-values.ts'
import { encodeId } from '../../platform/ids.ts'
import { toConnection } from '../connection.ts'
import type { AppKeyResolvers, AuditEntryResolvers, QueryResolvers } from '../generated/types.ts'
import { domainOf } from '../request-context.ts'

export const auditQueries = {
  auditLog: async (_, { subjectId, actor, action, occurredBetween, first, after }, context) => {
    const page = await listAuditLog(domainOf(context), {
      subjectId: subjectId ?? null,
      actorKind: actor?.kind ?? null,
      actorId: actor?.id ?? null,
      actorName: actor?.name ?? null,
      action: action ?? null,
      occurredFrom: occurredBetween?.from ?? null,
      occurredTo: occurredBetween?.to ?? null,
      first: first ?? null,
      after: after ?? null,
    })
    return toConnection(page)
  },
} satisfies QueryResolvers

export const AuditEntry = {
  id: ({ id }) => encodeId('aud', id),
  position: ({ position }) => (position === null ? null : Number(position)),
  hash: ({ hash }) => (hash === null ? null : Buffer.from(hash).toString('hex')),
  actor: ({ actorKind, actorId, actorName }) => ({ kind: actorKind, id: actorId, name: actorName }),
  subjectId: (entry) => encodeSubjectId(entry),
  changes: (entry) => revealPersonalValues(entry),
} satisfies AuditEntryResolvers

export const auditHead = (async ({ appId }, _, context) => {
  const head = await getAuditHead(domainOf(context), appId)
  return head === null ? null : { position: Number(head.position), hash: head.hash }
}) satisfies AppKeyResolvers['auditHead']

import { encodeId } from '../../platform/ids.ts'
import type { AuthenticatedContext, Caller } from '../context.ts'
import type { AuditOrigin } from '../models.ts'

/** Who calls, from where and why, for the audit log. */
export function toAuditOrigin({
  caller,
  request,
  reason = null,
}: Pick<AuthenticatedContext, 'caller' | 'request' | 'reason'>): AuditOrigin {
  const isCommand = caller.kind === 'OPERATOR' && caller.via === 'COMMAND_LINE'
  return {
    actor: toActor(caller),
    transport: isCommand ? 'COMMAND_LINE' : (request?.transport ?? null),
    address: caller.address,
    requestId: request?.id ?? null,
    reason,
  }
}

function toActor(caller: Caller): AuditOrigin['actor'] {
  switch (caller.kind) {
    case 'SERVER':
      return { kind: 'SERVER_KEY', id: encodeId('key', caller.serverKeyId), name: null }
    case 'OPERATOR':
      return {
        kind: caller.via === 'COMMAND_LINE' ? 'COMMAND_LINE' : 'OPERATOR',
        id: caller.operator.id === null ? null : encodeId('opr', caller.operator.id),
        name: caller.operator.name,
      }
    case 'CLIENT':
      throw new Error('a client cannot run operator actions')
  }
}

/** An actor in one text: `OPERATOR opr_… <name>`. */
export function formatActor({ kind, id, name }: AuditOrigin['actor']): string {
  return [kind, id, name].filter((part) => part !== null).join(' ')
}

import type { IdempotencyClaim } from '../../db/queries/idempotency-keys.ts'
import type { OperatorAct } from '../../db/queries/operator-act.ts'
import { encodeId, newUuid } from '../../platform/ids.ts'
import type { Caller, Context } from '../context.ts'
import type { AuditAction } from './audit-actions.ts'

export type ActToNote = {
  readonly action: AuditAction
  readonly reason: string | null
  /** What was there before and after, as far as it changes. No secrets. */
  readonly details: Readonly<Record<string, unknown>>
  readonly claim: IdempotencyClaim | null
}

/** What the audit log says of what the caller does now. */
export function createAct(ctx: Context, { claim, ...act }: ActToNote): OperatorAct {
  return { audit: { id: newUuid(), actor: nameActor(ctx.caller), ...act }, claim, now: ctx.clock() }
}

function nameActor(caller: Caller): string {
  if (caller.kind === 'OPERATOR') return `operator ${caller.name}`
  if (caller.kind === 'SERVER') return `server key ${encodeId('key', caller.serverKeyId)}`
  throw new Error('clients do nothing by hand')
}

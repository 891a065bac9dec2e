import {
  changeWebhookEndpoint as change,
  findWebhookEndpoint,
  type WebhookEndpointChange,
  type WebhookEndpointRow,
} from '../../db/queries/webhook-endpoints.ts'
import { addJobs } from '../../db/queries/jobs.ts'
import { decodeId } from '../../platform/ids.ts'
import type { AuditAction } from '../audit/audit-actions.ts'
import { createAct } from '../audit/create-act.ts'
import type { Context } from '../context.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'
import { webhookJob } from './deliver-webhooks.ts'

export type ChangedEndpoint = { webhookEndpoint: WebhookEndpointRow }

export type EndpointAct = {
  readonly endpointId: string
  readonly action: AuditAction
  /** For the audit log: what is told of the endpoint before and after. */
  readonly tell: (endpoint: WebhookEndpointRow | WebhookEndpointChange) => Readonly<Record<string, unknown>>
  readonly change: (before: WebhookEndpointRow) => Partial<WebhookEndpointChange>
}

/** Others may change the endpoint while we decide: then we look again. */
const attempts = 8

/** Changes an endpoint by hand, and has delivered at once what may be. */
export async function changeEndpoint(ctx: Context, act: EndpointAct): Promise<Outcome<ChangedEndpoint>> {
  const id = decodeId('whk', act.endpointId)
  if (id === null) return { problem: endpointNotFound() }
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const before = await findWebhookEndpoint(ctx.db, ctx.app.appId, id)
    if (before === null) return { problem: endpointNotFound() }
    const after = { ...before, restart: false, position: null, ...act.change(before) }
    const noted = createAct(ctx, {
      action: act.action,
      reason: null,
      details: { before: act.tell(before), after: act.tell(after) },
      claim: null,
    })
    const webhookEndpoint = await change(ctx.db, before, after, noted)
    if (webhookEndpoint === null) continue
    if (webhookEndpoint.status === 'ACTIVE') await addJobs(ctx.db, [webhookJob(ctx.app.appId, id)])
    return { webhookEndpoint, problem: null }
  }
  return { problem: createProblem('BUSY', 'Others are changing this endpoint.', ['endpointId'], 100) }
}

export function endpointNotFound(): Problem {
  return createProblem('WEBHOOK_ENDPOINT_NOT_FOUND', 'There is no such webhook endpoint.', ['endpointId'])
}

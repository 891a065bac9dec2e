import {
  updateWebhookEndpointRow as change,
  selectWebhookEndpoint,
  type WebhookEndpointUpdate,
  type WebhookEndpointRow,
} from '../../db/queries/webhook-endpoints.ts'
import { insertJobs } from '../../db/queries/insert-jobs.ts'
import { decodeId } from '../../platform/ids.ts'
import type { AuditAction } from '../audit/audit-actions.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import type { Context } from '../context.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'
import { webhookDeliveryJob } from '../webhook-delivery/deliver-webhooks.ts'

export type ChangedEndpoint = { webhookEndpoint: WebhookEndpointRow }

export type EndpointChangeRequest = {
  readonly endpointId: string
  readonly action: AuditAction
  /** For the audit log: what is told of the endpoint before and after. */
  readonly describe: (
    endpoint: WebhookEndpointRow | WebhookEndpointUpdate,
  ) => Readonly<Record<string, unknown>>
  readonly change: (before: WebhookEndpointRow) => Partial<WebhookEndpointUpdate>
}

/** Others may change the endpoint while we decide: then we look again. */
const maxAttempts = 8

/** Changes an endpoint by hand, and has delivered at once what may be. */
export async function changeEndpoint(
  ctx: Context,
  request: EndpointChangeRequest,
): Promise<Outcome<ChangedEndpoint>> {
  const id = decodeId('whk', request.endpointId)
  if (id === null) return { problem: endpointNotFoundProblem() }
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const before = await selectWebhookEndpoint(ctx.db, ctx.app.appId, id)
    if (before === null) return { problem: endpointNotFoundProblem() }
    const after = { ...before, resetRetries: false, position: null, ...request.change(before) }
    const auditEntry = createOperatorAction(ctx, {
      action: request.action,
      reason: null,
      changes: { before: request.describe(before), after: request.describe(after) },
      idempotencyRecord: null,
    })
    const webhookEndpoint = await change(ctx.db, before, after, auditEntry)
    if (webhookEndpoint === null) continue
    if (webhookEndpoint.status === 'ACTIVE') await insertJobs(ctx.db, [webhookDeliveryJob(ctx.app.appId, id)])
    return { webhookEndpoint, problem: null }
  }
  return {
    problem: createProblem(
      'BUSY',
      'The webhook endpoint is being changed concurrently. Retry.',
      ['endpointId'],
      100,
    ),
  }
}

export function endpointNotFoundProblem(): Problem {
  return createProblem('WEBHOOK_ENDPOINT_NOT_FOUND', 'Webhook endpoint not found.', ['endpointId'])
}

import {
  selectWebhookEndpoint,
  updateWebhookEndpointRow,
  type WebhookEndpointUpdate,
  type WebhookEndpointRow,
} from '../../db/queries/webhook-endpoints.ts'
import { insertJobs } from '../../db/queries/insert-jobs.ts'
import { decodeId } from '../../platform/ids.ts'
import type { AuditAction } from '../audit/audit-actions.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import type { Context } from '../context.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'
import { retryOnConflict } from '../retry-on-conflict.ts'
import { webhookDeliveryJob } from './webhook-delivery-job.ts'

export type ChangedEndpoint = { webhookEndpoint: WebhookEndpointRow }

export type EndpointChangeRequest = {
  readonly endpointId: string
  readonly action: AuditAction
  /** The details of the endpoint for the audit log, called for the row before and after the change. */
  readonly describe: (
    endpoint: WebhookEndpointRow | WebhookEndpointUpdate,
  ) => Readonly<Record<string, unknown>>
  readonly change: (before: WebhookEndpointRow) => Partial<WebhookEndpointUpdate>
}

/** A concurrent change of the endpoint makes an attempt fail; it is then repeated with the new row. */
const maxAttempts = 8

/** Applies an operator action to an endpoint and enqueues its deliveries. */
export async function changeEndpoint(
  ctx: Context,
  request: EndpointChangeRequest,
): Promise<Outcome<ChangedEndpoint>> {
  const id = decodeId('whk', request.endpointId)
  if (id === null) return { problem: endpointNotFoundProblem() }
  const changed = await retryOnConflict(maxAttempts, () => tryChange(ctx, id, request))
  if (changed !== null) return changed
  const message = 'The webhook endpoint is being changed concurrently. Retry.'
  return { problem: createProblem('BUSY', message, ['endpointId'], 100) }
}

/** null if another call changed the endpoint in the meantime. */
async function tryChange(
  ctx: Context,
  id: string,
  request: EndpointChangeRequest,
): Promise<Outcome<ChangedEndpoint> | null> {
  const before = await selectWebhookEndpoint(ctx.db, ctx.app.appId, id)
  if (before === null) return { problem: endpointNotFoundProblem() }
  const after = { ...before, resetRetries: false, position: null, ...request.change(before) }
  const auditEntry = createOperatorAction(ctx, {
    action: request.action,
    reason: null,
    changes: { before: request.describe(before), after: request.describe(after) },
    idempotencyRecord: null,
  })
  const webhookEndpoint = await updateWebhookEndpointRow(ctx.db, before, after, auditEntry)
  if (webhookEndpoint === null) return null
  if (webhookEndpoint.status === 'ACTIVE') await insertJobs(ctx.db, [webhookDeliveryJob(ctx.app.appId, id)])
  return { webhookEndpoint, problem: null }
}

export function endpointNotFoundProblem(): Problem {
  return createProblem('WEBHOOK_ENDPOINT_NOT_FOUND', 'Webhook endpoint not found.', ['endpointId'])
}

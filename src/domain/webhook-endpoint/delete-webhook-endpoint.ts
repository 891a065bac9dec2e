import {
  deleteWebhookEndpointRow,
  selectWebhookEndpoint,
  type WebhookEndpointRow,
} from '../../db/queries/webhook-endpoints.ts'
import { decodeId } from '../../platform/ids.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import type { Context } from '../context.ts'
import type { Outcome } from '../problem.ts'
import { endpointNotFoundProblem } from './change-endpoint.ts'

/** Deletes an endpoint with its pending deliveries. Returns the deleted row. */
export async function deleteWebhookEndpoint(
  ctx: Context,
  input: { readonly endpointId: string },
): Promise<Outcome<{ webhookEndpoint: WebhookEndpointRow }>> {
  const id = decodeId('whk', input.endpointId)
  const before = id === null ? null : await selectWebhookEndpoint(ctx.db, ctx.app.appId, id)
  if (before === null) return { problem: endpointNotFoundProblem() }
  const { url, types } = before
  const auditEntry = createOperatorAction(ctx, {
    action: 'deleteWebhookEndpoint',
    reason: null,
    changes: { before: { url, types } },
    idempotencyRecord: null,
  })
  if (!(await deleteWebhookEndpointRow(ctx.db, before, auditEntry)))
    return { problem: endpointNotFoundProblem() }
  return { webhookEndpoint: before, problem: null }
}

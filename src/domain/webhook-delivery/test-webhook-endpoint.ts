import { insertAuditEntry } from '../../db/queries/audit-log.ts'
import type { WebhookDeliveryRow } from '../../db/queries/webhook-deliveries.ts'
import { selectWebhookEndpoint } from '../../db/queries/webhook-endpoints.ts'
import { decodeId, encodeId, newUuid } from '../../platform/ids.ts'
import type { Context } from '../context.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import type { Outcome } from '../problem.ts'
import { endpointNotFoundProblem } from '../webhook-endpoint/change-endpoint.ts'
import { sendEventNow } from './send-event.ts'

export type WebhookTestResult = Pick<
  WebhookDeliveryRow,
  'eventId' | 'status' | 'responseStatus' | 'responseBody' | 'error' | 'durationMs'
> & { readonly requestBody: string; readonly sentAt: Date }

/**
 * Sends a signed test event to an endpoint and returns the response. The feed and the delivery log do not contain it. The audit entry is
 * written first, so that no request is sent without one.
 */
export async function testWebhookEndpoint(
  ctx: Context,
  { endpointId }: { readonly endpointId: string },
): Promise<Outcome<{ result: WebhookTestResult }>> {
  const { appId } = ctx.app
  const id = decodeId('whk', endpointId)
  const endpoint = id === null ? null : await selectWebhookEndpoint(ctx.db, appId, id)
  if (endpoint === null) return { problem: endpointNotFoundProblem() }
  const event = { id: newUuid() }
  const eventId = encodeId('evt', event.id)
  const action = createOperatorAction(ctx, { action: 'testWebhookEndpoint', changes: { after: { eventId } } })
  await insertAuditEntry(ctx.db, { appId, id: endpoint.id }, action)
  const body = buildTestPayload(eventId, ctx.clock())
  const delivery = await sendEventNow(ctx, endpoint, { event, body })
  return { result: { ...delivery, requestBody: body, sentAt: delivery.attemptedAt }, problem: null }
}

/** It has every field of an event, so that a receiver that reads them does not fail because one is missing. */
function buildTestPayload(id: string, now: Date): string {
  return JSON.stringify({
    id,
    cursor: null,
    type: 'TEST',
    occurredAt: now,
    previousStatus: null,
    status: null,
    store: null,
    purchaseId: null,
    purchase: null,
    payment: null,
  })
}

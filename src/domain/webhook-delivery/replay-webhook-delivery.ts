import { insertAuditEntry } from '../../db/queries/audit-log.ts'
import { selectEventsByIds } from '../../db/queries/events.ts'
import {
  insertWebhookDelivery,
  selectWebhookDelivery,
  type WebhookDeliveryRow,
} from '../../db/queries/webhook-deliveries.ts'
import { selectWebhookEndpoint } from '../../db/queries/webhook-endpoints.ts'
import { decodeId, encodeId } from '../../platform/ids.ts'
import type { Context } from '../context.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import { createProblem, type Outcome } from '../problem.ts'
import { endpointNotFoundProblem } from '../webhook-endpoint/change-endpoint.ts'
import { sendEventNow } from './send-event.ts'
import { buildPayloads } from './webhook-payload.ts'

/**
 * Sends the event of an attempt to its endpoint once more and returns the new attempt. It is no progress of the endpoint, whose position
 * and retries stay as they are. The audit entry is written first, so that no request is sent without one.
 */
export async function replayWebhookDelivery(
  ctx: Context,
  input: { readonly deliveryId: string },
): Promise<Outcome<{ delivery: WebhookDeliveryRow }>> {
  const { appId } = ctx.app
  const id = decodeId('whd', input.deliveryId)
  const attempt = id === null ? null : await selectWebhookDelivery(ctx.db, appId, id)
  if (attempt === null)
    return refuse('There is no such delivery attempt: they are retained for a limited time.')
  const endpoint = await selectWebhookEndpoint(ctx.db, appId, attempt.endpointId)
  if (endpoint === null) return { problem: endpointNotFoundProblem() }
  if (endpoint.status !== 'ACTIVE') return refuse('The webhook endpoint is paused. Resume it first.')
  const [event] = await selectEventsByIds(ctx.db, appId, [attempt.eventId])
  if (event === undefined) return refuse('The event is no longer retained.')
  const changes = { after: { deliveryId: input.deliveryId, eventId: encodeId('evt', event.id) } }
  const action = createOperatorAction(ctx, { action: 'replayWebhookDelivery', changes })
  await insertAuditEntry(ctx.db, { appId, id: endpoint.id }, action)
  const [body = ''] = await buildPayloads(ctx, [event])
  const delivery = await sendEventNow(ctx, endpoint, { event, body })
  await insertWebhookDelivery(ctx.db, delivery)
  return { delivery, problem: null }
}

function refuse(message: string): Outcome<{ delivery: WebhookDeliveryRow }> {
  return { problem: createProblem('INVALID_INPUT', message, ['deliveryId']) }
}

import {
  selectWebhookDeliveries,
  selectWebhookDeliveriesOfEvents,
  type WebhookDeliveryConditions,
  type WebhookDeliveryRow,
} from '../../db/queries/webhook-deliveries.ts'
import { decodeId } from '../../platform/ids.ts'
import { RequestError } from '../../platform/request-error.ts'
import type { Context } from '../context.ts'
import { listNewestFirst } from '../list-newest-first.ts'
import type { Page } from '../page.ts'

type ListRequest = { readonly first: number | null; readonly after: string | null }

/** The delivery attempts of an endpoint, newest first. */
export function listWebhookDeliveries(
  ctx: Context,
  endpointId: string,
  {
    status,
    eventId,
    ...request
  }: ListRequest & Pick<WebhookDeliveryConditions, 'status'> & { readonly eventId: string | null },
): Promise<Page<WebhookDeliveryRow>> {
  const { appId } = ctx.app
  const conditions = { status, eventId: eventId === null ? null : decodeEventId(eventId) }
  return listNewestFirst(appId, `webhook deliveries of ${endpointId}`, request, (span) =>
    selectWebhookDeliveries(ctx.db, appId, { endpointId, ...conditions, ...span }),
  )
}

function decodeEventId(id: string): string {
  const uuid = decodeId('evt', id)
  if (uuid === null) throw new RequestError('BAD_USER_INPUT', 'eventId must be the id of an event.')
  return uuid
}

/** The attempts to deliver the events of a payment, to all endpoints, newest first. */
export async function listWebhookDeliveriesOfPayment(
  ctx: Context,
  payment: { readonly id: string; readonly eventIds: readonly string[] },
  request: ListRequest,
): Promise<Page<WebhookDeliveryRow>> {
  const { appId } = ctx.app
  const { id, eventIds } = payment
  return listNewestFirst(appId, `webhook deliveries of ${id}`, request, (span) =>
    selectWebhookDeliveriesOfEvents(ctx.db, appId, { eventIds, ...span }),
  )
}

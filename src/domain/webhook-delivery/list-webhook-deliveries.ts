import {
  selectWebhookDeliveries,
  selectWebhookDeliveriesOfEvents,
  type WebhookDeliveryRow,
} from '../../db/queries/webhook-deliveries.ts'
import type { Context } from '../context.ts'
import { listNewestFirst } from '../list-newest-first.ts'
import type { Page } from '../page.ts'

/** The delivery attempts of an endpoint, newest first. */
export function listWebhookDeliveries(
  ctx: Context,
  endpointId: string,
  request: { readonly first: number | null; readonly after: string | null },
): Promise<Page<WebhookDeliveryRow>> {
  const { appId } = ctx.app
  return listNewestFirst(appId, `webhook deliveries of ${endpointId}`, request, (span) =>
    selectWebhookDeliveries(ctx.db, appId, { endpointId, ...span }),
  )
}

/** The attempts to deliver the events of a payment, to all endpoints, newest first. */
export async function listWebhookDeliveriesOfPayment(
  ctx: Context,
  payment: { readonly id: string; readonly eventIds: readonly string[] },
  request: { readonly first: number | null; readonly after: string | null },
): Promise<Page<WebhookDeliveryRow>> {
  const { appId } = ctx.app
  const { id, eventIds } = payment
  return listNewestFirst(appId, `webhook deliveries of ${id}`, request, (span) =>
    selectWebhookDeliveriesOfEvents(ctx.db, appId, { eventIds, ...span }),
  )
}

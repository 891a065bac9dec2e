import {
  selectWebhookDeliveries as listRows,
  type WebhookDeliveryRow,
} from '../../db/queries/webhook-deliveries.ts'
import {
  selectWebhookEndpoint,
  selectWebhookEndpoints as listEndpoints,
  type WebhookEndpointRow,
} from '../../db/queries/webhook-endpoints.ts'
import { decodeId } from '../../platform/ids.ts'
import type { Context } from '../context.ts'
import { listNewestFirst } from '../list-newest-first.ts'
import type { Page } from '../page.ts'

/** Oldest first. */
export function listWebhookEndpoints(ctx: Context): Promise<WebhookEndpointRow[]> {
  return listEndpoints(ctx.db, ctx.app.appId)
}

/** The endpoint with this prefixed id. */
export async function getWebhookEndpoint(ctx: Context, id: string): Promise<WebhookEndpointRow | null> {
  const uuid = decodeId('whk', id)
  return uuid === null ? null : selectWebhookEndpoint(ctx.db, ctx.app.appId, uuid)
}

/** What was sent there, newest first. */
export function listWebhookDeliveries(
  ctx: Context,
  endpointId: string,
  request: { readonly first: number | null; readonly after: string | null },
): Promise<Page<WebhookDeliveryRow>> {
  const { appId } = ctx.app
  return listNewestFirst(appId, `webhook deliveries of ${endpointId}`, request, (span) =>
    listRows(ctx.db, appId, { endpointId, ...span }),
  )
}

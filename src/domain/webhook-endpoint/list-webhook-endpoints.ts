import {
  selectWebhookEndpoint,
  selectWebhookEndpoints,
  type WebhookEndpointRow,
} from '../../db/queries/webhook-endpoints.ts'
import { decodeId } from '../../platform/ids.ts'
import type { Context } from '../context.ts'

/** The webhook endpoints of the app, oldest first. */
export function listWebhookEndpoints(ctx: Context): Promise<WebhookEndpointRow[]> {
  return selectWebhookEndpoints(ctx.db, ctx.app.appId)
}

/** The endpoint with this prefixed id. */
export async function getWebhookEndpoint(ctx: Context, id: string): Promise<WebhookEndpointRow | null> {
  const uuid = decodeId('whk', id)
  return uuid === null ? null : selectWebhookEndpoint(ctx.db, ctx.app.appId, uuid)
}

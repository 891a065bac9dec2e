import {
  summarizeWebhookDeliveries,
  type WebhookDeliverySummary,
} from '../../db/queries/webhook-deliveries.ts'
import type { Context } from '../context.ts'

const periodMs = 24 * 60 * 60_000
/** More are not counted: they are read one by one. */
const maxAttempts = 1_000

/** Success and duration of the newest attempts of the last day to deliver to an endpoint. */
export async function summarizeDeliveries(
  ctx: Context,
  endpointId: string,
): Promise<WebhookDeliverySummary & { readonly isComplete: boolean }> {
  const since = new Date(ctx.clock().getTime() - periodMs)
  const summary = await summarizeWebhookDeliveries(ctx.db, ctx.app.appId, {
    endpointId,
    since,
    limit: maxAttempts,
  })
  return { ...summary, isComplete: summary.attemptCount < maxAttempts }
}

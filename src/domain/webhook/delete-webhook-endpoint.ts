import {
  deleteWebhookEndpoint as remove,
  findWebhookEndpoint,
  type WebhookEndpointRow,
} from '../../db/queries/webhook-endpoints.ts'
import { decodeId } from '../../platform/ids.ts'
import { createAct } from '../audit/create-act.ts'
import type { Context } from '../context.ts'
import type { Outcome } from '../problem.ts'
import { endpointNotFound } from './change-endpoint.ts'

/** Nothing is sent there any more; what waits for it is not kept. Answers with what it was. */
export async function deleteWebhookEndpoint(
  ctx: Context,
  input: { readonly endpointId: string },
): Promise<Outcome<{ webhookEndpoint: WebhookEndpointRow }>> {
  const id = decodeId('whk', input.endpointId)
  const before = id === null ? null : await findWebhookEndpoint(ctx.db, ctx.app.appId, id)
  if (before === null) return { problem: endpointNotFound() }
  const { url, types } = before
  const act = createAct(ctx, {
    action: 'deleteWebhookEndpoint',
    reason: null,
    details: { before: { url, types } },
    claim: null,
  })
  if (!(await remove(ctx.db, before, act))) return { problem: endpointNotFound() }
  return { webhookEndpoint: before, problem: null }
}

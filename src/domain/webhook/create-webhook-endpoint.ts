import type { EventType } from '../../db/queries/events.ts'
import { insertWebhookEndpoint, type WebhookEndpointRow } from '../../db/queries/webhook-endpoints.ts'
import { seal } from '../../platform/crypto.ts'
import { newUuid } from '../../platform/ids.ts'
import { createAct } from '../audit/create-act.ts'
import type { Context } from '../context.ts'
import { firstProblem } from '../input.ts'
import { createProblem, type Outcome } from '../problem.ts'
import { checkTypes, checkUrl } from './check-endpoint.ts'
import { newWebhookSecret, sealedWebhookSecret } from './webhook-secret.ts'

const maxEndpoints = 20

/** An endpoint that gets everything from now on. Its secret is shown this once. */
export async function createWebhookEndpoint(
  ctx: Context,
  input: { readonly url: string; readonly types: readonly EventType[] | null },
): Promise<Outcome<{ webhookEndpoint: WebhookEndpointRow; secret: string }>> {
  const { appId } = ctx.app
  const { url, types } = input
  const problem = firstProblem(checkUrl(ctx, url), checkTypes(types))
  if (problem !== null) return { problem }
  const id = newUuid()
  const secret = newWebhookSecret()
  const act = createAct(ctx, {
    action: 'createWebhookEndpoint',
    reason: null,
    details: { after: { url, types } },
    claim: null,
  })
  const row = {
    appId,
    id,
    url,
    types: types === null ? null : [...new Set(types)],
    secret: seal(ctx.keyring, secret, sealedWebhookSecret(appId, id)),
    position: await ctx.feed.head(appId),
  }
  const webhookEndpoint = await insertWebhookEndpoint(ctx.db, row, maxEndpoints, act)
  if (webhookEndpoint === null) {
    return { problem: createProblem('INVALID_INPUT', `An AppKey has at most ${maxEndpoints} endpoints.`) }
  }
  return { webhookEndpoint, secret, problem: null }
}

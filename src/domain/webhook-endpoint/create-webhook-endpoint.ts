import type { EventType } from '../../db/queries/events.ts'
import { insertWebhookEndpoint, type WebhookEndpointRow } from '../../db/queries/webhook-endpoints.ts'
import { encrypt } from '../../platform/crypto.ts'
import { newUuid } from '../../platform/ids.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import type { Context } from '../context.ts'
import { firstProblem } from '../input.ts'
import { createProblem, type Outcome } from '../problem.ts'
import { checkEventTypes, checkUrl } from './validate-endpoint.ts'
import { webhookSecretAad } from '../../platform/encryption-aad.ts'
import { newWebhookSecret } from './webhook-secret.ts'

const maxEndpoints = 20

/** Creates an endpoint that gets all events from now on. This is the only time that its secret is returned. */
export async function createWebhookEndpoint(
  ctx: Context,
  input: { readonly url: string; readonly types: readonly EventType[] | null },
): Promise<Outcome<{ webhookEndpoint: WebhookEndpointRow; secret: string }>> {
  const { appId } = ctx.app
  const { url, types } = input
  const problem = firstProblem(checkUrl(ctx, url), checkEventTypes(types))
  if (problem !== null) return { problem }
  const id = newUuid()
  const secret = newWebhookSecret()
  const auditEntry = createOperatorAction(ctx, {
    action: 'createWebhookEndpoint',
    reason: null,
    changes: { after: { url, types } },
    idempotencyRecord: null,
  })
  const row = {
    appId,
    id,
    url,
    types: types === null ? null : [...new Set(types)],
    encryptedSecret: encrypt(ctx.keyring, secret, webhookSecretAad(appId, id)),
    position: await ctx.events.headPosition(appId),
  }
  const webhookEndpoint = await insertWebhookEndpoint(ctx.db, row, maxEndpoints, auditEntry)
  if (webhookEndpoint === null) {
    return {
      problem: createProblem('INVALID_INPUT', `An app can have at most ${maxEndpoints} webhook endpoints.`),
    }
  }
  return { webhookEndpoint, secret, problem: null }
}

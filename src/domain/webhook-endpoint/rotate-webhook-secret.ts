import { encrypt } from '../../platform/crypto.ts'
import type { Context } from '../context.ts'
import type { Outcome } from '../problem.ts'
import { changeEndpoint, type ChangedEndpoint } from './change-endpoint.ts'
import { webhookSecretAad } from '../../platform/encryption-aad.ts'
import { newWebhookSecret } from './webhook-secret.ts'

const previousSecretTtlMs = 24 * 60 * 60_000

/** Creates a new secret, returned only this time. The previous secret also signs for a day; older ones stop at once. */
export async function rotateWebhookSecret(
  ctx: Context,
  { endpointId }: { readonly endpointId: string },
): Promise<Outcome<ChangedEndpoint & { secret: string }>> {
  const secret = newWebhookSecret()
  const previousSecretExpiresAt = new Date(ctx.clock().getTime() + previousSecretTtlMs)
  const changed = await changeEndpoint(ctx, {
    endpointId,
    action: 'rotateWebhookSecret',
    describe: (endpoint) => ({ previousSecretExpiresAt: endpoint.previousSecretExpiresAt }),
    change: ({ appId, id, encryptedSecret }) => ({
      encryptedSecret: encrypt(ctx.keyring, secret, webhookSecretAad(appId, id)),
      encryptedPreviousSecret: encryptedSecret,
      previousSecretExpiresAt,
    }),
  })
  return changed.problem === null ? { ...changed, secret } : { problem: changed.problem }
}

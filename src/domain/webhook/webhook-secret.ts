import { randomBytes } from 'node:crypto'
import type { WebhookEndpointRow } from '../../db/queries/webhook-endpoints.ts'
import { unseal, type Keyring } from '../../platform/crypto.ts'

const secretBytes = 32

/** In the form of Standard Webhooks. */
export function newWebhookSecret(): string {
  return `whsec_${randomBytes(secretBytes).toString('base64')}`
}

/** What a sealed secret is bound to. */
export function sealedWebhookSecret(appId: string, endpointId: string): string {
  return `webhook secret of ${appId}/${endpointId}`
}

/**
 * All that sign at this time, the newest first. One that was rotated because it cannot be opened is left out.
 * @throws if the newest cannot be opened
 */
export function openWebhookSecrets(keyring: Keyring, endpoint: WebhookEndpointRow, now: Date): string[] {
  const { secret, previousSecret, previousSecretExpiresAt } = endpoint
  const bindTo = sealedWebhookSecret(endpoint.appId, endpoint.id)
  const secrets = [unseal(keyring, secret, bindTo)]
  if (previousSecret !== null && previousSecretExpiresAt !== null && previousSecretExpiresAt > now) {
    secrets.push(...openIfKnown(keyring, previousSecret, bindTo))
  }
  return secrets
}

function openIfKnown(keyring: Keyring, sealed: Uint8Array, bindTo: string): string[] {
  try {
    return [unseal(keyring, sealed, bindTo)]
  } catch {
    return []
  }
}

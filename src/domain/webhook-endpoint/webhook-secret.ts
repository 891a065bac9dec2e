import { randomBytes } from 'node:crypto'
import type { WebhookEndpointRow } from '../../db/queries/webhook-endpoints.ts'
import { decrypt, type Keyring } from '../../platform/crypto.ts'
import { webhookSecretAad } from '../../platform/encryption-aad.ts'

const secretBytes = 32

/** In the form of Standard Webhooks. */
export function newWebhookSecret(): string {
  return `whsec_${randomBytes(secretBytes).toString('base64')}`
}

/**
 * All that sign at this time, the newest first. One that was rotated because it cannot be opened is left out.
 * @throws if the newest cannot be opened
 */
export function decryptSigningSecrets(keyring: Keyring, endpoint: WebhookEndpointRow, now: Date): string[] {
  const { encryptedSecret, encryptedPreviousSecret, previousSecretExpiresAt } = endpoint
  const aad = webhookSecretAad(endpoint.appId, endpoint.id)
  const secrets = [decrypt(keyring, encryptedSecret, aad)]
  if (encryptedPreviousSecret !== null && previousSecretExpiresAt !== null && previousSecretExpiresAt > now) {
    secrets.push(...decryptIfPossible(keyring, encryptedPreviousSecret, aad))
  }
  return secrets
}

function decryptIfPossible(keyring: Keyring, encrypted: Uint8Array, aad: string): string[] {
  try {
    return [decrypt(keyring, encrypted, aad)]
  } catch {
    return []
  }
}

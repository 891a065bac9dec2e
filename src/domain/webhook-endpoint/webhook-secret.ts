import { randomBytes } from 'node:crypto'
import type { WebhookEndpointRow } from '../../db/queries/webhook-endpoints.ts'
import { decrypt, type Keyring } from '../../platform/crypto.ts'
import { webhookSecretAad } from '../../platform/encryption-aad.ts'

const secretBytes = 32

/** Creates a secret in the format of Standard Webhooks. */
export function newWebhookSecret(): string {
  return `whsec_${randomBytes(secretBytes).toString('base64')}`
}

/**
 * The secrets that sign at this time, the newest first. A previous secret that cannot be decrypted is left out.
 * @throws if the newest secret cannot be decrypted
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

import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { loadOrCreateKeys } from '../load-or-create-keys.ts'
import { randomDigits } from '../random-id.ts'
import { createRsaPrivateKeyPem, parseRsaPrivateKey } from '../rsa-keys.ts'
import type { RsaKey } from '../rsa-keys.ts'

const storedKeysSchema = z.strictObject({
  serviceAccountKey: z.string(),
  serviceAccountKeyId: z.string(),
  clientId: z.string(),
  licenseKey: z.string(),
  pushKey: z.string(),
  pushKeyId: z.string(),
})

/** Google's signing keys, and the service account key of the developer. */
export type GooglePlayKeys = {
  serviceAccount: RsaKey & { keyId: string; clientId: string; privatePem: string }
  /** Signs the purchase data that the app receives. */
  license: RsaKey
  /** Signs the identity tokens of Pub/Sub pushes. */
  push: RsaKey & { keyId: string }
}

export async function loadGooglePlayKeys(dataDir: string | undefined): Promise<GooglePlayKeys> {
  const stored = await loadOrCreateKeys(dataDir, 'google-play', storedKeysSchema, createKeys)
  return {
    serviceAccount: {
      ...parseRsaPrivateKey(stored.serviceAccountKey),
      keyId: stored.serviceAccountKeyId,
      clientId: stored.clientId,
      privatePem: stored.serviceAccountKey,
    },
    license: parseRsaPrivateKey(stored.licenseKey),
    push: { ...parseRsaPrivateKey(stored.pushKey), keyId: stored.pushKeyId },
  }
}

async function createKeys(): Promise<z.infer<typeof storedKeysSchema>> {
  const [serviceAccountKey, licenseKey, pushKey] = await Promise.all([
    createRsaPrivateKeyPem(),
    createRsaPrivateKeyPem(),
    createRsaPrivateKeyPem(),
  ])
  return {
    serviceAccountKey,
    serviceAccountKeyId: randomBytes(20).toString('hex'),
    clientId: `1${randomDigits(20)}`,
    licenseKey,
    pushKey,
    pushKeyId: randomBytes(20).toString('hex'),
  }
}

import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { loadOrCreateKeys } from '../load-or-create-keys.ts'
import { createRsaPrivateKeyPem, parseRsaPrivateKey } from '../rsa-keys.ts'
import type { RsaKey } from '../rsa-keys.ts'

const storedKeysSchema = z.strictObject({ licenseKey: z.string(), clientSecret: z.string() })

/** The key that signs purchase data and notifications, and the client secret of the developer. */
export type OneStoreKeys = { license: RsaKey; clientSecret: string }

export async function loadOneStoreKeys(dataDir: string | undefined): Promise<OneStoreKeys> {
  const stored = await loadOrCreateKeys(dataDir, 'one-store', storedKeysSchema, async () => ({
    licenseKey: await createRsaPrivateKeyPem(),
    clientSecret: randomBytes(32).toString('base64'),
  }))
  return { license: parseRsaPrivateKey(stored.licenseKey), clientSecret: stored.clientSecret }
}

import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { z } from 'zod'
import { loadOrCreateKeys } from '../load-or-create-keys.ts'

const storedKeysSchema = z.strictObject({ receiptPrivateKey: z.string(), apiSecret: z.string() })

/** The key that signs receipts, and the API secret of the developer. */
export type TestStoreKeys = {
  receiptKey: KeyObject
  /** SPKI in PEM. */
  receiptPublicKey: string
  apiSecret: string
}

export async function loadTestStoreKeys(dataDir: string | undefined): Promise<TestStoreKeys> {
  const { receiptPrivateKey, apiSecret } = await loadOrCreateKeys(
    dataDir,
    'test-store',
    storedKeysSchema,
    createKeys,
  )
  const receiptPublicKey = createPublicKey(receiptPrivateKey)
    .export({ type: 'spki', format: 'pem' })
    .toString()
  return { receiptKey: createPrivateKey(receiptPrivateKey), receiptPublicKey, apiSecret }
}

function createKeys(): z.infer<typeof storedKeysSchema> {
  const { privateKey } = generateKeyPairSync('ed25519')
  return {
    receiptPrivateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    apiSecret: `tss_${randomBytes(24).toString('base64url')}`,
  }
}

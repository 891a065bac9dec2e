import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { z } from 'zod'
import { loadOrCreateKeys } from '../load-or-create-keys.ts'

const storedKeysSchema = z.strictObject({ receiptPrivateKey: z.string(), apiSecret: z.string() })

/** What the Test store signs receipts with, and the secret that it gave to the developer. */
export type TestStoreKeys = {
  receiptKey: KeyObject
  /** SPKI PEM. */
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

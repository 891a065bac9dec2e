import { createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { z } from 'zod'
import { loadOrCreateKeys } from '../load-or-create-keys.ts'
import { randomDigits } from '../random-id.ts'
import { createCertificateChain, signedKeySchema } from './certificates.ts'
import type { CertificateChain } from './certificates.ts'

const storedKeysSchema = z.strictObject({
  root: signedKeySchema,
  intermediate: signedKeySchema,
  leaf: signedKeySchema,
  issuerId: z.string(),
  keyId: z.string(),
  apiPrivateKey: z.string(),
})

/** The App Store's signing keys, and the API key of the developer. */
export type AppStoreKeys = {
  chain: CertificateChain
  /** Leaf, intermediate, root: base64 DER, in the order of `x5c`. */
  x5c: [leaf: string, intermediate: string, root: string]
  signingKey: KeyObject
  apiKey: ApiKey
}

/** A key of the App Store Server API. */
export type ApiKey = {
  issuerId: string
  keyId: string
  /** PKCS#8 PEM. */
  privateKey: string
  publicKey: KeyObject
}

export async function loadAppStoreKeys(dataDir: string | undefined): Promise<AppStoreKeys> {
  const { issuerId, keyId, apiPrivateKey, ...chain } = await loadOrCreateKeys(
    dataDir,
    'app-store',
    storedKeysSchema,
    createKeys,
  )
  return {
    chain,
    x5c: [chain.leaf.certificate, chain.intermediate.certificate, chain.root.certificate],
    signingKey: createPrivateKey(chain.leaf.privateKey),
    apiKey: { issuerId, keyId, privateKey: apiPrivateKey, publicKey: createPublicKey(apiPrivateKey) },
  }
}

async function createKeys(): Promise<z.infer<typeof storedKeysSchema>> {
  const apiKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  return {
    ...(await createCertificateChain()),
    issuerId: randomUUID(),
    keyId: `EMU${randomDigits(7)}`,
    apiPrivateKey: apiKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

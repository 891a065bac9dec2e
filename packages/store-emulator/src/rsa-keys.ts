import { createPrivateKey, createPublicKey, generateKeyPair } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { promisify } from 'node:util'

const generate = promisify(generateKeyPair)

export type RsaKey = {
  privateKey: KeyObject
  publicKey: KeyObject
}

/** A new 2048-bit RSA key as PKCS#8 PEM. */
export async function createRsaPrivateKeyPem(): Promise<string> {
  const { privateKey } = await generate('rsa', { modulusLength: 2048 })
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

export function parseRsaPrivateKey(pem: string): RsaKey {
  return { privateKey: createPrivateKey(pem), publicKey: createPublicKey(pem) }
}

/** SPKI in Base64, the format in which Google Play and ONE store show a license key. */
export function exportLicenseKey({ publicKey }: RsaKey): string {
  return publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
}

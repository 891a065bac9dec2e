import { createPublicKey, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'

/** The RSA key of an X.509 SubjectPublicKeyInfo in base64, as the stores show it; null if the text is not one. */
export function parseRsaPublicKey(spkiBase64: string): KeyObject | null {
  try {
    const der = Buffer.from(spkiBase64.replace(/\s+/g, ''), 'base64')
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' })
    return key.asymmetricKeyType === 'rsa' ? key : null
  } catch {
    return null
  }
}

/** Verifies RSASSA-PKCS1-v1_5 over the exact UTF-8 bytes of `text`. */
export function isSignedByRsa(
  hash: 'sha1' | 'sha512',
  text: string,
  signatureBase64: string,
  key: KeyObject,
): boolean {
  if (!/^[\d+/A-Za-z]+={0,2}$/.test(signatureBase64)) return false
  return verify(hash, Buffer.from(text, 'utf8'), key, Buffer.from(signatureBase64, 'base64'))
}

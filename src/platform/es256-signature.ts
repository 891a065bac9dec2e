import { verify, type KeyObject } from 'node:crypto'

/** Verifies an ECDSA signature over P-256 and SHA-256 in the format of ES256: r and s, 32 bytes each. */
export function isSignedByEs256(bytes: Buffer, signature: Buffer, key: KeyObject): boolean {
  return verify('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }, signature)
}

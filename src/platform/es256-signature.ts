import { verify, type KeyObject } from 'node:crypto'

const integerBytes = 32
const derSequence = 0x30
const derInteger = 0x02

/** Verifies an ECDSA signature over P-256 and SHA-256 in the format of ES256: r and s, 32 bytes each. */
export function isSignedByEs256(bytes: Buffer, signature: Buffer, key: KeyObject): boolean {
  if (signature.length !== 2 * integerBytes) return false
  return verify('sha256', bytes, key, toDer(signature))
}

/**
 * The signature as OpenSSL wants it. Node would convert it too, but only for a key in an object with options, which it reads anew for
 * each signature; that takes a tenth of the time of the verification.
 */
function toDer(signature: Buffer): Buffer {
  const integers = [signature.subarray(0, integerBytes), signature.subarray(integerBytes)].map(toDerInteger)
  const length = integers.reduce((sum, integer) => sum + integer.length, 0)
  return Buffer.concat([Buffer.from([derSequence, length]), ...integers])
}

/** A positive integer without superfluous zeros; a zero before a high bit, which would be the sign. */
function toDerInteger(bytes: Buffer): Buffer {
  let start = 0
  while (start < bytes.length - 1 && bytes[start] === 0) start += 1
  const digits = bytes.subarray(start)
  const sign = (digits[0] ?? 0) > 0x7f ? [0] : []
  return Buffer.concat([Buffer.from([derInteger, sign.length + digits.length, ...sign]), digits])
}

import { sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'

/** The first two parts of a compact JWS, which its signature covers. */
export function signingInput(header: object, payload: object): string {
  return `${encodeJwsPart(header)}.${encodeJwsPart(payload)}`
}

export function signEs256(header: object, payload: object, key: KeyObject): string {
  const input = signingInput(header, payload)
  const signature = sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' })
  return `${input}.${signature.toString('base64url')}`
}

export function signEd25519(header: object, payload: object, key: KeyObject): string {
  const input = signingInput(header, payload)
  return `${input}.${sign(null, Buffer.from(input), key).toString('base64url')}`
}

export function encodeJwsPart(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}

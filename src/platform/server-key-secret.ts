import { randomSecret } from './crypto.ts'
import { decodeUuid, encodeUuid } from './ids.ts'

export const serverKeyPrefix = 'csk_'

/** `csk_`, the app id as 26 characters, `_`, and the secret part. */
const serverKeyPattern = /^csk_([0-9a-z]{26})_[A-Za-z0-9_-]{20,64}$/

export function createServerKeySecret(appId: string, secretPart: string = randomSecret()): string {
  return `${serverKeyPrefix}${encodeUuid(appId)}_${secretPart}`
}

/** The id of the app that a server key contains; null if the text does not have the form of a server key. */
export function parseServerKeyAppId(secret: string): string | null {
  const encoded = serverKeyPattern.exec(secret)?.[1]
  return encoded === undefined ? null : decodeUuid(encoded)
}

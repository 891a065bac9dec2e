import type { ServerKeyRow } from '../../db/queries/server-keys.ts'
import { randomSecret, sha256 } from '../../platform/crypto.ts'
import { decodeUuid, encodeUuid, newUuid } from '../../platform/ids.ts'

export type ServerKeyRole = 'READER' | 'GAME_SERVER' | 'ADMIN'

/** `csk_`, 26 characters that name the AppKey, `_`, and the secret part. */
const serverKeyPattern = /^csk_([0-9a-z]{26})_[A-Za-z0-9_-]{20,64}$/

const ranks: Readonly<Record<ServerKeyRole, number>> = { READER: 0, GAME_SERVER: 1, ADMIN: 2 }

/** Each role may do what the roles before it may. */
export function hasRole(role: ServerKeyRole, needed: ServerKeyRole): boolean {
  return ranks[role] >= ranks[needed]
}

/** The project that a server key names by itself; null if the text is no server key. */
export function parseServerKeyAppId(secret: string): string | null {
  const encoded = serverKeyPattern.exec(secret)?.[1]
  return encoded === undefined ? null : decodeUuid(encoded)
}

/** A new key with its secret, which is kept nowhere. */
export function generateServerKey(
  appId: string,
  options: { name: string; role: ServerKeyRole; now: Date; random?: string },
): { row: ServerKeyRow; secret: string } {
  const secret = `csk_${encodeUuid(appId)}_${options.random ?? randomSecret()}`
  const row: ServerKeyRow = {
    appId,
    id: newUuid(),
    name: options.name,
    role: options.role,
    prefix: secret.slice(0, 35),
    hash: sha256(secret),
    createdAt: options.now,
    lastUsedAt: null,
    revokedAt: null,
  }
  return { row, secret }
}

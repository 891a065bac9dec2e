import type { ServerKeyRow } from '../../db/queries/server-keys.ts'
import { sha256 } from '../../platform/crypto.ts'
import { newUuid } from '../../platform/ids.ts'
import { createServerKeySecret } from '../../platform/server-key-secret.ts'
import type { ServerKeyRole } from '../models.ts'

const shownPrefixLength = 35

/** A new server key with its secret, of which only the hash is stored. */
export function generateServerKey(
  appId: string,
  options: {
    readonly name: string
    readonly role: ServerKeyRole
    readonly now: Date
    readonly expiresAt: Date | null
    /** A fixed secret part, for development; random if it is left out. */
    readonly secretPart?: string
  },
): { readonly row: ServerKeyRow; readonly secret: string } {
  const secret = createServerKeySecret(appId, options.secretPart)
  const row: ServerKeyRow = {
    appId,
    id: newUuid(),
    name: options.name,
    role: options.role,
    prefix: secret.slice(0, shownPrefixLength),
    hash: sha256(secret),
    createdAt: options.now,
    lastUsedAt: null,
    revokedAt: null,
    expiresAt: options.expiresAt,
    replacedBy: null,
  }
  return { row, secret }
}

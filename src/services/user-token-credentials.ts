import type { JWK } from 'jose'
import type { AppRow } from '../db/queries/apps.ts'
import type { PreviousUserSecretRow } from '../db/queries/user-secrets.ts'
import type { UserTokenKeyRow } from '../db/queries/user-token-keys.ts'
import { decrypt, type Keyring } from '../platform/crypto.ts'
import { userTokenSecretAad } from '../platform/encryption-aad.ts'
import type { UserTokenCredential } from './user-token.ts'

type StoredCredentials = {
  readonly row: AppRow
  readonly previousSecrets: readonly PreviousUserSecretRow[]
  readonly keys: readonly UserTokenKeyRow[]
}

/** The secrets and keys that verify user tokens, the current secret first. */
export function toUserTokenCredentials(
  keyring: Keyring,
  { row, previousSecrets, keys }: StoredCredentials,
): UserTokenCredential[] {
  const current = {
    kind: 'SECRET',
    id: row.userSecretId,
    secret: decryptSecret(keyring, row.appId, row.encryptedUserTokenSecret),
    expiresAt: null,
  } as const
  return [
    current,
    ...previousSecrets.flatMap((each) => toPreviousSecret(keyring, each)),
    ...keys.map(({ id, kid, algorithm, jwk, expiresAt }) => ({
      kind: 'KEY' as const,
      id,
      kid,
      algorithm,
      jwk: JSON.parse(jwk) as JWK,
      expiresAt,
    })),
  ]
}

/** A previous secret that cannot be decrypted verifies nothing. */
function toPreviousSecret(
  keyring: Keyring,
  { appId, id, encryptedSecret, expiresAt }: PreviousUserSecretRow,
): UserTokenCredential[] {
  try {
    return [{ kind: 'SECRET', id, secret: decryptSecret(keyring, appId, encryptedSecret), expiresAt }]
  } catch {
    return []
  }
}

function decryptSecret(keyring: Keyring, appId: string, encrypted: Uint8Array): Uint8Array {
  return new TextEncoder().encode(decrypt(keyring, encrypted, userTokenSecretAad(appId)))
}

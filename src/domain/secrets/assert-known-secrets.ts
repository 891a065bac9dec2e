import { selectEncryptionKeyIds } from '../../db/queries/encrypted-rows.ts'
import type { Services } from '../context.ts'

/** Secrets in the database were encrypted with a secret that is not in COINSLOT_SECRET. */
export class UnknownSecretError extends Error {
  override readonly name = 'UnknownSecretError'
}

/**
 * Checks that every secret in the database can be decrypted, so that a wrong COINSLOT_SECRET does not fail the first calls instead.
 * @throws UnknownSecretError
 */
export async function assertKnownSecrets({ db, keyring }: Pick<Services, 'db' | 'keyring'>): Promise<void> {
  const keyIds = await selectEncryptionKeyIds(db)
  const unknown = keyIds.filter((id) => !keyring.byId.has(id))
  if (unknown.length === 0) return
  const share = unknown.length === keyIds.length ? 'All secrets' : 'Some secrets'
  throw new UnknownSecretError(
    `COINSLOT_SECRET does not fit the database. ${share} in it were encrypted with another one. ` +
      'Use the secret of this database, or list the previous one too: COINSLOT_SECRET=new,old. ' +
      'If it is lost, ALLOW_UNKNOWN_SECRETS=true starts the server without what it encrypted.',
  )
}

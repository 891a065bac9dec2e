import {
  selectSecondFactorsToReencrypt,
  updateSecondFactorCiphertexts,
} from '../../db/queries/encrypted-rows.ts'
import { operatorSecrets } from '../../platform/crypto.ts'
import type { Services } from '../context.ts'

const batchSize = 500

/** Encrypts the second factors of operators with the current secret, in the form of better-auth. Returns how many. */
export async function reencryptSecondFactors({
  db,
  keyring,
}: Pick<Services, 'db' | 'keyring'>): Promise<number> {
  // Only this command needs it.
  const { symmetricDecrypt, symmetricEncrypt } = await import('better-auth/crypto')
  const secrets = operatorSecrets(keyring)
  const key = {
    keys: new Map(secrets.map(({ version, value }) => [version, value])),
    currentVersion: secrets[0].version,
  }
  const reencrypt = async (data: string) =>
    symmetricEncrypt({ key, data: await symmetricDecrypt({ key, data }) })
  const { currentVersion } = key
  let reencryptedCount = 0
  let after: string | null = null
  for (;;) {
    const batch = await selectSecondFactorsToReencrypt(db, { currentVersion, after, limit: batchSize })
    for (const factor of batch) {
      const [secret, backupCodes] = [await reencrypt(factor.secret), await reencrypt(factor.backupCodes)]
      if (await updateSecondFactorCiphertexts(db, factor, { secret, backupCodes })) reencryptedCount += 1
    }
    if (batch.length < batchSize) return reencryptedCount
    after = batch.at(-1)?.id ?? null
  }
}

import { selectExpiringServerKeys } from '../../db/queries/server-keys.ts'
import { selectExpiringUserTokenKeys } from '../../db/queries/user-token-keys.ts'
import { encodeId } from '../../platform/ids.ts'
import { eachApp } from '../app/each-app.ts'
import type { Services } from '../context.ts'
import { expiryWarningMs } from '../server-key/server-key-state.ts'

/**
 * Reports the server keys and user token keys that expire soon and have no replacement, by a log line for each.
 * @returns the number of keys
 */
export async function reportExpiringKeys(services: Services): Promise<{ readonly reported: number }> {
  const { db, clock, log } = services
  const now = clock()
  const span = { now, until: new Date(now.getTime() + expiryWarningMs) }
  let reported = 0
  for await (const { appId } of eachApp(services)) {
    const appKey = encodeId('ak', appId)
    for (const { id, name, expiresAt, lastUsedAt } of await selectExpiringServerKeys(db, appId, span)) {
      const serverKeyId = encodeId('key', id)
      log.warn({ appKey, serverKeyId, name, expiresAt, lastUsedAt }, 'a server key expires soon; rotate it')
      reported += 1
    }
    for (const { id, expiresAt, lastUsedAt } of await selectExpiringUserTokenKeys(db, appId, span)) {
      const userTokenKeyId = encodeId('utk', id)
      log.warn({ appKey, userTokenKeyId, expiresAt, lastUsedAt }, 'a user token key expires soon; replace it')
      reported += 1
    }
  }
  return { reported }
}

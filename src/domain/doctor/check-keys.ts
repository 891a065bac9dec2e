import { countExpiringKeys } from '../expiring-keys/count-expiring-keys.ts'
import type { Services } from '../context.ts'
import { ok, warn, type Finding } from './finding.ts'

/** Whether a key without a replacement ends soon. */
export async function checkKeys(services: Pick<Services, 'db' | 'clock'>): Promise<readonly Finding[]> {
  const { serverKeys, userTokenKeys } = await countExpiringKeys(services)
  const count = serverKeys + userTokenKeys
  return [
    count > 0
      ? warn(
          'keys',
          `${serverKeys} server keys and ${userTokenKeys} user token keys expire within 14 days.`,
          'Rotate them; the log of the server names them once a day.',
        )
      : ok('keys', 'No key is about to expire.'),
  ]
}

import { LRUCache } from 'lru-cache'
import type { Log } from '../platform/log.ts'

/** Records that a credential was used, at most once a minute for each in this process, without making its caller wait. */
export type UseRecorder = (credentialId: string, record: () => Promise<void>) => void

/** How often the last use of a credential is stored at most. */
export const useIntervalMs = 60_000
const maxCredentials = 10_000

export function createUseRecorder(log: Log): UseRecorder {
  const recorded = new LRUCache<string, true>({ max: maxCredentials, ttl: useIntervalMs })
  return (credentialId, record) => {
    if (recorded.has(credentialId)) return
    recorded.set(credentialId, true)
    record().catch((error: unknown) => {
      recorded.delete(credentialId)
      log.warn({ error }, 'could not record the use of a credential')
    })
  }
}

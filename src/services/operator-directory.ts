import { LRUCache } from 'lru-cache'
import type { Db } from '../db/client.ts'
import { selectOperatorRole, type OperatorGrantRow } from '../db/queries/operator-grants.ts'
import {
  selectValidOperatorToken,
  updateOperatorTokenUsed,
  type OperatorTokenAccess,
} from '../db/queries/operator-tokens.ts'
import { sha256 } from '../platform/crypto.ts'
import type { Log } from '../platform/log.ts'

/**
 * What operators may do. It is read from the database for every request, so that a revoked grant or token and a disabled operator
 * have an effect at once, on every process and also without Redis.
 */
export type OperatorDirectory = {
  /** The valid token with this secret, with the role that its operator has at the AppKey. */
  findToken: (secret: string, appId: string | null) => Promise<OperatorTokenAccess | null>
  /** The role of an operator at an AppKey; null if it has none. */
  findRole: (appId: string, operatorId: string) => Promise<OperatorGrantRow['role'] | null>
}

/** How often `lastUsedAt` of a token is updated at most. */
const touchIntervalMs = 60_000

export function createOperatorDirectory(db: Db, clock: () => Date, log: Log): OperatorDirectory {
  const touched = new LRUCache<string, true>({ max: 10_000, ttl: touchIntervalMs })
  const touch = (id: string) => {
    if (touched.has(id)) return
    touched.set(id, true)
    updateOperatorTokenUsed(db, id, clock()).catch((error: unknown) => {
      log.warn({ error }, 'could not record the use of a personal access token')
    })
  }
  return {
    findToken: async (secret, appId) => {
      const access = await selectValidOperatorToken(db, sha256(secret), { appId, now: clock() })
      if (access !== null) touch(access.token.id)
      return access
    },
    findRole: (appId, operatorId) => selectOperatorRole(db, appId, operatorId),
  }
}

import { setTimeout as delay } from 'node:timers/promises'
import {
  selectPausedWebhookEndpointCounts,
  type WebhookPauseReason,
} from '../../db/queries/webhook-endpoints.ts'
import type { Services } from '../context.ts'

export type PausedEndpointCounts = Readonly<Record<WebhookPauseReason, number>>

/** The database is queried at most this often, and no caller waits longer than the timeout. */
const refreshIntervalMs = 5_000
const queryTimeoutMs = 2_000

/** Returns a function that counts the paused endpoints of all apps by reason; null if the query fails or times out. */
export function createPausedEndpointCounter({
  db,
  log,
}: Pick<Services, 'db' | 'log'>): () => Promise<PausedEndpointCounts | null> {
  let queriedAt = -Infinity
  let counts: Promise<PausedEndpointCounts | null> = Promise.resolve(null)
  const query = () =>
    selectPausedWebhookEndpointCounts(db).catch((error: unknown) => {
      log.warn({ error }, 'counting paused webhook endpoints failed')
      return null
    })
  return () => {
    if (performance.now() - queriedAt >= refreshIntervalMs) {
      queriedAt = performance.now()
      counts = query()
    }
    return Promise.race([counts, delay(queryTimeoutMs, null, { ref: false })])
  }
}

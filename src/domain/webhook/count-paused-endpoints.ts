import { setTimeout as delay } from 'node:timers/promises'
import { countPausedWebhookEndpoints, type WebhookPauseReason } from '../../db/queries/webhook-endpoints.ts'
import type { Services } from '../context.ts'

export type PausedEndpoints = Readonly<Record<WebhookPauseReason, number>>

/** However many ask, the database is asked this often, and a lost one keeps nobody waiting for longer than that. */
const askEveryMs = 5_000
const waitMs = 2_000

/** How many endpoints are paused at this moment, of all AppKeys; null if the database does not say. */
export function createPausedCount({
  db,
  log,
}: Pick<Services, 'db' | 'log'>): () => Promise<PausedEndpoints | null> {
  let asked = -Infinity
  let answer: Promise<PausedEndpoints | null> = Promise.resolve(null)
  const ask = () =>
    countPausedWebhookEndpoints(db).catch((error: unknown) => {
      log.warn({ error }, 'paused webhook endpoints could not be counted')
      return null
    })
  return () => {
    if (performance.now() - asked >= askEveryMs) {
      asked = performance.now()
      answer = ask()
    }
    return Promise.race([answer, delay(waitMs, null, { ref: false })])
  }
}

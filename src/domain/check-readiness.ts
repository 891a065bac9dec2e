import { isMigrated } from '../db/queries/is-migrated.ts'
import type { Services } from './context.ts'

export type Readiness = {
  readonly ready: boolean
  readonly database: 'ok' | 'unavailable'
  readonly migrations: 'ok' | 'pending' | 'unknown'
  /** A process stays ready without Redis, which affects its speed only. */
  readonly redis: 'ok' | 'unavailable' | 'in-process'
}

export async function checkReadiness({ db, coordination, log }: Services): Promise<Readiness> {
  const health = await coordination.health()
  try {
    const migrated = await isMigrated(db)
    return {
      ready: migrated,
      database: 'ok',
      migrations: migrated ? 'ok' : 'pending',
      redis: health,
    }
  } catch (error) {
    log.warn({ error }, 'the database is unavailable')
    return { ready: false, database: 'unavailable', migrations: 'unknown', redis: health }
  }
}

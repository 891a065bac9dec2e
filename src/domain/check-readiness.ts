import { isMigrated } from '../db/queries/is-migrated.ts'
import type { Services } from './context.ts'

export type Readiness = {
  readonly ready: boolean
  readonly database: 'ok' | 'lost'
  readonly migrations: 'ok' | 'pending' | 'unknown'
  /** A lost Redis costs speed only, so it does not make a process unready. */
  readonly coordination: 'ok' | 'lost' | 'in-process'
}

export async function checkReadiness({ db, coordination, log }: Services): Promise<Readiness> {
  const health = await coordination.health()
  try {
    const migrated = await isMigrated(db)
    return {
      ready: migrated,
      database: 'ok',
      migrations: migrated ? 'ok' : 'pending',
      coordination: health,
    }
  } catch (error) {
    log.warn({ error }, 'the database does not answer')
    return { ready: false, database: 'lost', migrations: 'unknown', coordination: health }
  }
}

import { selectApps, type AppRow } from '../../db/queries/apps.ts'
import type { Services } from '../context.ts'

/** Lists the oldest 1,000 apps, oldest first. For operators only. */
export function listApps(services: Services): Promise<AppRow[]> {
  return selectApps(services.db, null)
}

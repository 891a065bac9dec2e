import { selectApps, type AppRow } from '../../db/queries/apps.ts'
import type { Services } from '../context.ts'

/** All projects, the oldest first; at most 1,000. For operators only. */
export function listApps(services: Services): Promise<AppRow[]> {
  return selectApps(services.db, null)
}

import { startRebuildingStatistics } from '../../db/queries/statistics-progress.ts'
import type { AppContext } from '../context.ts'
import { createOperatorAction, type OperatorContext } from '../operator/create-operator-action.ts'
import { updateStatistics } from './update-statistics.ts'

/** Deletes the statistics of an AppKey, and counts all of its payments anew. A killed call is continued by the server's job. */
export async function rebuildStatistics(ctx: AppContext & OperatorContext, stop: AbortSignal): Promise<void> {
  const action = createOperatorAction(ctx, { action: 'rebuildStatistics', changes: {} })
  await startRebuildingStatistics(ctx.db, ctx.app.appId, action)
  await updateStatistics(ctx, stop)
}

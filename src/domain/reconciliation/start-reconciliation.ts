import { insertAuditedJob } from '../../db/queries/insert-jobs.ts'
import { selectStoreConnections } from '../../db/queries/store-connections.ts'
import type { Context } from '../context.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import type { Problem } from '../problem.ts'
import { storeNotConnected } from '../store-connection/store-not-connected.ts'
import type { StoreName } from '../../stores/contract/store-adapter.ts'
import { reconciliationJob } from './enqueue-reconciliations.ts'

/** Starts a comparison with a store now, ahead of the schedule. Several requests before it starts are one. */
export async function startReconciliation(
  ctx: Context,
  { store }: { readonly store: StoreName },
): Promise<{ readonly problem: Problem | null }> {
  const { appId } = ctx.app
  if ((await selectStoreConnections(ctx.db, appId, store)).length === 0) {
    return { problem: storeNotConnected(store, ['store']) }
  }
  await insertAuditedJob(ctx.db, {
    job: reconciliationJob(appId, store),
    appId,
    action: createOperatorAction(ctx, { action: 'startReconciliation', changes: { store } }),
  })
  return { problem: null }
}

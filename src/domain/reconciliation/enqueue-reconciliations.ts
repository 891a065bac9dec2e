import { insertJobs, type JobSpec } from '../../db/queries/insert-jobs.ts'
import { selectStoreConnections } from '../../db/queries/store-connections.ts'
import type { StoreName } from '../../stores/contract/store-adapter.ts'
import { eachApp } from '../app/each-app.ts'
import type { Services } from '../context.ts'

/** Enqueues one job for each app and each of its stores. */
export async function enqueueReconciliations(services: Services): Promise<void> {
  const { db } = services
  for await (const { appId } of eachApp(services)) {
    const connections = await selectStoreConnections(db, appId)
    const stores = new Set(connections.map(({ store }) => store))
    await insertJobs(
      db,
      [...stores].map((store) => reconciliationJob(appId, store)),
    )
  }
}

/** Enqueued again before it starts, it runs once. */
export function reconciliationJob(appId: string, store: StoreName): JobSpec {
  return { task: 'reconcile_store', payload: { appId, store }, key: `reconcile_store:${appId}:${store}` }
}

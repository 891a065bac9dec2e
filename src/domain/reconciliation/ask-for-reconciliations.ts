import { addJobs, type JobRequest } from '../../db/queries/jobs.ts'
import { listStoreConnections } from '../../db/queries/store-connections.ts'
import type { StoreName } from '../../stores/contract.ts'
import { eachApp } from '../app-key/each-app.ts'
import type { Services } from '../context.ts'

/** Asks for one job for each AppKey and each of its stores. */
export async function askForReconciliations(services: Services): Promise<void> {
  const { db } = services
  for await (const { appId } of eachApp(services)) {
    const connections = await listStoreConnections(db, appId)
    await addJobs(
      db,
      connections.map(({ store }) => reconciliationJob(appId, store)),
    )
  }
}

/** Asked for again before it began, it is done once. */
export function reconciliationJob(appId: string, store: StoreName): JobRequest {
  return { task: 'reconcile_store', payload: { appId, store }, key: `reconcile_store:${appId}:${store}` }
}

import { selectStoreConnections } from '../../db/queries/store-connections.ts'
import { encodeId } from '../../platform/ids.ts'
import { eachApp } from '../app/each-app.ts'
import type { Services } from '../context.ts'
import { fail, ok, warn, type Finding } from './finding.ts'

/** Every check calls the API of a store. */
const maxConnections = 100

/** Checks the store connections with the API of each store. */
export async function checkStores(services: Services): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for await (const { appId } of eachApp(services)) {
    for (const { store, storeBundleId } of await selectStoreConnections(services.db, appId)) {
      if (findings.length === maxConnections) {
        return [
          ...findings,
          warn(
            'stores',
            'There are more connections than are checked.',
            'Check the others with "coinslot store check".',
          ),
        ]
      }
      const name = `${store} ${storeBundleId}`
      findings.push(await checkConnection(services, { appId, store, storeBundleId, name }))
    }
  }
  return findings.length > 0
    ? findings
    : [warn('stores', 'No AppKey is connected to a store.', 'Connect one with "coinslot store connect".')]
}

type Connection = {
  readonly appId: string
  readonly store: Awaited<ReturnType<typeof selectStoreConnections>>[number]['store']
  readonly storeBundleId: string
  readonly name: string
}

async function checkConnection(
  services: Services,
  { appId, store, storeBundleId, name }: Connection,
): Promise<Finding> {
  const advice = `Run "coinslot store check" for ${encodeId('ak', appId)}, and correct the connection.`
  try {
    const apps = await services.stores.listApps(appId, store)
    const adapter = apps.find((app) => app.storeBundleId === storeBundleId)?.adapter
    if (adapter === undefined) return fail(name, 'The connection cannot be used.', advice)
    const outcome = await adapter.checkConnection()
    return outcome.ok ? ok(name, 'The store accepts the credentials.') : fail(name, outcome.error, advice)
  } catch (error) {
    return fail(name, error instanceof Error ? error.message : String(error), advice)
  }
}

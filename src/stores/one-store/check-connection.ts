import { StoreMisconfiguredError, StoreUnavailableError } from '../contract/store-adapter.ts'
import type { ConnectionCheckResult } from '../contract/store-adapter.ts'
import type { StoreEnvironment } from '../contract/sale.ts'
import type { OneStoreClient } from './client.ts'
import type { OneStoreSettings } from './connection.ts'

/** No purchase has this token; that ONE store says so, and not that we may not ask, is the test. */
const nonexistentPurchase = { productId: 'connection-test', purchaseToken: 'connection-test' }

/** Asks each host about a purchase that does not exist. A wrong market looks like no purchase: it cannot be told. */
export async function checkOneStoreConnection(
  client: OneStoreClient,
  settings: OneStoreSettings,
): Promise<ConnectionCheckResult> {
  for (const environment of settings.environments) {
    const problem = await checkEnvironment(client, settings, environment)
    if (problem !== null) return { ok: false, error: `${environment}: ${problem}` }
  }
  return { ok: true }
}

async function checkEnvironment(
  client: OneStoreClient,
  { marketCode }: OneStoreSettings,
  environment: StoreEnvironment,
): Promise<string | null> {
  try {
    await client.findPurchase({ ...nonexistentPurchase, marketCode }, [environment])
    return null
  } catch (error) {
    if (error instanceof StoreMisconfiguredError) return `${error.message}.`
    if (error instanceof StoreUnavailableError) return `${error.message}. Try again later.`
    return 'The check failed unexpectedly.'
  }
}

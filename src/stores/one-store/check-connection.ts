import type { StoreEnvironment } from '../contract/sale.ts'
import { StoreMisconfiguredError, StoreUnavailableError } from '../contract/store-adapter.ts'
import type { ConnectionCheckResult } from '../contract/store-adapter.ts'
import type { OneStoreClient } from './client.ts'
import type { OneStoreSettings } from './connection.ts'

/** No purchase has this token. The check succeeds when ONE store returns "not found" instead of "not permitted". */
const nonexistentPurchase = { productId: 'connection-test', purchaseToken: 'connection-test' }

/** Reads a nonexistent purchase from each host. It cannot detect a wrong market, which looks like a missing purchase. Never throws. */
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

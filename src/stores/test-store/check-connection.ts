import { StoreMisconfiguredError, StoreUnavailableError } from '../contract/store-adapter.ts'
import type { ConnectionCheckResult } from '../contract/store-adapter.ts'
import type { TestStoreClient } from './client.ts'

/** No purchase has this id. The check succeeds when the store accepts the API secret and returns "not found". */
const nonexistentTransactionId = 'connection-test'

/** Reads a nonexistent purchase. Never throws. */
export async function checkTestStoreConnection(client: TestStoreClient): Promise<ConnectionCheckResult> {
  try {
    await client.findPurchase(nonexistentTransactionId)
    return { ok: true }
  } catch (error) {
    if (error instanceof StoreMisconfiguredError) {
      return { ok: false, error: `${error.message}. Check apiSecret.` }
    }
    if (error instanceof StoreUnavailableError) {
      return { ok: false, error: `${error.message}. Check baseUrl.` }
    }
    return { ok: false, error: 'The check failed unexpectedly.' }
  }
}

import { StoreMisconfiguredError, StoreUnavailableError } from '../contract/store-adapter.ts'
import type { ConnectionCheckResult } from '../contract/store-adapter.ts'
import type { GooglePlayClient } from './client.ts'

/** Google knows neither; that it says so, and not that we may not ask, is the test. */
const nonexistentToken = 'coinslot-connection-test'
const nonexistentOrderId = 'GPA.0000-0000-0000-00000'

/** Asks about a purchase and about an order, which need different permissions. Never throws. */
export async function checkGooglePlayConnection(client: GooglePlayClient): Promise<ConnectionCheckResult> {
  return (
    (await checkCall('Purchases', () => client.findPurchase(nonexistentToken))) ??
    (await checkCall('Orders', () => client.findOrder(nonexistentOrderId))) ?? { ok: true }
  )
}

async function checkCall(what: string, call: () => Promise<unknown>): Promise<ConnectionCheckResult | null> {
  try {
    await call()
    return null
  } catch (error) {
    if (error instanceof StoreMisconfiguredError) return { ok: false, error: `${what}: ${error.message}.` }
    if (error instanceof StoreUnavailableError)
      return { ok: false, error: `${what}: ${error.message}. Try again later.` }
    return { ok: false, error: `${what}: the check failed unexpectedly.` }
  }
}

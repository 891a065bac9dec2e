import { StoreMisconfiguredError, StoreUnavailableError } from '../contract/store-adapter.ts'
import type { ConnectionCheckResult } from '../contract/store-adapter.ts'
import type { GooglePlayClient } from './client.ts'

/** Neither exists at Google. The check succeeds when Google returns "not found" instead of "not permitted". */
const nonexistentToken = 'coinslot-connection-test'
const nonexistentOrderId = 'GPA.0000-0000-0000-00000'

/** Reads a purchase and an order, which require different permissions. Never throws. */
export async function checkGooglePlayConnection(client: GooglePlayClient): Promise<ConnectionCheckResult> {
  return (
    (await checkCall('Purchases', () => client.findPurchase(nonexistentToken))) ??
    (await checkCall('Orders', () => client.findOrder(nonexistentOrderId))) ?? { ok: true }
  )
}

async function checkCall(label: string, call: () => Promise<unknown>): Promise<ConnectionCheckResult | null> {
  try {
    await call()
    return null
  } catch (error) {
    if (error instanceof StoreMisconfiguredError) return { ok: false, error: `${label}: ${error.message}.` }
    if (error instanceof StoreUnavailableError) {
      return { ok: false, error: `${label}: ${error.message}. Try again later.` }
    }
    return { ok: false, error: `${label}: the check failed unexpectedly.` }
  }
}

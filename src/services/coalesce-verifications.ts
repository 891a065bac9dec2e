import { sha256 } from '../platform/crypto.ts'
import { singleFlight } from '../platform/single-flight.ts'
import type { StoreAdapter } from '../stores/contract/store-adapter.ts'

/** Callers that submit the same receipt at the same time share one call to the store. No result is cached. */
export function coalesceVerifications(adapter: StoreAdapter): StoreAdapter {
  return {
    ...adapter,
    verifyReceipt: singleFlight(
      (receipt: unknown) => adapter.verifyReceipt(receipt),
      (receipt) => sha256(JSON.stringify(receipt)).toString('base64url'),
    ),
  }
}

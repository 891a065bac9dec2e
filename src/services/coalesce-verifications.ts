import { sha256 } from '../platform/crypto.ts'
import type { StoreAdapter } from '../stores/contract/store-adapter.ts'
import type { VerifyOutcome } from '../stores/contract/sale.ts'

/** One call to the store for all who submit the same receipt at the same time. Nothing is remembered afterwards. */
export function coalesceVerifications(adapter: StoreAdapter): StoreAdapter {
  const inFlight = new Map<string, Promise<VerifyOutcome>>()
  return {
    ...adapter,
    verifyReceipt: (receipt) => {
      const key = sha256(JSON.stringify(receipt)).toString('base64url')
      const pending = inFlight.get(key)
      if (pending !== undefined) return pending
      const verification = adapter.verifyReceipt(receipt).finally(() => inFlight.delete(key))
      inFlight.set(key, verification)
      return verification
    },
  }
}

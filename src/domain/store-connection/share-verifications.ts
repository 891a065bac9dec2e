import { sha256 } from '../../platform/crypto.ts'
import type { StoreAdapter } from '../../stores/contract.ts'
import type { VerifyOutcome } from '../../stores/sale-contract.ts'

/** One call to the store for all who submit the same receipt at the same time. Nothing is remembered afterwards. */
export function shareVerifications(adapter: StoreAdapter): StoreAdapter {
  const underWay = new Map<string, Promise<VerifyOutcome>>()
  return {
    ...adapter,
    verifyReceipt: (receipt) => {
      const key = sha256(JSON.stringify(receipt)).toString('base64url')
      const known = underWay.get(key)
      if (known !== undefined) return known
      const asked = adapter.verifyReceipt(receipt).finally(() => underWay.delete(key))
      underWay.set(key, asked)
      return asked
    },
  }
}

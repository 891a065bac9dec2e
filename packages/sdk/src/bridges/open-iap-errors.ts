import type { SheetFailure, SheetResult } from './bridge.ts'
import type { OpenIapError } from './open-iap-module.ts'

/** Nothing was bought, and the code says why. */
const failures: readonly (readonly [SheetFailure, string])[] = [
  ['ALREADY_OWNED', 'already-owned'],
  ['PAYMENT_DECLINED', 'user-error payment-declined-due-to-insufficient-funds'],
  ['PAYMENTS_NOT_ALLOWED', 'billing-unavailable iap-not-available feature-not-supported user-ineligible'],
  [
    'ITEM_UNAVAILABLE',
    'developer-error empty-sku-list item-unavailable query-product sku-not-found sku-offer-mismatch',
  ],
  [
    'STORE_NETWORK_ERROR',
    'activity-unavailable already-prepared connection-closed init-connection network-error not-ended not-prepared remote-error service-disconnected service-error service-timeout',
  ],
]

/**
 * What an error of a payment sheet says about the purchase. After the other codes something may have been bought, so the server and the
 * store are asked: these are errors of a transaction that is there already, of listing transactions, and those without a reason.
 */
export function toSheetResult(thrown: unknown): SheetResult {
  const { code, subResponseCodeAndroid, message } = (thrown ?? {}) as OpenIapError
  const find = (reason: string | null | undefined) =>
    failures.find(([, reasons]) => reasons.split(' ').includes(reason ?? 'none'))
  const failure = find(subResponseCodeAndroid) ?? find(code)
  if (failure) return { kind: 'FAILED', code: failure[0], message: message ?? code ?? failure[0] }
  if (code === 'user-cancelled') return { kind: 'CANCELED' }
  return { kind: code === 'pending' || code === 'deferred-payment' ? 'PENDING' : 'CLOSED' }
}

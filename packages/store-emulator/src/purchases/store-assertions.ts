import { invalidInput } from '../emulator-error.ts'
import type { RefundInput } from './refund-input.ts'
import type { PurchaseDraft } from './purchase.ts'

/** Fields that not every store supports. */
type StoreSpecificField =
  'origin' | 'regionCode' | 'marketCode' | 'returnDeveloperPayload' | 'lines' | 'offer' | 'familyShared'

/** Throws at the first store-specific field that is not among the allowed ones. */
export function assertOnlyAllowedFields(
  purchase: PurchaseDraft,
  allowedFields: readonly StoreSpecificField[] = [],
): void {
  const values: Record<StoreSpecificField, unknown> = {
    origin: purchase.origin,
    regionCode: purchase.regionCode,
    marketCode: purchase.marketCode,
    returnDeveloperPayload: purchase.returnsDeveloperPayload,
    lines: purchase.lines,
    offer: purchase.offer,
    familyShared: purchase.familyShared,
  }
  for (const [field, value] of Object.entries(values)) {
    if (value !== undefined && !allowedFields.some((name) => name === field)) {
      throw invalidInput(`a purchase in ${purchase.store} has no ${field}`, field)
    }
  }
}

export function assertNoGooglePlayRefundOptions({ quantity, revoke }: RefundInput): void {
  if (quantity !== undefined)
    throw invalidInput('only Google Play supports quantity-based refunds', 'quantity')
  if (revoke === false) throw invalidInput('only Google Play supports refunds without revoking', 'revoke')
}

export function assertFullRefund(store: string, { percentage }: RefundInput): void {
  if (percentage < 100) throw invalidInput(`${store} supports full refunds only`, 'percentage')
}

import type { Order, ParsedResponse } from './api-types.ts'
import type { GooglePlayConfig } from './config.ts'
import type { SubscriptionPurchase } from './subscription-types.ts'

/** What Google returned about one purchase token. */
export type SubscriptionReading = {
  readonly purchaseToken: string
  readonly purchase: ParsedResponse<SubscriptionPurchase>
  /** The orders that were read, by id; null for one that Google does not have. */
  readonly orders: ReadonlyMap<string, ParsedResponse<Order> | null>
  /** The orders that are recorded as periods of the subscription, of this purchase token or a former one. */
  readonly knownOrderIds: ReadonlySet<string>
  readonly settings: Pick<
    GooglePlayConfig,
    'acknowledgeWithinMs' | 'testAcknowledgeSubscriptionWithinMs' | 'clockSkewMs'
  >
  readonly readAt: Date
}

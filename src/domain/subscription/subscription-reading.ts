import type { OperatorAction } from '../../db/queries/audit-log.ts'
import type { SaleRead } from '../../db/queries/update-payment-refund.ts'
import type { UserRow } from '../../db/queries/users.ts'
import type { StoreName, StoreTraits } from '../../stores/contract/store-adapter.ts'
import type { SubscriptionSnapshot } from '../../stores/contract/subscription.ts'
import type { PaymentRow, RefundSource, SubscriptionRow } from '../models.ts'
import type { Problem } from '../problem.ts'
import type { Buyer } from '../store-sync/check-transaction.ts'

/** Who says whose a subscription is, where the store does not. */
export type SubscriptionClaim =
  /** A user has submitted its receipt. */
  | {
      readonly kind: 'RECEIPT'
      readonly buyer: Buyer
      readonly proves: 'POSSESSION' | 'NOTHING'
    }
  /** An operator has decided. */
  | { readonly kind: 'ASSIGNMENT'; readonly user: UserRow; readonly action: OperatorAction }

/** One answer of a store about a subscription, and what caused the reading. */
export type SubscriptionReading = {
  readonly store: StoreName
  readonly traits: StoreTraits
  readonly source: RefundSource
  readonly snapshot: SubscriptionSnapshot
  readonly saleRead: SaleRead
  /** The account token of the store's notifications, for a store whose API leaves it out. */
  readonly notifiedAccountToken: string | null
  readonly claim: SubscriptionClaim | null
  /** Whether the store takes the account token of a subscription that was bought without one. */
  readonly takesAccountToken: boolean
  /** How long after its end the store answers. */
  readonly answersAfterEndMs: number
  /** How long a subscription that gives access stays unread; null if it may until its next known change. */
  readonly maxUnreadMs: number | null
  /** How much later the store lets the access end while it retries a charge and does not say so. */
  readonly hiddenRetryMs: number
}

/** What a reading changed. */
export type SubscriptionChange = {
  readonly kind:
    | 'RECORDED'
    | 'REFUNDED'
    | 'PARTIALLY_REFUNDED'
    | 'REFUND_REVERSED'
    /** The state of the subscription changed, and no payment. */
    | 'UPDATED'
    | 'UNCHANGED'
    | 'PENDING'
    | 'CANCELED'
    | 'UNCLAIMED'
    | 'REJECTED'
    | 'UNKNOWN'
  readonly subscription: SubscriptionRow | null
  /** The payments of the periods that this reading found. */
  readonly recorded: readonly PaymentRow[]
  /** Why it was rejected; null for every other kind. */
  readonly problem: Problem | null
  /** Whether a later token has taken the place of the one that was read. */
  readonly isSuperseded: boolean
  /** Whether another reading of the same token, which began later, had been applied before. */
  readonly isOutdated: boolean
  /** Whether the store said only what became of payments, and nothing about a subscription that may go on. */
  readonly isStateUnknown: boolean
  /** Whether the subscription, which belonged to nobody or was not recorded, has got an owner. */
  readonly isNewlyOwned: boolean
}

export function createSubscriptionChange(
  kind: SubscriptionChange['kind'],
  about: Partial<Omit<SubscriptionChange, 'kind'>> = {},
): SubscriptionChange {
  const { subscription = null, recorded = [], problem = null } = about
  const { isSuperseded = false, isOutdated = false, isNewlyOwned = false, isStateUnknown = false } = about
  const flags = { isSuperseded, isOutdated, isNewlyOwned, isStateUnknown }
  return { kind, subscription, recorded, problem, ...flags }
}

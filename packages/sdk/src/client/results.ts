import type { CoinslotError } from '../core/coinslot-error.ts'
import {
  readValue,
  type AcknowledgeBy,
  type Environment,
  type ItemType,
  type OrUnknown,
  type PaymentStatus,
  type Store,
} from '../core/known-values.ts'
import type { ClientPaymentFragment } from '../generated/client-operations.ts'

/** Money that a store took, as the server verified it. */
export type Payment = {
  readonly id: string
  readonly status: OrUnknown<PaymentStatus>
  readonly purchaseId: string
  readonly userId: string
  readonly itemId: string
  readonly itemType: OrUnknown<ItemType>
  readonly store: OrUnknown<Store>
  readonly environment: OrUnknown<Environment>
  /** Number of items that were bought. */
  readonly quantity: number
  /** Null if the store does not report it. The amount is a decimal text. */
  readonly price: { readonly amount: string; readonly currencyCode: string } | null
  /** Time at which the store charged the player, in UTC (RFC 3339). */
  readonly paidAt: string
  /** The secret with which the game server consumes the payment; null once it is consumed, or if the caller may not see it. */
  readonly purchaseToken: string | null
  /** Who acknowledges or consumes the sale at its store. `UNKNOWN` from an older server, which does it itself. */
  readonly acknowledgeBy: OrUnknown<AcknowledgeBy>
}

/** The result of a purchase, always one of five. */
export type PurchaseResult = {
  /** Null for a transaction of an item that the server did not name. */
  readonly itemId: string | null
  /** Null if no purchase was reserved. */
  readonly purchaseId: string | null
} & (
  | { readonly status: 'paid'; readonly payment: Payment }
  /** The store will charge the player later; `onPurchaseUpdated` reports what follows. */
  | { readonly status: 'pending' }
  | { readonly status: 'canceled' }
  /** Nothing was bought. */
  | { readonly status: 'failed'; readonly error: CoinslotError }
  /** Nobody knows yet. It stays on the device, and `reprocess` finds out. */
  | { readonly status: 'unknown'; readonly error: CoinslotError }
)

/** The result of a consume in the built-in model. */
export type ConsumeResult =
  | {
      readonly status: 'consumed'
      readonly payment: Payment
      /** Whether an earlier call of this client consumed it: deliver only what is not delivered yet. */
      readonly replayed: boolean
    }
  | { readonly status: 'failed'; readonly error: CoinslotError }

/** An older server does not have `acknowledgement`. */
type ServerPayment = Omit<ClientPaymentFragment, 'acknowledgement'> &
  Partial<Pick<ClientPaymentFragment, 'acknowledgement'>>

export const toPayment = ({ purchase, user, item, acknowledgement, ...payment }: ServerPayment): Payment => ({
  ...payment,
  status: readValue(payment.status),
  purchaseId: purchase.id,
  userId: user.userId,
  itemId: item.itemId,
  itemType: readValue(item.type),
  store: readValue(payment.store),
  environment: readValue(payment.environment),
  acknowledgeBy: readValue(acknowledgement?.acknowledgeBy),
})

export const paid = (payment: Payment): PurchaseResult => ({
  itemId: payment.itemId,
  purchaseId: payment.purchaseId,
  status: 'paid',
  payment,
})

import {
  readValue,
  type Environment,
  type ItemType,
  type OrUnknown,
  type PaymentStatus,
  type Store,
} from '../core/known-values.ts'
import type { ServerPaymentFragment } from '../generated/server-operations.ts'

/** A payment as a game server sees it. Times are RFC 3339 in UTC. */
export type ServerPayment = {
  readonly id: string
  readonly status: OrUnknown<PaymentStatus>
  readonly purchaseId: string
  readonly userId: string
  readonly itemId: string
  readonly itemType: OrUnknown<ItemType>
  readonly store: OrUnknown<Store>
  readonly environment: OrUnknown<Environment>
  readonly storeTransactionId: string
  readonly storeOrderId: string | null
  readonly quantity: number
  /** Null if the store does not report it. The amount is a decimal text. */
  readonly price: { readonly amount: string; readonly currencyCode: string } | null
  /** The text of the reservation; null if there is none. */
  readonly developerPayload: string | null
  readonly paidAt: string
  readonly verifiedAt: string
  readonly completedAt: string | null
  /** The secret that consumes the payment; null once it is consumed, or if the role of the key may not see it. */
  readonly purchaseToken: string | null
  readonly consume: Consume | null
  /** The delivery that `processPayments` has given up; null if there is none, and from an older server. */
  readonly deliveryFailure: DeliveryFailure | null
}

/** A delivery that a game server has given up, until it is retried or completed. */
export type DeliveryFailure = {
  /** Why, in the words of the game server. */
  readonly message: string
  /** How often it was tried. */
  readonly attempts: number
  /** The time of the report, ISO 8601 in UTC. */
  readonly failedAt: string
}

/** The one consume of a payment. */
export type Consume = {
  readonly id: string
  readonly consumedAt: string
  readonly consumedBy: OrUnknown<ConsumedBy>
  readonly idempotencyKey: string | null
}

/** Who consumed: a game server, a client in the built-in model, or an operator. */
export type ConsumedBy = 'SERVER' | 'CLIENT' | 'OPERATOR'

const consumers: readonly ConsumedBy[] = ['SERVER', 'CLIENT', 'OPERATOR']

export const toServerPayment = ({
  purchase,
  user,
  item,
  consume,
  ...payment
}: ServerPaymentFragment): ServerPayment => ({
  ...payment,
  deliveryFailure: (payment as Partial<typeof payment>).deliveryFailure ?? null,
  status: readValue(payment.status),
  purchaseId: purchase.id,
  userId: user.userId,
  itemId: item.itemId,
  itemType: readValue(item.type),
  store: readValue(payment.store),
  environment: readValue(payment.environment),
  developerPayload: purchase.developerPayload,
  consume:
    consume === null
      ? null
      : { ...consume, consumedBy: consumers.find((each) => each === consume.consumedBy) ?? 'UNKNOWN' },
})

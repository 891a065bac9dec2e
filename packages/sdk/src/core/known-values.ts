/** Values of enums that a newer server may extend. No two of the enums have a value with the same name. */
const stores = ['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE', 'TEST_STORE'] as const
const environments = ['PRODUCTION', 'SANDBOX'] as const
const itemTypes = ['CONSUMABLE', 'NON_CONSUMABLE', 'AUTO_RENEWABLE', 'CONSUMABLE_AUTO_RENEWABLE'] as const
const paymentStatuses = ['PAID', 'CONSUMED', 'COMPLETED', 'REFUNDED'] as const
const acknowledgers = ['SERVER', 'CLIENT'] as const

/** Who acknowledges a sale at the store: `SERVER`, or `CLIENT` for the app on the device. */
export type AcknowledgeBy = (typeof acknowledgers)[number]
/** A store: `APP_STORE`, `GOOGLE_PLAY`, `ONE_STORE` or `TEST_STORE`. */
export type Store = (typeof stores)[number]
/** Whether money moves: `PRODUCTION`, or `SANDBOX` for tests of a store. */
export type Environment = (typeof environments)[number]
/**
 * How an item is bought: `CONSUMABLE` repeatedly, `NON_CONSUMABLE` once for good, `AUTO_RENEWABLE` and `CONSUMABLE_AUTO_RENEWABLE` as a
 * subscription.
 */
export type ItemType = (typeof itemTypes)[number]
/** What happened to a payment last: `PAID`, `CONSUMED`, `COMPLETED` or `REFUNDED`. */
export type PaymentStatus = (typeof paymentStatuses)[number]

/** A value of an enum, or `UNKNOWN` for one that this version of the SDK does not know. */
export type OrUnknown<Value extends string> = Value | 'UNKNOWN'

const known: readonly string[] = [
  ...stores,
  ...environments,
  ...itemTypes,
  ...paymentStatuses,
  ...acknowledgers,
]

/** The value as the server sent it, or `UNKNOWN` for one that this version of the SDK does not know, or an older server does not have. */
export const readValue = <Value extends Store | Environment | ItemType | PaymentStatus | AcknowledgeBy>(
  value: Value | undefined,
): OrUnknown<Value> => (value !== undefined && known.includes(value) ? value : 'UNKNOWN')

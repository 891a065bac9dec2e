/** Values of enums that a newer server may extend. No two of the enums have a value with the same name. One text is smaller than lists. */
export const knownValues =
  'APP_STORE GOOGLE_PLAY ONE_STORE TEST_STORE PRODUCTION SANDBOX CONSUMABLE NON_CONSUMABLE AUTO_RENEWABLE CONSUMABLE_AUTO_RENEWABLE PAID CONSUMED COMPLETED REFUNDED SERVER CLIENT'

/** Who acknowledges a sale at the store: `SERVER`, or `CLIENT` for the app on the device. */
export type AcknowledgeBy = 'SERVER' | 'CLIENT'
/** A store: `APP_STORE`, `GOOGLE_PLAY`, `ONE_STORE` or `TEST_STORE`. */
export type Store = 'APP_STORE' | 'GOOGLE_PLAY' | 'ONE_STORE' | 'TEST_STORE'
/** Whether money moves: `PRODUCTION`, or `SANDBOX` for tests of a store. */
export type Environment = 'PRODUCTION' | 'SANDBOX'
/**
 * How an item is bought: `CONSUMABLE` repeatedly, `NON_CONSUMABLE` once for good, `AUTO_RENEWABLE` and `CONSUMABLE_AUTO_RENEWABLE` as a
 * subscription.
 */
export type ItemType = 'CONSUMABLE' | 'NON_CONSUMABLE' | 'AUTO_RENEWABLE' | 'CONSUMABLE_AUTO_RENEWABLE'
/** What happened to a payment last: `PAID`, `CONSUMED`, `COMPLETED` or `REFUNDED`. */
export type PaymentStatus = 'PAID' | 'CONSUMED' | 'COMPLETED' | 'REFUNDED'

/** A value of an enum, or `UNKNOWN` for one that this version of the SDK does not know. */
export type OrUnknown<Value extends string> = Value | 'UNKNOWN'

const known: readonly string[] = knownValues.split(' ')

/** The value as the server sent it, or `UNKNOWN` for one that this version of the SDK does not know, or an older server does not have. */
export const readValue = <Value extends Store | Environment | ItemType | PaymentStatus | AcknowledgeBy>(
  value: Value | undefined,
): OrUnknown<Value> => (value !== undefined && known.includes(value) ? value : 'UNKNOWN')

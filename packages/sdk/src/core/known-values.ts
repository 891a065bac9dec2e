/** Values of enums that a newer server may extend; other values become `UNKNOWN`. */
const stores = ['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE', 'TEST_STORE'] as const
const environments = ['PRODUCTION', 'SANDBOX'] as const
const itemTypes = ['CONSUMABLE', 'NON_CONSUMABLE', 'AUTO_RENEWABLE', 'CONSUMABLE_AUTO_RENEWABLE'] as const
const paymentStatuses = ['PAID', 'CONSUMED', 'COMPLETED', 'REFUNDED'] as const

export type Store = (typeof stores)[number]
export type Environment = (typeof environments)[number]
export type ItemType = (typeof itemTypes)[number]
export type PaymentStatus = (typeof paymentStatuses)[number]

/** A value of an enum, or `UNKNOWN` for one that this version of the SDK does not know. */
export type OrUnknown<Value extends string> = Value | 'UNKNOWN'

const reader =
  <Value extends string>(known: readonly Value[]) =>
  (value: string): OrUnknown<Value> =>
    known.find((each) => each === value) ?? 'UNKNOWN'

export const readStore = reader(stores)
export const readEnvironment = reader(environments)
export const readItemType = reader(itemTypes)
export const readPaymentStatus = reader(paymentStatuses)

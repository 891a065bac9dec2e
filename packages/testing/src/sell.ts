import type { StoreName, TestEmulator } from './emulator.ts'
import type { TestReceipt } from './test-receipt.ts'

export type PlanPeriod = 'P3D' | 'P1W' | 'P1M' | 'P2M' | 'P3M' | 'P6M' | 'P1Y'

/** How the stores sell a subscription. */
export type TestPlan = {
  /** Length of a period. Default `P1M`. */
  readonly period?: PlanPeriod
  /** Price of a period in US dollars. Default `9.99`. */
  readonly amount?: string
  /** Length of a free trial before the first charge. Default: none. */
  readonly trial?: PlanPeriod
  /** Days of access after a declined renewal. Default 7; in the App Store 0. */
  readonly graceDays?: number
  /** Days after that for which the store tries to charge, without access. Default: as the store does. */
  readonly holdDays?: number
}

/** A subscription that the server sells. */
export type SoldSubscription = {
  readonly itemId: string
  readonly productId: string
  readonly plan: TestPlan
}

export type SaleRequest = {
  readonly store: StoreName
  readonly productId: string
  readonly accountToken: string
  readonly outcome: 'PAID' | 'PENDING'
}

/** A sale as the control API of the emulator returns it. */
export type StoreRecord = {
  readonly id: string
  /** Null while the store has given the app none: the App Store does not before a parent has approved. */
  readonly receipt: TestReceipt | null
  readonly state: string
  /** Of a single purchase. */
  readonly consumed?: boolean
  /** Of a subscription: when its first payment was acknowledged. */
  readonly acknowledgedAt?: number | null
}

/** Sells a product at its store: a subscription if it is one, else a single purchase. */
export function sell(
  { control }: Pick<TestEmulator, 'control'>,
  subscriptions: readonly SoldSubscription[],
  request: SaleRequest,
): Promise<StoreRecord> {
  const sold = subscriptions.find(({ productId }) => productId === request.productId)
  if (sold === undefined) return control('POST', '/control/purchases', request)
  const { trial, ...plan } = sold.plan
  const offers = trial === undefined ? {} : { offers: [{ kind: 'TRIAL', period: trial }] }
  return control('POST', '/control/subscriptions', { ...request, ...plan, ...offers })
}

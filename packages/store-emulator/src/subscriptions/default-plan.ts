import type { PlanPeriod } from './plan-period.ts'

/** Period and price of a subscription, and its free trial, unless the request sets them. */
export type DefaultPlan = {
  period: PlanPeriod
  priceMicros: bigint
  currency: string
  trial: PlanPeriod
}

const examplePlans: readonly { suffix: string; plan: DefaultPlan }[] = [
  {
    suffix: 'vip_monthly',
    plan: { period: 'P1M', priceMicros: 4_900_000_000n, currency: 'KRW', trial: 'P1W' },
  },
  {
    suffix: 'vip_yearly',
    plan: { period: 'P1Y', priceMicros: 49_000_000_000n, currency: 'KRW', trial: 'P1W' },
  },
]

/** What the checkout page offers for a product of which nothing is known. */
export const commonPlans: readonly DefaultPlan[] = [
  { period: 'P1W', priceMicros: 2_990_000n, currency: 'USD', trial: 'P3D' },
  { period: 'P1M', priceMicros: 9_990_000n, currency: 'USD', trial: 'P1W' },
  { period: 'P1Y', priceMicros: 59_990_000n, currency: 'USD', trial: 'P1W' },
]

const endings = { weekly: 'P1W', monthly: 'P1M', yearly: 'P1Y' } as const

/**
 * The plan of a product whose id says that it is a subscription: those of the example game, and each that ends with `weekly`, `monthly` or
 * `yearly`. Undefined for all others.
 */
export function defaultPlan(productId: string): DefaultPlan | undefined {
  const example = examplePlans.find(({ suffix }) => productId.endsWith(suffix))
  if (example !== undefined) return example.plan
  const ending = (Object.keys(endings) as (keyof typeof endings)[]).find((each) => productId.endsWith(each))
  return ending === undefined ? undefined : commonPlans.find(({ period }) => period === endings[ending])
}

import { getStore } from '../control/control-context.ts'
import type { ControlContext } from '../control/control-context.ts'
import { formatAmount } from '../money.ts'
import { commonPlans, defaultPlan } from '../subscriptions/default-plan.ts'
import type { DefaultPlan } from '../subscriptions/default-plan.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import type { CheckoutQuery } from './checkout-query.ts'

/** How the checkout page sells a product as a subscription. */
export type PlanOffer = {
  /** Null if the product is sold once unless the customer chooses a plan. */
  plan: PlanView | null
  /** The plans that the customer may choose from, because nothing is known of the product. */
  choices: PlanView[]
  /** The subscription whose plan is changed. */
  current: { id: string; productId: string; paidUntil: number | null } | null
  changesAtRenewal: boolean
}

export type PlanView = { period: string; amount: string; currencyCode: string; trial: string | null }

/** Null in a store without subscriptions. A trial is for customers who never had the product. */
export function createPlanOffer(
  ctx: ControlContext,
  query: CheckoutQuery,
  isKnownProduct: boolean,
): PlanOffer | null {
  if (query.store === 'TEST_STORE') return null
  const current = findCurrent(ctx, query)
  const hasTrial = current === null && !hasSubscribed(ctx, query)
  const plan = defaultPlan(query.productId)
  return {
    plan: plan === undefined ? null : toPlanView(plan, hasTrial),
    choices:
      plan === undefined && !isKnownProduct ? commonPlans.map((each) => toPlanView(each, hasTrial)) : [],
    current,
    changesAtRenewal: query.store === 'APP_STORE' ? query.change === 'DOWNGRADE' : query.mode === 'DEFERRED',
  }
}

function toPlanView({ period, priceMicros, currency, trial }: DefaultPlan, hasTrial: boolean): PlanView {
  return { period, amount: formatAmount(priceMicros), currencyCode: currency, trial: hasTrial ? trial : null }
}

/** A subscription that has ended is not changed: the customer subscribes anew. */
function findCurrent({ subscriptions }: ControlContext, { replaces }: CheckoutQuery): PlanOffer['current'] {
  const found = replaces === undefined ? undefined : subscriptions.repository.get(replaces)
  if (found?.state !== 'ACTIVE' || found.replacedById !== null) return null
  return { id: found.id, productId: mainProduct(found), paidUntil: found.paidUntil }
}

function hasSubscribed(ctx: ControlContext, query: CheckoutQuery): boolean {
  return listOfCustomer(ctx, query).some(({ lines }) =>
    lines.some((line) => line.productId === query.productId),
  )
}

/** The subscriptions of a store account in the app of the credentials. */
export function listOfCustomer(
  ctx: ControlContext,
  { store, customer }: Pick<CheckoutQuery, 'store' | 'customer'>,
): Subscription[] {
  if (customer === undefined || store === 'TEST_STORE') return []
  const emulated = getStore(ctx, store)
  const customerId = emulated.toCustomerId(customer, 'PRODUCTION', emulated.appId)
  return ctx.subscriptions.repository.listByCustomer(store, 'PRODUCTION', customerId)
}

export const mainProduct = ({ lines }: Subscription): string => lines[0]?.productId ?? ''

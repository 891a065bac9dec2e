import type { StoreOffer, StoreOfferKind } from '../contract/sale.ts'
import type { SubscriptionLine, SubscriptionPhase, SubscriptionState } from '../contract/subscription.ts'
import { toMicros } from './money.ts'
import type { SubscriptionItem } from './subscription-types.ts'

export type KeyedItem = { readonly lineKey: string; readonly item: SubscriptionItem }

/**
 * A subscription can hold a product twice while one base plan replaces another: the one with an end keeps the key. Items that cannot be
 * distinguished count once.
 */
export function keyItems(items: readonly SubscriptionItem[]): KeyedItem[] {
  const keyed = new Map<string, SubscriptionItem>()
  for (const item of items) {
    const same = items.filter(({ productId }) => productId === item.productId)
    const main = same.find(({ expiryTime }) => expiryTime) ?? same[0]
    const lineKey =
      item === main ? item.productId : `${item.productId}:${item.offerDetails?.basePlanId ?? ''}`
    if (!keyed.has(lineKey)) keyed.set(lineKey, item)
  }
  return [...keyed].map(([lineKey, item]) => ({ lineKey, item }))
}

export function toLine(
  { lineKey, item }: KeyedItem,
  state: SubscriptionState,
  isNeverPaid: boolean,
): SubscriptionLine {
  const accessUntil = isNeverPaid ? null : parseTime(item.expiryTime)
  return {
    lineKey,
    storeProductId: item.productId,
    basePlanId: item.offerDetails?.basePlanId ?? null,
    offer: toLineOffer(item),
    accessUntil,
    givesAccess: accessUntil !== null && (state === 'ACTIVE' || state === 'IN_GRACE_PERIOD'),
    willRenew: state !== 'EXPIRED' && state !== 'REVOKED' && willRenewItself(item),
    renewalPrice: toMicros(item.autoRenewingPlan?.recurringPrice),
  }
}

export function parseTime(text: string | null | undefined): Date | null {
  return text ? new Date(text) : null
}

/** Whether another charge of the subscription includes this item, or what replaces it. */
export function willBeCharged({ autoRenewingPlan, deferredItemRemoval }: SubscriptionItem): boolean {
  return autoRenewingPlan?.autoRenewEnabled === true && !deferredItemRemoval
}

/** A cancellation of installments takes effect only after the payments that the customer has committed to. */
export function isCancellationPending({ autoRenewingPlan }: SubscriptionItem): boolean {
  return Boolean(autoRenewingPlan?.installmentDetails?.pendingCancellation)
}

function willRenewItself(item: SubscriptionItem): boolean {
  return willBeCharged(item) && !isCancellationPending(item) && !item.deferredItemReplacement
}

export function toLinePhase({ offerPhase, prepaidPlan }: SubscriptionItem): SubscriptionPhase {
  if (offerPhase?.freeTrial) return 'TRIAL'
  if (offerPhase?.introductoryPrice) return 'INTRODUCTORY'
  if (offerPhase?.prorationPeriod) return 'PRORATION'
  if (prepaidPlan) return 'PREPAID'
  return offerPhase?.basePrice ? 'NORMAL' : 'OTHER'
}

function toLineOffer(item: SubscriptionItem): StoreOffer | null {
  const { basePlanId, offerId } = item.offerDetails ?? {}
  return toOffer({ basePlanId, offerId, phase: toLinePhase(item), hasCode: Boolean(item.signupPromotion) })
}

type OfferSource = {
  readonly basePlanId: string | null | undefined
  readonly offerId: string | null | undefined
  readonly phase: SubscriptionPhase
  /** The customer entered a promotion code. */
  readonly hasCode: boolean
}

/** Google names the offer of a subscription also after its phases are over. */
export function toOffer({ basePlanId, offerId, phase, hasCode }: OfferSource): StoreOffer | null {
  if (!basePlanId && !offerId) return null
  return {
    kind: toOfferKind({ offerId, phase, hasCode }),
    purchaseOptionId: basePlanId || null,
    offerId: offerId || null,
  }
}

function toOfferKind({ offerId, phase, hasCode }: Omit<OfferSource, 'basePlanId'>): StoreOfferKind {
  const isReduced = phase === 'TRIAL' || phase === 'INTRODUCTORY'
  if (hasCode && isReduced) return 'OFFER_CODE'
  if (!offerId) return 'STANDARD'
  return isReduced ? 'INTRODUCTORY' : 'STANDARD'
}

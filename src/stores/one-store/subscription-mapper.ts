import type { StoreAcknowledgement, StorePrice } from '../contract/sale.ts'
import type {
  SubscriptionCancelReason,
  SubscriptionLine,
  SubscriptionPeriod,
  SubscriptionPhase,
  SubscriptionPriceChange,
  SubscriptionSnapshot,
  SubscriptionState,
} from '../contract/subscription.ts'
import type { OneStoreConfig } from './config.ts'
import { toEnvironment } from './mapper.ts'
import { toSubscriptionKey, toSubscriptionReference, type SaleReferenceDetails } from './sale-reference.ts'
import { isAutoRenewing, type SubscriptionDetailResponse } from './subscription-detail.ts'

export type SubscriptionSource = {
  readonly found: SubscriptionDetailResponse
  readonly reference: SaleReferenceDetails
  readonly config: Pick<OneStoreConfig, 'sandboxPurchaseIdPrefix' | 'acknowledgeWithinMs' | 'subscriptions'>
  /** The periods of this subscription that are recorded. Without any, the one that it names may be its first. */
  readonly knownPeriodIds: readonly string[]
}

type Mapping = SubscriptionSource & {
  readonly state: SubscriptionState
  readonly willRenew: boolean
  readonly accessUntil: Date
}

/** Numbered as in Google Play (unconfirmed). */
const cancelReasons: Readonly<Record<number, SubscriptionCancelReason>> = {
  0: 'USER',
  1: 'BILLING',
  2: 'REPLACED',
  3: 'DEVELOPER',
}

/** Pure: the same response gives the same snapshot. */
export function toSubscriptionSnapshot(source: SubscriptionSource): SubscriptionSnapshot {
  const { found, reference, config } = source
  const { detail, environment, body } = found
  const mapping = toMapping(source)
  const { state, willRenew, accessUntil } = mapping
  const startedAt = toDate(detail.startTimeMillis) ?? toPeriodStart(mapping)
  return {
    environment: toEnvironment(
      environment,
      { purchaseId: detail.lastPurchaseId },
      config.sandboxPurchaseIdPrefix,
    ),
    reference: toSubscriptionReference(reference),
    replaces: toReplaced(mapping),
    former: null,
    isReplaced: toReason(mapping) === 'REPLACED',
    state,
    accessUntil,
    willRenew,
    renewsAt: willRenew && state === 'ACTIVE' ? accessUntil : null,
    // A grace period looks active, with a later end.
    gracePeriodEndsAt: null,
    resumesAt: state === 'PAUSED' ? toDate(detail.autoResumeTimeMillis) : null,
    canceledAt: willRenew ? null : toDate(detail.userCancellationTimeMillis),
    cancelReason: willRenew ? null : toReason(mapping),
    startedAt,
    phase: toPhase(mapping),
    ownership: 'BOUGHT',
    lines: [toLine(mapping)],
    pendingChange: null,
    priceChange: toPriceChange(mapping),
    commitment: null,
    periods: toPeriods(mapping),
    accountToken: detail.developerPayload ?? reference.accountToken,
    storeAccountId: null,
    countryCode: null,
    groupId: null,
    acknowledgement: toAcknowledgement(mapping, startedAt),
    // ONE store states no time: that of the reading decides.
    statedAt: null,
    assumption: isAssumedHold(mapping) ? 'HOLD_OR_PAUSE' : null,
    raw: body,
  }
}

function toMapping(source: SubscriptionSource): Mapping {
  const { detail } = source.found
  const state = toState(source)
  return {
    ...source,
    state,
    willRenew: isAutoRenewing(detail) && state !== 'EXPIRED',
    accessUntil: new Date(Math.floor(detail.expiryTimeMillis)),
  }
}

/** The token that this one continues, in the same market. */
function toReplaced({ found, reference: { marketCode } }: Mapping): string[] {
  const { linkedPurchaseToken: purchaseToken } = found.detail
  return purchaseToken === null ? [] : [toSubscriptionKey({ marketCode, purchaseToken })]
}

function toLine(mapping: Mapping): SubscriptionLine {
  const { found, reference, state, accessUntil, willRenew } = mapping
  return {
    lineKey: '',
    storeProductId: reference.productId,
    basePlanId: null,
    offer: null,
    accessUntil,
    givesAccess: state === 'ACTIVE',
    willRenew,
    renewalPrice: willRenew ? toPrice(found.detail.priceAmountMicros, mapping) : null,
  }
}

/** Only the first payment is acknowledged. */
function toAcknowledgement({ found, config }: Mapping, startedAt: Date): StoreAcknowledgement {
  const acknowledged = found.detail.acknowledgementState === 1
  const deadlineAt = acknowledged ? null : new Date(startedAt.getTime() + config.acknowledgeWithinMs)
  return { acknowledged, consumed: false, deadlineAt }
}

/** ONE store states no state, so the end is compared with the time of the reading. */
function toState({ found }: SubscriptionSource): SubscriptionState {
  const { detail, readAt } = found
  const renews = isAutoRenewing(detail)
  if (!renews && cancelReasons[detail.cancelReason ?? -1] === 'REPLACED') return 'EXPIRED'
  if (detail.expiryTimeMillis > readAt.getTime()) return 'ACTIVE'
  if (!renews) return 'EXPIRED'
  return detail.autoResumeTimeMillis === null ? 'ON_HOLD' : 'PAUSED'
}

/** Neither the end of a pause nor a payment that is pending tells which of the two it is. */
function isAssumedHold({ state, found, config }: Mapping): boolean {
  return state === 'ON_HOLD' && found.detail.paymentState !== config.subscriptions.pendingPaymentState
}

function toReason({ found }: Mapping): SubscriptionCancelReason | null {
  const { detail } = found
  if (isAutoRenewing(detail)) return null
  return cancelReasons[detail.cancelReason ?? -1] ?? 'OTHER'
}

function toPhase({ found, config }: Mapping): SubscriptionPhase {
  const { paymentState, promotionPrice } = found.detail
  if (paymentState === config.subscriptions.freeTrialPaymentState) return 'TRIAL'
  if (promotionPrice === null) return 'NORMAL'
  return promotionPrice === 0n ? 'TRIAL' : 'OFFER'
}

/** ONE store names the last payment only. */
function toPeriods(mapping: Mapping): SubscriptionPeriod[] {
  const { lastPurchaseId, priceAmountMicros, promotionPrice } = mapping.found.detail
  if (lastPurchaseId === null) return []
  const phase = toPhase(mapping)
  const stated = phase === 'TRIAL' ? 0n : promotionPrice
  const micros = stated ?? (isListPrice(mapping, lastPurchaseId) ? priceAmountMicros : null)
  const startsAt = toPeriodStart(mapping)
  return [
    {
      periodId: lastPurchaseId,
      lineKey: '',
      storeOrderId: null,
      storeProductId: mapping.reference.productId,
      quantity: 1,
      price: toPrice(micros, mapping),
      paidAt: startsAt,
      startsAt,
      endsAt: mapping.accessUntil,
      phase,
      offer: null,
      kind: 'UNKNOWN',
      replaces: null,
      // ONE store does not return refunds of subscriptions.
      refund: null,
      isReplaced: false,
    },
  ]
}

/**
 * Whether the payment was of the list price. What a change of the plan charges, which begins a token that follows another one, ONE store
 * does not state. A later answer about the same payment does not tell more.
 */
function isListPrice({ found, knownPeriodIds }: Mapping, lastPurchaseId: string): boolean {
  const isChange = knownPeriodIds.length === 0 && found.detail.linkedPurchaseToken !== null
  return !isChange && !knownPeriodIds.includes(lastPurchaseId)
}

/** The start of a subscription is that of its first period. Of a renewal only the end is known, and that it was there when it was read. */
function toPeriodStart({ found, knownPeriodIds, accessUntil }: Mapping): Date {
  const start = toDate(found.detail.startTimeMillis)
  if (knownPeriodIds.length === 0 && start !== null) return start
  return found.readAt < accessUntil ? found.readAt : accessUntil
}

function toPrice(amountMicros: bigint | null, { found }: Mapping): StorePrice | null {
  const { priceCurrencyCode: currencyCode } = found.detail
  return amountMicros === null || currencyCode === null ? null : { amountMicros, currencyCode }
}

function toPriceChange(mapping: Mapping): SubscriptionPriceChange | null {
  const { found, willRenew, accessUntil } = mapping
  const { priceChange } = found.detail
  if (priceChange === null || !willRenew) return null
  const newPrice = toPrice(priceChange.newPrice, mapping)
  return priceChange.state === 0
    ? { status: 'OUTSTANDING', newPrice, needsConsent: true, consentBy: accessUntil }
    : { status: 'CONFIRMED', newPrice, needsConsent: true, consentBy: null }
}

function toDate(time: number | null): Date | null {
  return time === null ? null : new Date(Math.floor(time))
}

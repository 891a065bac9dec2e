import type {
  SubscriptionLine,
  SubscriptionPeriod,
  SubscriptionSnapshot,
  SubscriptionState,
} from '../contract/subscription.ts'
import { parseAccountToken } from '../shared/schemas.ts'
import { toSaleReference } from './sale-reference.ts'
import { toSubscriptionAcknowledgement } from './subscription-acknowledgement.ts'
import {
  isCancellationPending,
  keyItems,
  parseTime,
  toLine,
  toLinePhase,
  willBeCharged,
} from './subscription-lines.ts'
import { toPeriods } from './subscription-periods.ts'
import { toPriceChange } from './subscription-price-change.ts'
import type { SubscriptionReading } from './subscription-reading.ts'
import { toCancelReason, toState, toStateName } from './subscription-state.ts'
import type { SubscriptionItem, SubscriptionPurchase } from './subscription-types.ts'

const maxRawLength = 256 * 1024

/** Everything comes from Google's responses; the time of the reading only decides whether a canceled subscription is over. */
export function toSubscriptionSnapshot(reading: SubscriptionReading): SubscriptionSnapshot {
  const purchase = reading.purchase.value
  const periods = toPeriods(reading)
  const state = toState(reading, periods)
  const isNeverPaid = state === 'PENDING' || toStateName(purchase) === 'PENDING_PURCHASE_CANCELED'
  const keyed = keyItems(purchase.lineItems)
  const lines = keyed.map((item) => toLine(item, state, isNeverPaid))
  return {
    environment: purchase.testPurchase ? 'SANDBOX' : 'PRODUCTION',
    reference: toSaleReference(reading.purchaseToken),
    ...toLinks(purchase, isNeverPaid),
    state,
    accessUntil: toLatest(lines.map(({ accessUntil }) => accessUntil)),
    ...toRenewal(purchase, state, lines),
    resumesAt: state === 'PAUSED' ? parseTime(purchase.pausedStateContext?.autoResumeTime) : null,
    canceledAt: parseTime(purchase.canceledStateContext?.userInitiatedCancellation?.cancelTime),
    cancelReason: toCancelReason(purchase, state),
    startedAt: toStartedAt(reading, periods),
    phase: toMainPhase(purchase),
    ownership: 'BOUGHT',
    lines,
    pendingChange: toPendingChange(purchase.lineItems),
    priceChange: toPriceChange(purchase.lineItems),
    commitment: toCommitment(purchase.lineItems),
    periods: isNeverPaid ? [] : periods,
    accountToken: parseAccountToken(purchase.externalAccountIdentifiers?.obfuscatedExternalAccountId),
    storeAccountId: null,
    countryCode: purchase.regionCode ?? null,
    groupId: null,
    acknowledgement: toSubscriptionAcknowledgement(reading, state, periods),
    statedAt: null,
    assumption: null,
    raw: toRaw(reading),
  }
}

/** While a change of the plan is not paid, the former token goes on. */
function toLinks(
  purchase: SubscriptionPurchase,
  isNeverPaid: boolean,
): Pick<SubscriptionSnapshot, 'replaces' | 'former' | 'isReplaced'> {
  const { linkedPurchaseToken, outOfAppPurchaseContext: outOfApp, canceledStateContext } = purchase
  const { obfuscatedExternalAccountId } = outOfApp?.expiredExternalAccountIdentifiers ?? {}
  const accountToken = parseAccountToken(obfuscatedExternalAccountId)
  const key = outOfApp?.expiredPurchaseToken ?? null
  return {
    replaces: linkedPurchaseToken && !isNeverPaid ? [linkedPurchaseToken] : [],
    former: key === null && accountToken === null ? null : { key, accountToken },
    isReplaced: Boolean(canceledStateContext?.replacementCancellation),
  }
}

function toLatest(times: readonly (Date | null)[]): Date | null {
  const known = times.filter((time) => time !== null).map((time) => time.getTime())
  return known.length === 0 ? null : new Date(Math.max(...known))
}

function toEarliest(times: readonly (Date | null)[]): Date | null {
  const known = times.filter((time) => time !== null).map((time) => time.getTime())
  return known.length === 0 ? null : new Date(Math.min(...known))
}

/** Payments that the customer has committed to are charged although the subscription does not renew after them. */
function toRenewal(
  purchase: SubscriptionPurchase,
  state: SubscriptionState,
  lines: readonly SubscriptionLine[],
): Pick<SubscriptionSnapshot, 'willRenew' | 'renewsAt' | 'gracePeriodEndsAt'> {
  const isOpen = state !== 'EXPIRED' && state !== 'REVOKED' && toStateName(purchase) !== 'CANCELED'
  const charged = isOpen ? purchase.lineItems.filter(willBeCharged) : []
  return {
    willRenew: charged.some((item) => !isCancellationPending(item)),
    renewsAt: toRenewsAt(purchase, state, charged),
    gracePeriodEndsAt:
      state === 'IN_GRACE_PERIOD' ? toLatest(lines.map(({ accessUntil }) => accessUntil)) : null,
  }
}

function toRenewsAt(
  { pausedStateContext }: SubscriptionPurchase,
  state: SubscriptionState,
  charged: readonly SubscriptionItem[],
): Date | null {
  if (charged.length === 0) return null
  if (state === 'PAUSED') return parseTime(pausedStateContext?.autoResumeTime)
  return state === 'ACTIVE' ? toEarliest(charged.map(({ expiryTime }) => parseTime(expiryTime))) : null
}

function toStartedAt(
  { purchase, readAt }: SubscriptionReading,
  [first]: readonly SubscriptionPeriod[],
): Date {
  return parseTime(purchase.value.startTime) ?? first?.paidAt ?? readAt
}

/** Of the first item that has begun. */
function toMainPhase({ lineItems }: SubscriptionPurchase): SubscriptionSnapshot['phase'] {
  const main = lineItems.find(({ expiryTime }) => expiryTime) ?? lineItems[0]
  return main === undefined ? 'OTHER' : toLinePhase(main)
}

/** A replacement that waits for the renewal: the new item is listed already, without an end. */
function toPendingChange(items: readonly SubscriptionItem[]): SubscriptionSnapshot['pendingChange'] {
  const replaced = items.find(({ deferredItemReplacement }) => deferredItemReplacement?.productId)
  const storeProductId = replaced?.deferredItemReplacement?.productId
  if (replaced === undefined || !storeProductId) return null
  const next = items.find((item) => item.productId === storeProductId && item !== replaced)
  const basePlanId = next?.offerDetails?.basePlanId ?? null
  return { storeProductId, basePlanId, at: parseTime(replaced.expiryTime) }
}

/** After the first commitment another one can follow, with its own number of payments. */
function toCommitment(items: readonly SubscriptionItem[]): SubscriptionSnapshot['commitment'] {
  const item = items.find(({ autoRenewingPlan }) => autoRenewingPlan?.installmentDetails)
  const details = item?.autoRenewingPlan?.installmentDetails
  if (item === undefined || !details) return null
  const remaining = details.remainingCommittedPaymentsCount ?? 0
  const total = Math.max(
    details.initialCommittedPaymentsCount ?? details.subsequentCommittedPaymentsCount ?? 0,
    remaining,
  )
  if (total === 0) return null
  return { paid: total - remaining, total, endsAt: remaining === 0 ? parseTime(item.expiryTime) : null }
}

/** The purchase with as many of its orders as fit, the latest first. */
export function toRaw({ purchase, orders }: SubscriptionReading): string {
  const kept: string[] = []
  let length = purchase.body.length
  for (const order of [...orders.values()].toReversed()) {
    if (order === null) continue
    length += order.body.length + 1
    if (length > maxRawLength - 100) break
    kept.unshift(order.body)
  }
  const body = purchase.body.length > maxRawLength - 100 ? 'null' : purchase.body
  return `{"purchase":${body},"orders":[${kept.join(',')}]}`
}

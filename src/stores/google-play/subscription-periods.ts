import type { StorePrice } from '../contract/sale.ts'
import type { SubscriptionPeriod, SubscriptionPhase } from '../contract/subscription.ts'
import type { Order, OrderLine } from './api-types.ts'
import { toMicros } from './money.ts'
import { parseOrderNumber, toPeriodId } from './order-number.ts'
import { keyItems, parseTime, toLinePhase, toOffer } from './subscription-lines.ts'
import type { SubscriptionReading } from './subscription-reading.ts'
import { toLineRefund, type ChargedLine } from './subscription-refund.ts'
import type { SubscriptionItem } from './subscription-types.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** The charge of one item by one order. The order is null when Google has none of this id. */
type Charge = {
  readonly orderId: string
  readonly order: Order | null
  readonly line: OrderLine
  readonly productId: string
  /** Null for an item that the subscription no longer has. */
  readonly item: SubscriptionItem | null
  /** How many items the order charged. */
  readonly lineCount: number
}

/** One period for each item of each order that was read, oldest first. */
export function toPeriods(reading: SubscriptionReading): SubscriptionPeriod[] {
  return [...reading.orders]
    .flatMap(([orderId, order]) => toPeriodsOfOrder(reading, orderId, order?.value ?? null))
    .toSorted(comparePeriods)
}

function comparePeriods(one: SubscriptionPeriod, other: SubscriptionPeriod): number {
  return (
    one.startsAt.getTime() - other.startsAt.getTime() ||
    one.paidAt.getTime() - other.paidAt.getTime() ||
    toNumber(one) - toNumber(other)
  )
}

function toNumber({ storeOrderId }: SubscriptionPeriod): number {
  return parseOrderNumber(storeOrderId ?? '').number
}

function toPeriodsOfOrder(
  reading: SubscriptionReading,
  orderId: string,
  order: Order | null,
): SubscriptionPeriod[] {
  if (order !== null && (!isPaid(order) || !isOfSubscription(orderId, order, reading))) return []
  const charges = toCharges(reading, orderId, order)
  const charged = charges.map((charge): ChargedLine => {
    const isEndedEarly = endsEarly(charge.item, charge.line)
    return { productId: charge.productId, price: toPrice(charge), isEndedEarly }
  })
  return charges.map((charge, index) => toPeriod(reading, charge, charged, index))
}

/** An order that is not paid yet, or never was, is no period. */
function isPaid({ state }: Order): boolean {
  return state !== 'PENDING' && state !== 'CANCELED'
}

/** After a change of the plan an item can still name the order of the former purchase token. */
function isOfSubscription(
  orderId: string,
  { purchaseToken: token }: Order,
  { purchaseToken, purchase, knownOrderIds }: SubscriptionReading,
): boolean {
  if (!token || token === purchaseToken || knownOrderIds.has(orderId)) return true
  return token === purchase.value.linkedPurchaseToken
}

function toCharges(reading: SubscriptionReading, orderId: string, order: Order | null): Charge[] {
  const items = keyItems(reading.purchase.value.lineItems)
  const lines = (order?.lineItems ?? []).filter(({ productId }) => productId)
  if (lines.length > 0) {
    return lines.map((line) => {
      const productId = line.productId ?? ''
      const item = items.find(({ lineKey }) => lineKey === productId)?.item ?? null
      return { orderId, order, line, productId, item, lineCount: lines.length }
    })
  }
  const named = items.filter(({ item }) => item.latestSuccessfulOrderId === orderId)
  return named.map(({ item }) => {
    const line: OrderLine = { productId: item.productId, total: null, subscriptionDetails: null }
    return { orderId, order, line, productId: item.productId, item, lineCount: named.length }
  })
}

function toPeriod(
  reading: SubscriptionReading,
  charge: Charge,
  lines: readonly ChargedLine[],
  index: number,
): SubscriptionPeriod {
  const { orderId, order, line, productId, item, lineCount } = charge
  const details = line.subscriptionDetails
  const paidAt = toPaidAt(reading, charge)
  const startsAt = parseTime(details?.servicePeriodStartTime) ?? paidAt
  const endsAt = parseTime(details?.servicePeriodEndTime) ?? parseTime(item?.expiryTime) ?? startsAt
  const charged = lines[index]
  const refund = order === null || charged === undefined ? null : toLineRefund(order, charged, lines, paidAt)
  const phase = toPhase(charge)
  return {
    periodId: toPeriodId(orderId, productId, lineCount),
    lineKey: productId,
    storeOrderId: orderId,
    storeProductId: productId,
    quantity: 1,
    price: charged?.price ?? null,
    paidAt,
    startsAt,
    endsAt: endsAt < startsAt ? startsAt : endsAt,
    phase,
    offer: toOffer({
      basePlanId: details?.basePlanId ?? item?.offerDetails?.basePlanId,
      offerId: details?.offerId,
      phase,
      hasCode: Boolean(item?.signupPromotion),
    }),
    kind: toKind(reading, charge, { paidAt, startsAt, phase }),
    replaces: null,
    refund,
    isReplaced: refund !== null && isRefundOfReplacement(reading, item, refund),
  }
}

/** What the customer paid for the item, taxes included. Google omits the amount of some free periods. */
function toPrice({ order, line, item, lineCount, ...charge }: Charge): StorePrice | null {
  const price = toMicros(line.total) ?? (lineCount === 1 ? toMicros(order?.total) : null)
  if (price !== null) return price
  const currencyCode = item?.autoRenewingPlan?.recurringPrice?.currencyCode
  const isFree =
    order !== null && !line.total && toPhase({ order, line, item, lineCount, ...charge }) === 'TRIAL'
  return isFree && currencyCode ? { amountMicros: 0n, currencyCode } : null
}

function toPaidAt({ purchase, readAt }: SubscriptionReading, { orderId, order, line }: Charge): Date {
  const { servicePeriodStartTime } = line.subscriptionDetails ?? {}
  const isFirst = parseOrderNumber(orderId).number < 0
  return (
    parseTime(order?.orderHistory?.processedEvent?.eventTime) ??
    parseTime(order?.createTime) ??
    parseTime(servicePeriodStartTime) ??
    (isFirst ? parseTime(purchase.value.startTime) : null) ??
    readAt
  )
}

function toPhase({ orderId, line, item }: Charge): SubscriptionPhase {
  const { offerPhaseDetails: phase, offerPhase } = line.subscriptionDetails ?? {}
  if (phase?.freeTrialDetails || offerPhase === 'FREE_TRIAL') return 'TRIAL'
  if (phase?.introductoryPriceDetails || offerPhase === 'INTRODUCTORY') return 'INTRODUCTORY'
  if (phase?.prorationPeriodDetails) return 'PRORATION'
  if (item?.prepaidPlan) return 'PREPAID'
  if (phase?.baseDetails || offerPhase === 'BASE') return 'NORMAL'
  return item?.latestSuccessfulOrderId === orderId ? toLinePhase(item) : 'OTHER'
}

type PeriodTimes = Pick<SubscriptionPeriod, 'paidAt' | 'startsAt' | 'phase'>

/** A renewal is charged before the period begins; one that is paid later was declined at first. */
function toKind(
  { purchase }: SubscriptionReading,
  { orderId, item }: Charge,
  { paidAt, startsAt, phase }: PeriodTimes,
): SubscriptionPeriod['kind'] {
  if (parseOrderNumber(orderId).number >= 0) {
    return paidAt.getTime() - startsAt.getTime() > hourMs ? 'RECOVERY' : 'RENEWAL'
  }
  if (!purchase.value.linkedPurchaseToken) return 'INITIAL'
  if (item?.itemReplacement || phase === 'PRORATION') return 'CHANGE'
  return item?.prepaidPlan ? 'TOP_UP' : 'UNKNOWN'
}

/** Google turns the rest of a replaced period into time or a credit; where it returns money, it does so at the replacement. */
function isRefundOfReplacement(
  { purchase }: SubscriptionReading,
  item: SubscriptionItem | null,
  { reason, refundedAt }: NonNullable<SubscriptionPeriod['refund']>,
): boolean {
  const endedAt = parseTime(item?.expiryTime)
  if (!purchase.value.canceledStateContext?.replacementCancellation || endedAt === null) return false
  return reason !== 'CHARGEBACK' && Math.abs(refundedAt.getTime() - endedAt.getTime()) <= hourMs
}

/** Whether the access of an item ends before the period that its order paid for. */
function endsEarly(item: SubscriptionItem | null, { subscriptionDetails }: OrderLine): boolean {
  const expiry = parseTime(item?.expiryTime)
  const paidUntil = parseTime(subscriptionDetails?.servicePeriodEndTime)
  if (expiry === null || paidUntil === null) return false
  return paidUntil.getTime() - expiry.getTime() > minuteMs
}

/** Whether Google took back the access to an item before the end of the period that its latest order paid for. */
export function isTakenBack(
  { latestSuccessfulOrderId, productId, expiryTime }: SubscriptionItem,
  periods: readonly SubscriptionPeriod[],
): boolean {
  const expiry = parseTime(expiryTime)
  const latest = periods.find(
    (period) => period.storeOrderId === latestSuccessfulOrderId && period.lineKey === productId,
  )
  if (expiry === null || latest === undefined) return false
  return latest.endsAt.getTime() - expiry.getTime() > minuteMs
}

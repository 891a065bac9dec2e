import type { SubscriptionPeriod, SubscriptionPhase } from '../contract/subscription.ts'
import { unixMillisSchema } from '../shared/schemas.ts'
import type { AppleTransaction } from './api-types.ts'
import { isShared, toOffer, toPaidAt, toPrice, toQuantity, toRefund } from './mapper.ts'

/** A period whose predecessor ended longer ago did not follow it without a gap. */
const gapToleranceMs = 60_000

const introductoryOffer = 1

/**
 * The periods of one subscription, oldest first.
 * @param transactions those of the subscription, in any order; each may occur several times, as the App Store stated it at several times
 */
export function toSubscriptionPeriods(transactions: readonly AppleTransaction[]): SubscriptionPeriod[] {
  const sorted = removeRestored(latestStatements(transactions)).toSorted(compareAge)
  return sorted.map((transaction, index) => toPeriod(transaction, sorted[index - 1] ?? null))
}

/** The end of a period never moves; only a transaction that is malformed has none. */
export function toPeriodEnd(transaction: AppleTransaction): Date {
  const end = unixMillisSchema.safeParse(transaction.expiresDate).data
  return end === undefined ? toPaidAt(transaction) : new Date(Math.floor(end))
}

export function toPhase({ offerType, offerDiscountType, price }: AppleTransaction): SubscriptionPhase {
  if (offerType === undefined) return 'NORMAL'
  if (offerDiscountType === 'FREE_TRIAL') return 'TRIAL'
  if (offerType !== introductoryOffer) return 'OFFER'
  // Older transactions do not state how an introductory offer is paid.
  return offerDiscountType === undefined && price === 0 ? 'TRIAL' : 'INTRODUCTORY'
}

/** Whether a subscription of a higher level, or a bundle, took the place of this one. Its refund then is no loss. */
export function isReplaced({ isUpgraded, revocationType }: AppleTransaction): boolean {
  return isUpgraded === true || revocationType?.toUpperCase().includes('UPGRADE') === true
}

function toPeriod(apple: AppleTransaction, former: AppleTransaction | null): SubscriptionPeriod {
  const replaced = former !== null && isReplaced(former) ? former : null
  return {
    periodId: apple.transactionId,
    lineKey: '',
    // Transactions do not contain the order number of the customer's bill.
    storeOrderId: null,
    storeProductId: apple.productId,
    quantity: toQuantity(apple),
    price: toPeriodPrice(apple),
    paidAt: toPaidAt(apple),
    startsAt: toPaidAt(apple),
    endsAt: toPeriodEnd(apple),
    phase: toPhase(apple),
    offer: toOffer(apple),
    kind: toKind(apple, former, replaced !== null),
    replaces: replaced?.transactionId ?? null,
    refund: toRefund(apple),
    isReplaced: isReplaced(apple),
  }
}

/** Family members pay nothing, whatever their transaction says. */
function toPeriodPrice(apple: AppleTransaction): SubscriptionPeriod['price'] {
  return toPrice(isShared(apple) ? { ...apple, price: 0 } : apple)
}

/** The App Store tells only purchases and renewals apart. An extension leaves the same gap as a recovered payment. */
function toKind(
  apple: AppleTransaction,
  former: AppleTransaction | null,
  replaces: boolean,
): SubscriptionPeriod['kind'] {
  if (apple.transactionId === (apple.originalTransactionId ?? apple.transactionId)) return 'INITIAL'
  if (replaces) return 'CHANGE'
  if (former === null) return 'UNKNOWN'
  const gapMs = toPaidAt(apple).getTime() - toPeriodEnd(former).getTime()
  if (apple.transactionReason === 'RENEWAL') return gapMs > gapToleranceMs ? 'UNKNOWN' : 'RENEWAL'
  return apple.transactionReason === 'PURCHASE' && gapMs >= 0 ? 'INITIAL' : 'UNKNOWN'
}

/** The App Store signs a transaction anew with each response, so that the later one has the current refund. */
function latestStatements(transactions: readonly AppleTransaction[]): AppleTransaction[] {
  const latest = new Map<string, AppleTransaction>()
  for (const transaction of transactions) {
    const { transactionId, signedDate = 0 } = transaction
    const other = latest.get(transactionId)
    if (other === undefined || signedDate > (other.signedDate ?? 0)) latest.set(transactionId, transaction)
  }
  return [...latest.values()]
}

/** A renewal that was restored on another device by older versions of StoreKit is listed again under another transaction id. */
function removeRestored(transactions: readonly AppleTransaction[]): AppleTransaction[] {
  const first = new Map<string, AppleTransaction>()
  for (const transaction of transactions) {
    const key = transaction.webOrderLineItemId ?? `transaction ${transaction.transactionId}`
    const other = first.get(key)
    if (other === undefined || compareIds(transaction, other) < 0) first.set(key, transaction)
  }
  return [...first.values()]
}

function compareAge(a: AppleTransaction, b: AppleTransaction): number {
  return toPaidAt(a).getTime() - toPaidAt(b).getTime() || compareIds(a, b)
}

function compareIds({ transactionId: a }: AppleTransaction, { transactionId: b }: AppleTransaction): number {
  const [one, other] = [BigInt(a), BigInt(b)]
  if (one === other) return 0
  return one < other ? -1 : 1
}

import type { SubscriptionLineRow, SubscriptionRow } from '../../db/queries/subscriptions.ts'
import type { SubscriptionLine, SubscriptionSnapshot } from '../../stores/contract/subscription.ts'
import type { AppRow, ItemRow, PaymentRow } from '../models.ts'

/** The columns of a subscription that a reading of the store determines. */
export type SubscriptionFacts = Omit<
  SubscriptionRow,
  | 'appId'
  | 'id'
  | 'purchaseId'
  | 'userId'
  | 'createdAt'
  | 'nextCheckAt'
  | 'encryptedPeriods'
  | 'version'
  | 'endedAt'
>

export type LineFacts = Omit<SubscriptionLineRow, 'appId' | 'subscriptionId'>

/** The item of each product of a subscription; null for a product that is no item of the AppKey. */
export type ItemsByProduct = ReadonlyMap<string, ItemRow | null>

export type ReadingTime = {
  /** When the store answered. */
  readonly at: Date
  readonly store: SubscriptionRow['store']
}

/** The line that a subscription is named after: the first that gives access, else the first that has begun. */
export function findMainLine(lines: readonly SubscriptionLine[]): SubscriptionLine | null {
  return (
    lines.find(({ givesAccess, accessUntil }) => givesAccess && accessUntil !== null) ??
    lines.find(({ accessUntil }) => accessUntil !== null) ??
    lines[0] ??
    null
  )
}

export function toFacts(
  snapshot: SubscriptionSnapshot,
  items: ItemsByProduct,
  { at, store }: ReadingTime,
): SubscriptionFacts {
  const { pendingChange, priceChange, commitment } = snapshot
  const main = findMainLine(snapshot.lines)
  const storeProductId = main?.storeProductId ?? snapshot.periods.at(-1)?.storeProductId ?? ''
  return {
    store,
    environment: snapshot.environment,
    itemId: items.get(storeProductId)?.id ?? null,
    storeProductId,
    status: snapshot.state,
    accessUntil: snapshot.accessUntil,
    willRenew: snapshot.willRenew,
    renewsAt: snapshot.renewsAt,
    gracePeriodEndsAt: snapshot.gracePeriodEndsAt,
    resumesAt: snapshot.resumesAt,
    canceledAt: snapshot.canceledAt,
    cancelReason: snapshot.cancelReason,
    phase: snapshot.phase,
    ownership: snapshot.ownership,
    pendingProductId: pendingChange?.storeProductId ?? null,
    pendingBasePlanId: pendingChange?.basePlanId ?? null,
    pendingChangeAt: pendingChange?.at ?? null,
    priceChangeStatus: priceChange?.status ?? null,
    priceChangeMicros: priceChange?.newPrice?.amountMicros ?? null,
    priceChangeCurrency: priceChange?.newPrice?.currencyCode ?? null,
    priceChangeNeedsConsent: priceChange?.needsConsent ?? false,
    consentBy: priceChange?.consentBy ?? null,
    commitmentPaid: commitment?.paid ?? null,
    commitmentTotal: commitment?.total ?? null,
    commitmentEndsAt: commitment?.endsAt ?? null,
    assumption: snapshot.assumption,
    groupId: snapshot.groupId,
    accountToken: snapshot.accountToken,
    storeAccountId: snapshot.storeAccountId,
    countryCode: snapshot.countryCode,
    startedAt: snapshot.startedAt,
    storeReadAt: at,
    storeStatedAt: snapshot.statedAt,
    isStale: false,
    failedReads: 0,
    source: 'STORE',
    acknowledgementDeadlineAt: snapshot.acknowledgement.acknowledged
      ? null
      : snapshot.acknowledgement.deadlineAt,
  }
}

/**
 * The lines as they are recorded. The refund policy of the AppKey decides where it differs from the store: access that ends with the
 * refund of the current period, or that lasts to the end of the paid period although the store took it back.
 * @param payments those of the subscription
 */
export function toLineFacts(
  snapshot: SubscriptionSnapshot,
  items: ItemsByProduct,
  { policy, payments }: Pick<Refunds, 'policy' | 'payments'>,
): LineFacts[] {
  return snapshot.lines.map((line) => ({
    lineKey: line.lineKey,
    itemId: items.get(line.storeProductId)?.id ?? null,
    storeProductId: line.storeProductId,
    basePlanId: line.basePlanId,
    offerKind: line.offer?.kind ?? null,
    offerId: line.offer?.offerId ?? null,
    ...toAccess(snapshot, line, { policy, payments }),
    willRenew: line.willRenew,
    renewalPriceMicros: line.renewalPrice?.amountMicros ?? null,
    renewalCurrencyCode: line.renewalPrice?.currencyCode ?? null,
  }))
}

type Refunds = {
  readonly policy: AppRow['subscriptionRefundPolicy']
  readonly payments: readonly Pick<
    PaymentRow,
    | 'storeTransactionId'
    | 'lineItem'
    | 'status'
    | 'refundDetectedBy'
    | 'isReplaced'
    | 'periodStartsAt'
    | 'periodEndsAt'
  >[]
}

function toAccess(
  { state, periods }: SubscriptionSnapshot,
  { lineKey, accessUntil, givesAccess }: SubscriptionLine,
  { policy, payments }: Refunds,
): Pick<LineFacts, 'accessUntil' | 'givesAccess'> {
  const refundedUntil = policy === 'FOLLOW_STORE' ? null : findRefundedEnd(lineKey, periods, payments)
  if (refundedUntil === null) return { accessUntil, givesAccess }
  if (policy === 'END_AT_ONCE') return { accessUntil, givesAccess: false }
  const isTakenBack = state === 'REVOKED' || (accessUntil !== null && accessUntil < refundedUntil)
  return isTakenBack ? { accessUntil: refundedUntil, givesAccess: true } : { accessUntil, givesAccess }
}

/** The end of the current period of a line if it was refunded in full, and not because another period replaced it. */
function findRefundedEnd(
  lineKey: string,
  periods: SubscriptionSnapshot['periods'],
  payments: Refunds['payments'],
): Date | null {
  const stated = periods.findLast((period) => period.lineKey === lineKey)
  const recorded = payments
    .filter(({ lineItem }) => lineItem === lineKey)
    .reduce<Refunds['payments'][number] | null>(
      (latest, each) => (startOf(each) > startOf(latest) ? each : latest),
      null,
    )
  const isStated = stated !== undefined && stated.startsAt.getTime() >= startOf(recorded)
  if (isStated && stated.refund?.full === true && !stated.isReplaced) return stated.endsAt
  // An operator has recorded a refund that the store does not state.
  const isCurrent = !isStated || stated.periodId === recorded?.storeTransactionId
  const isCorrected = recorded?.refundDetectedBy === 'CORRECTION' || !isStated
  if (recorded?.status !== 'REFUNDED' || recorded.isReplaced || !isCurrent || !isCorrected) return null
  return recorded.periodEndsAt
}

function startOf(payment: Pick<PaymentRow, 'periodStartsAt'> | null): number {
  return payment?.periodStartsAt?.getTime() ?? Number.NEGATIVE_INFINITY
}

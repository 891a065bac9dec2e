import type { SubscriptionLineRow, SubscriptionRow } from '../../db/queries/subscriptions.ts'
import type { SubscriptionLine, SubscriptionSnapshot } from '../../stores/contract/subscription.ts'
import type { AppRow, ItemRow } from '../models.ts'

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
 */
export function toLineFacts(
  snapshot: SubscriptionSnapshot,
  items: ItemsByProduct,
  policy: AppRow['subscriptionRefundPolicy'],
): LineFacts[] {
  return snapshot.lines.map((line) => ({
    lineKey: line.lineKey,
    itemId: items.get(line.storeProductId)?.id ?? null,
    storeProductId: line.storeProductId,
    basePlanId: line.basePlanId,
    offerKind: line.offer?.kind ?? null,
    offerId: line.offer?.offerId ?? null,
    ...toAccess(snapshot, line, policy),
    willRenew: line.willRenew,
    renewalPriceMicros: line.renewalPrice?.amountMicros ?? null,
    renewalCurrencyCode: line.renewalPrice?.currencyCode ?? null,
  }))
}

function toAccess(
  { state, periods }: SubscriptionSnapshot,
  { lineKey, accessUntil, givesAccess }: SubscriptionLine,
  policy: AppRow['subscriptionRefundPolicy'],
): Pick<LineFacts, 'accessUntil' | 'givesAccess'> {
  const current = periods.findLast((period) => period.lineKey === lineKey)
  const isRefunded = current?.refund?.full === true && !current.isReplaced
  if (!isRefunded) return { accessUntil, givesAccess }
  if (policy === 'END_AT_ONCE') return { accessUntil, givesAccess: false }
  const isTakenBack = state === 'REVOKED' || (state === 'EXPIRED' && accessUntil !== null)
  if (policy === 'KEEP_UNTIL_EXPIRY' && isTakenBack) {
    return { accessUntil: current.endsAt, givesAccess: true }
  }
  return { accessUntil, givesAccess }
}

import type { StorePrice } from '../contract/sale.ts'
import type {
  SubscriptionCancelReason,
  SubscriptionLine,
  SubscriptionPriceChange,
  SubscriptionSnapshot,
  SubscriptionState,
} from '../contract/subscription.ts'
import { unixMillisSchema } from '../shared/schemas.ts'
import { storeEnvironments } from './api-types.ts'
import type { AppleTransaction } from './api-types.ts'
import { toCountryCode } from './country-code.ts'
import { isShared, microsPerMilliunit, toOffer, toPaidAt } from './mapper.ts'
import type { AppleRenewalInfo } from './renewal-info.ts'
import { toSubscriptionReference } from './sale-reference.ts'
import { isReplaced, toPeriodEnd, toPhase, toSubscriptionPeriods } from './subscription-periods.ts'

/** What the App Store says about one subscription; every signature is verified. */
export type AppleSubscription = {
  /** 1 active, 2 expired, 3 billing retry, 4 grace period, 5 revoked; Apple may add values. */
  readonly status: number
  /** The transaction of the current period. */
  readonly transaction: AppleTransaction
  readonly renewal: AppleRenewalInfo
  /** Further transactions of the subscription, in any order. */
  readonly history: readonly AppleTransaction[]
  readonly raw: string
}

type Mapping = AppleSubscription & {
  readonly state: SubscriptionState
  readonly accessUntil: Date
  /** The next payment will be charged. In a commitment it is, also after a cancellation. */
  readonly isChargedAgain: boolean
  readonly willRenew: boolean
}

const statusStates: Readonly<Record<number, SubscriptionState>> = {
  1: 'ACTIVE',
  2: 'EXPIRED',
  3: 'ON_HOLD',
  4: 'IN_GRACE_PERIOD',
  5: 'REVOKED',
}

const cancelReasons: Readonly<Record<number, SubscriptionCancelReason>> = {
  1: 'USER',
  2: 'BILLING',
  3: 'PRICE_NOT_AGREED',
  4: 'PRODUCT_UNAVAILABLE',
}
const priceNotAgreed = 3

/** Pure: the same statements of the App Store give the same snapshot. */
export function toSubscriptionSnapshot(apple: AppleSubscription): SubscriptionSnapshot {
  const mapping = toMapping(apple)
  const { transaction, renewal, state, accessUntil, willRenew } = mapping
  const { previousOriginalTransactionId: previous, commitmentInfo } = transaction
  const shared = isShared(transaction)
  return {
    environment: storeEnvironments[transaction.environment],
    reference: toSubscriptionReference(transaction),
    replaces: previous === undefined ? [] : [previous],
    former: null,
    isReplaced: isReplaced(transaction),
    state,
    accessUntil,
    willRenew,
    renewsAt: toRenewsAt(mapping),
    gracePeriodEndsAt: state === 'IN_GRACE_PERIOD' ? toDate(renewal.gracePeriodExpiresDate) : null,
    resumesAt: null,
    // The App Store does not state when the customer turned the renewal off.
    canceledAt: state === 'REVOKED' ? toDate(transaction.revocationDate?.at) : null,
    cancelReason: toCancelReason(mapping),
    startedAt: toDate(transaction.originalPurchaseDate) ?? toPaidAt(transaction),
    phase: toPhase(transaction),
    ownership: shared ? 'SHARED' : 'BOUGHT',
    lines: [toLine(mapping)],
    pendingChange: toPendingChange(mapping),
    priceChange: toPriceChange(mapping),
    commitment:
      commitmentInfo === undefined
        ? null
        : {
            paid: commitmentInfo.billingPeriodNumber,
            total: commitmentInfo.totalBillingPeriods,
            endsAt: toDate(commitmentInfo.commitmentExpiresDate),
          },
    periods: toSubscriptionPeriods([...apple.history, transaction]),
    // The account token of a shared subscription is its buyer's.
    accountToken: shared ? null : (renewal.appAccountToken ?? transaction.appAccountToken),
    storeAccountId: transaction.appTransactionId ?? null,
    countryCode: toCountryCode(transaction.storefront),
    groupId: transaction.subscriptionGroupIdentifier ?? null,
    // Transactions do not state whether they are finished, and Apple does not cancel unfinished ones.
    acknowledgement: { acknowledged: false, consumed: false, deadlineAt: null },
    statedAt: toStatedAt(apple),
    assumption: null,
    raw: apple.raw,
  }
}

function toMapping(apple: AppleSubscription): Mapping {
  const { transaction, renewal } = apple
  const state = toState(apple)
  const mayRenew = state === 'ACTIVE' || state === 'IN_GRACE_PERIOD' || state === 'ON_HOLD'
  // In a commitment the customer cancels its renewal; the months before its end are charged all the same.
  const renewalStatus = renewal.commitmentInfo?.commitmentAutoRenewStatus ?? renewal.autoRenewStatus
  const ends = [toPeriodEnd(transaction), ...extendedEnds(state, renewal)]
  return {
    ...apple,
    state,
    accessUntil: new Date(Math.max(...ends.map((end) => end.getTime()))),
    isChargedAgain: mayRenew && renewal.autoRenewStatus === 1,
    willRenew: mayRenew && renewalStatus === 1,
  }
}

/** A subscription that another one replaced gives no access, whatever its own status says. */
function toState(apple: AppleSubscription): SubscriptionState {
  const { status, transaction } = apple
  const state = statusStates[status]
  if (state === 'ACTIVE' && isReplaced(transaction)) return 'EXPIRED'
  if (state !== undefined) return state
  // A status that Apple added later: the dates tell whether there is access.
  const statedAt = toStatedAt(apple) ?? toPaidAt(transaction)
  return toPeriodEnd(transaction) > statedAt ? 'ACTIVE' : 'EXPIRED'
}

/** The end of a transaction never moves: a grace period and an extension are stated by the renewal information alone. */
function extendedEnds(state: SubscriptionState, renewal: AppleRenewalInfo): Date[] {
  if (state === 'REVOKED') return []
  const end = state === 'IN_GRACE_PERIOD' ? renewal.gracePeriodExpiresDate : renewal.renewalDate
  const date = toDate(end)
  return date === null ? [] : [date]
}

function toRenewsAt({ state, isChargedAgain, renewal, accessUntil }: Mapping): Date | null {
  if (!isChargedAgain || state === 'ON_HOLD') return null
  return state === 'ACTIVE' ? accessUntil : toDate(renewal.renewalDate)
}

function toCancelReason({
  state,
  willRenew,
  transaction,
  renewal,
}: Mapping): SubscriptionCancelReason | null {
  if (isReplaced(transaction)) return 'REPLACED'
  if (state === 'REVOKED') return 'STORE'
  if (willRenew) return null
  if (state !== 'EXPIRED') return 'USER'
  return cancelReasons[renewal.expirationIntent ?? 0] ?? 'OTHER'
}

function toLine(mapping: Mapping): SubscriptionLine {
  const { transaction, state, accessUntil, willRenew, isChargedAgain } = mapping
  return {
    // A subscription of the App Store has one product at a time, which may change.
    lineKey: '',
    storeProductId: transaction.productId,
    basePlanId: null,
    offer: toOffer(transaction),
    accessUntil,
    givesAccess: state === 'ACTIVE' || state === 'IN_GRACE_PERIOD',
    willRenew,
    renewalPrice: isChargedAgain ? toRenewalPrice(mapping) : null,
  }
}

function toRenewalPrice({ transaction, renewal }: Mapping): StorePrice | null {
  if (renewal.renewalPrice === undefined || renewal.currency === undefined) return null
  if (isShared(transaction)) return { amountMicros: 0n, currencyCode: renewal.currency }
  return {
    amountMicros: BigInt(renewal.renewalPrice) * microsPerMilliunit,
    currencyCode: renewal.currency,
  }
}

/** A change to a lower level, or to another length, takes place with the next renewal; until then the customer has what was paid. */
function toPendingChange(mapping: Mapping): SubscriptionSnapshot['pendingChange'] {
  const { willRenew, transaction, renewal } = mapping
  const { commitmentInfo } = renewal
  const next = commitmentInfo?.commitmentAutoRenewProductId ?? renewal.autoRenewProductId
  if (!willRenew || next === undefined || next === transaction.productId) return null
  const commitmentEnd =
    toDate(commitmentInfo?.commitmentRenewalDate) ?? toDate(transaction.commitmentInfo?.commitmentExpiresDate)
  const at = commitmentEnd ?? toRenewsAt(mapping)
  return { storeProductId: next, basePlanId: null, at }
}

/** Whether the customer agreed to a higher price; Apple also states 1 where no consent is needed. */
function toPriceChange(mapping: Mapping): SubscriptionPriceChange | null {
  const { state, renewal, isChargedAgain } = mapping
  const { priceIncreaseStatus } = renewal
  if (state === 'EXPIRED' && renewal.expirationIntent === priceNotAgreed) {
    return { status: 'CANCELED', newPrice: null, needsConsent: true, consentBy: null }
  }
  if (!isChargedAgain) return null
  if (priceIncreaseStatus === 0) {
    // The renewal information does not tell whether its price is the present or the higher one.
    return {
      status: 'OUTSTANDING',
      newPrice: null,
      needsConsent: true,
      consentBy: toRenewsAt(mapping),
    }
  }
  if (priceIncreaseStatus !== 1) return null
  return { status: 'CONFIRMED', newPrice: toRenewalPrice(mapping), needsConsent: false, consentBy: null }
}

/** The renewal information is signed with each response; it is the newest statement. */
function toStatedAt({ renewal, transaction }: AppleSubscription): Date | null {
  return toDate(renewal.signedDate) ?? toDate(unixMillisSchema.safeParse(transaction.signedDate).data)
}

function toDate(time: number | null | undefined): Date | null {
  return time == null ? null : new Date(Math.floor(time))
}

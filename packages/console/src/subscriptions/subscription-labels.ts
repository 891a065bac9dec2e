import type { I18n } from '@lingui/core'
import type {
  PaymentOwnership,
  PeriodKind,
  PeriodPhase,
  SubscriptionCancelReason,
  SubscriptionPriceChangeStatus,
  SubscriptionStatus,
  SubscriptionTrialOutcome,
} from '../generated/operations.ts'
import type { Tone } from '../ui/status.tsx'

export const subscriptionStatuses: readonly SubscriptionStatus[] = [
  'ACTIVE',
  'IN_GRACE_PERIOD',
  'ON_HOLD',
  'PAUSED',
  'PENDING',
  'EXPIRED',
  'REVOKED',
]

export const periodKinds: readonly PeriodKind[] = ['INITIAL', 'RENEWAL', 'RECOVERY', 'CHANGE', 'TOP_UP']

export const periodPhases: readonly PeriodPhase[] = [
  'TRIAL',
  'INTRODUCTORY',
  'OFFER',
  'NORMAL',
  'PREPAID',
  'PRORATION',
  'GRANTED',
  'OTHER',
]

export const trialOutcomes: readonly SubscriptionTrialOutcome[] = ['CONVERTED', 'NOT_CONVERTED', 'OPEN']

export const cancelReasons: readonly SubscriptionCancelReason[] = [
  'USER',
  'DEVELOPER',
  'STORE',
  'BILLING',
  'PRICE_NOT_AGREED',
  'PRODUCT_UNAVAILABLE',
  'REPLACED',
  'OTHER',
]

export const ownerships: readonly PaymentOwnership[] = ['BOUGHT', 'SHARED']

export const subscriptionTones: Record<SubscriptionStatus, Tone> = {
  PENDING: 'warn',
  ACTIVE: 'good',
  IN_GRACE_PERIOD: 'warn',
  ON_HOLD: 'bad',
  PAUSED: 'idle',
  EXPIRED: 'idle',
  REVOKED: 'bad',
}

export function subscriptionStatusLabel(i18n: I18n, status: SubscriptionStatus): string {
  const labels = {
    PENDING: () => i18n.t('First payment pending'),
    ACTIVE: () => i18n.t('Active'),
    IN_GRACE_PERIOD: () => i18n.t('Grace period'),
    ON_HOLD: () => i18n.t('On hold'),
    PAUSED: () => i18n.t('Paused'),
    EXPIRED: () => i18n.t('Ended'),
    REVOKED: () => i18n.t('Taken back'),
  }
  return labels[status]()
}

export function periodPhaseLabel(i18n: I18n, phase: PeriodPhase): string {
  const labels = {
    TRIAL: () => i18n.t('Free trial'),
    INTRODUCTORY: () => i18n.t('Introductory price'),
    OFFER: () => i18n.t('Offer price'),
    NORMAL: () => i18n.t('Full price'),
    PREPAID: () => i18n.t('Prepaid'),
    PRORATION: () => i18n.t('Paid by the replaced plan'),
    GRANTED: () => i18n.t('Granted without a sale'),
    OTHER: () => i18n.t('Not stated'),
  }
  return labels[phase]()
}

export function periodKindLabel(i18n: I18n, kind: PeriodKind): string {
  const labels = {
    INITIAL: () => i18n.t('First period'),
    RENEWAL: () => i18n.t('Renewal'),
    RECOVERY: () => i18n.t('Renewal that was paid late'),
    CHANGE: () => i18n.t('Change of the product or plan'),
    TOP_UP: () => i18n.t('Top-up'),
  }
  return labels[kind]()
}

/** Why a subscription does not renew, as a part of a list and at the end of a sentence. */
export function cancelReasonLabel(i18n: I18n, reason: SubscriptionCancelReason): string {
  const labels = {
    USER: () => i18n.t('canceled by the customer'),
    DEVELOPER: () => i18n.t('canceled by the developer'),
    STORE: () => i18n.t('ended by the store'),
    BILLING: () => i18n.t('payment declined for too long'),
    PRICE_NOT_AGREED: () => i18n.t('no agreement to the new price'),
    PRODUCT_UNAVAILABLE: () => i18n.t('product no longer sold'),
    REPLACED: () => i18n.t('replaced by another subscription'),
    OTHER: () => i18n.t('reason not stated'),
  }
  return labels[reason]()
}

export function trialOutcomeLabel(i18n: I18n, outcome: SubscriptionTrialOutcome): string {
  const labels = {
    CONVERTED: () => i18n.t('Converted'),
    NOT_CONVERTED: () => i18n.t('Not converted'),
    OPEN: () => i18n.t('Still open'),
  }
  return labels[outcome]()
}

export function priceChangeStatusLabel(i18n: I18n, status: SubscriptionPriceChangeStatus): string {
  const labels = {
    OUTSTANDING: () => i18n.t('The customer has not agreed yet'),
    CONFIRMED: () => i18n.t('Agreed, or no agreement needed'),
    APPLIED: () => i18n.t('The new price was charged'),
    CANCELED: () => i18n.t('The change was canceled'),
  }
  return labels[status]()
}

export const priceChangeTones: Record<SubscriptionPriceChangeStatus, Tone> = {
  OUTSTANDING: 'warn',
  CONFIRMED: 'accent',
  APPLIED: 'good',
  CANCELED: 'idle',
}

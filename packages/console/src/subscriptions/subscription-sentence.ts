import type { I18n } from '@lingui/core'
import { formatMoney } from '../format/money.ts'
import { storeLabel } from '../format/labels.ts'
import { formatTime } from '../format/time.ts'
import type { SubscriptionDetails } from './subscription-details.ts'
import { cancelReasonLabel } from './subscription-labels.ts'

/** What is true of a subscription now, why, and what happens next: sentences for a support agent. */
export function describeSubscription(i18n: I18n, subscription: SubscriptionDetails): string[] {
  return [
    describeStatus(i18n, subscription),
    ...describeOwner(i18n, subscription),
    ...describePause(i18n, subscription),
    ...describePriceChange(i18n, subscription),
    ...describeStaleness(i18n, subscription),
    ...(subscription.environment === 'SANDBOX'
      ? [i18n.t('It is a sandbox subscription: no real money is charged.')]
      : []),
  ]
}

/** A time that the store may not have stated. */
const timeText = (i18n: I18n, iso: string | null) =>
  iso === null ? i18n.t('a time that the store does not state') : formatTime(iso, i18n.locale, true)

function describeStatus(i18n: I18n, subscription: SubscriptionDetails): string {
  const { status, accessUntil, gracePeriodEndsAt, resumesAt, endedAt, cancelReason, store } = subscription
  const values = {
    store: storeLabel(i18n, store),
    time: timeText(i18n, accessUntil),
    reason: cancelReasonLabel(i18n, cancelReason ?? 'OTHER'),
  }
  const sentences = {
    PENDING: () =>
      i18n.t('The first payment is not made yet. There is no access until {store} confirms it.', values),
    ACTIVE: () => describeActive(i18n, subscription),
    IN_GRACE_PERIOD: () =>
      i18n.t('A renewal was declined. {store} tries again, and the access lasts until {time} meanwhile.', {
        ...values,
        time: timeText(i18n, gracePeriodEndsAt ?? accessUntil),
      }),
    ON_HOLD: () =>
      i18n.t(
        'A renewal was declined, and there is no access while {store} tries again. The customer checks the payment method at the store.',
        values,
      ),
    PAUSED: () =>
      i18n.t('The customer paused it. There is no access until it resumes at {time}.', {
        time: timeText(i18n, resumesAt),
      }),
    EXPIRED: () =>
      i18n.t('It ended at {time}: {reason}. The customer can subscribe again.', {
        ...values,
        time: timeText(i18n, accessUntil ?? endedAt),
      }),
    REVOKED: () =>
      i18n.t(
        '{store} took the access back before its end, for example with a refund. There is no access.',
        values,
      ),
  }
  return sentences[status]()
}

function describeActive(
  i18n: I18n,
  { accessUntil, willRenew, renewsAt, cancelReason, phase }: SubscriptionDetails,
) {
  const time = timeText(i18n, accessUntil)
  if (!willRenew) {
    if (phase === 'PREPAID' && cancelReason === null) {
      return i18n.t('It gives access until {time}. It is prepaid, and does not renew by itself.', { time })
    }
    return i18n.t('It gives access until {time}, then it ends: {reason}.', {
      time,
      reason: cancelReasonLabel(i18n, cancelReason ?? 'OTHER'),
    })
  }
  return renewsAt === null
    ? i18n.t('It gives access until {time}, and renews then.', { time })
    : i18n.t('It gives access until {time}, and renews at {renewsAt}.', {
        time,
        renewsAt: timeText(i18n, renewsAt),
      })
}

const describeOwner = (i18n: I18n, { user }: SubscriptionDetails) =>
  user === null
    ? [
        i18n.t(
          'Its user is unknown. It belongs to whoever verifies its receipt in the app or to whom it is assigned, and gives nobody access until then.',
        ),
      ]
    : []

/** A pause that is planned. */
const describePause = (i18n: I18n, { status, resumesAt }: SubscriptionDetails) =>
  status === 'ACTIVE' && resumesAt !== null
    ? [
        i18n.t('The customer planned a pause, which begins when the access ends and lasts until {time}.', {
          time: timeText(i18n, resumesAt),
        }),
      ]
    : []

function describePriceChange(i18n: I18n, { priceChange, accessUntil }: SubscriptionDetails): string[] {
  if (priceChange?.status !== 'OUTSTANDING' || !priceChange.needsConsent) return []
  return [
    i18n.t('The customer has to agree to the price {price} before {time}, or it ends.', {
      price: priceChange.newPrice === null ? '–' : formatMoney(priceChange.newPrice, i18n.locale),
      time: timeText(i18n, priceChange.consentBy ?? accessUntil),
    }),
  ]
}

const describeStaleness = (i18n: I18n, { isStale, store, storeReadAt }: SubscriptionDetails) =>
  isStale
    ? [
        i18n.t(
          '{store} could not be read when the access ended. What is shown is from {time}; the access is kept for the leeway of the AppKey.',
          { store: storeLabel(i18n, store), time: timeText(i18n, storeReadAt) },
        ),
      ]
    : []

import type { I18n } from '@lingui/core'
import type { PaymentEventType } from '../generated/operations.ts'
import type { Tone } from '../ui/status.tsx'

type Labels = Record<PaymentEventType, () => string>

const purchaseEvents = (i18n: I18n) => ({
  PURCHASE_REQUESTED: () => i18n.t('Purchase requested'),
  PURCHASE_PENDING: () => i18n.t('Purchase pending: the store charges later'),
  PURCHASE_CANCELED: () => i18n.t('Purchase canceled'),
  PURCHASE_FAILED: () => i18n.t('Purchase failed: the store could not charge'),
  PURCHASE_EXPIRED: () => i18n.t('Reservation expired'),
})

const paymentEvents = (i18n: I18n) => ({
  PAYMENT_PAID: () => i18n.t('The store confirmed the payment'),
  PAYMENT_CONSUMED: () => i18n.t('Consumed'),
  PAYMENT_COMPLETED: () => i18n.t('The game reported the delivery'),
  PAYMENT_REFUNDED: () => i18n.t('Fully refunded'),
  PAYMENT_REFUND_REVERSED: () => i18n.t('Refund reversed'),
  PAYMENT_PARTIALLY_REFUNDED: () => i18n.t('Partially refunded'),
  PAYMENT_CORRECTED: () => i18n.t('Corrected by an operator'),
  PAYMENT_TRANSFERRED: () => i18n.t('Transferred to another user'),
  PAYMENT_DELIVERY_FAILED: () => i18n.t('The game server could not deliver'),
  PAYMENT_DELIVERY_RETRIED: () => i18n.t('To be delivered again'),
  ENTITLEMENT_CHANGED: () => i18n.t('Access of the user changed'),
})

const acknowledgementEvents = (i18n: I18n) => ({
  PAYMENT_ACKNOWLEDGED: () => i18n.t('Acknowledged at the store'),
  PAYMENT_ACKNOWLEDGEMENT_FAILED: () => i18n.t('Acknowledgement failed permanently'),
  PAYMENT_ACKNOWLEDGEMENT_WARNING: () => i18n.t('Not acknowledged: half of the time has passed'),
  PAYMENT_ACKNOWLEDGEMENT_CRITICAL: () => i18n.t('Not acknowledged: the deadline is close'),
})

const reviewEvents = (i18n: I18n) => ({
  PAYMENT_REFUND_REVIEW_REQUESTED: () => i18n.t('Refund review requested by the store'),
  PAYMENT_REFUND_REVIEW_WARNING: () => i18n.t('Refund review: half of the time has passed'),
  PAYMENT_REFUND_REVIEW_ANSWERED: () => i18n.t('Refund review answered'),
  PAYMENT_REFUND_REVIEW_EXPIRED: () => i18n.t('Refund review expired without an answer'),
  PAYMENT_REFUND_REVIEW_FAILED: () => i18n.t('The store rejected the answer to the refund review'),
})

const subscriptionEvents = (i18n: I18n) => ({
  SUBSCRIPTION_STARTED: () => i18n.t('Subscription started'),
  SUBSCRIPTION_RENEWED: () => i18n.t('Subscription renewed'),
  SUBSCRIPTION_AUTO_RENEW_ON: () => i18n.t('Renewal turned on'),
  SUBSCRIPTION_AUTO_RENEW_OFF: () => i18n.t('Renewal turned off'),
  SUBSCRIPTION_GRACE_STARTED: () => i18n.t('Renewal declined: grace period'),
  SUBSCRIPTION_HOLD_STARTED: () => i18n.t('Renewal declined: access on hold'),
  SUBSCRIPTION_PAUSE_SCHEDULED: () => i18n.t('Pause planned'),
  SUBSCRIPTION_PAUSED: () => i18n.t('Subscription paused'),
  SUBSCRIPTION_RESUMED: () => i18n.t('Subscription resumed'),
  SUBSCRIPTION_CHANGE_SCHEDULED: () => i18n.t('Change of the product planned'),
  SUBSCRIPTION_CHANGE_UNDONE: () => i18n.t('Planned change taken back'),
  SUBSCRIPTION_CHANGED: () => i18n.t('Product of the subscription changed'),
  SUBSCRIPTION_EXTENDED: () => i18n.t('End of the subscription extended'),
  SUBSCRIPTION_PRICE_CHANGED: () => i18n.t('Price of the subscription changed'),
  SUBSCRIPTION_EXPIRED: () => i18n.t('Subscription ended'),
  SUBSCRIPTION_REVOKED: () => i18n.t('Subscription revoked by the store'),
  SUBSCRIPTION_RESTORED: () => i18n.t('Subscription restored'),
})

export function eventLabel(i18n: I18n, type: PaymentEventType): string {
  const labels: Labels = {
    ...purchaseEvents(i18n),
    ...paymentEvents(i18n),
    ...acknowledgementEvents(i18n),
    ...reviewEvents(i18n),
    ...subscriptionEvents(i18n),
  }
  // A newer server may send a type that these pages do not know.
  return (labels[type] as (() => string) | undefined)?.() ?? type
}

export function eventTone(type: PaymentEventType): Tone {
  if (type === 'PAYMENT_CONSUMED') return 'accent'
  if (type === 'PAYMENT_COMPLETED' || type === 'PAYMENT_ACKNOWLEDGED') return 'good'
  if (/FAILED|CRITICAL|EXPIRED|REVOKED|HOLD/.test(type)) return 'bad'
  if (/WARNING|REFUND|PENDING|PAID/.test(type)) return 'warn'
  return 'idle'
}

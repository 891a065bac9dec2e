import { i18n } from '@lingui/core'
import type { ProblemCode } from '../generated/operations.ts'

const texts: Record<ProblemCode, () => string> = {
  INVALID_INPUT: () => i18n.t('A field has a form that the server does not accept.'),
  ITEM_NOT_FOUND: () => i18n.t('The AppKey has no such item.'),
  ITEM_DISABLED: () => i18n.t('The item is disabled.'),
  USER_NOT_REGISTERED: () => i18n.t('The user is not registered.'),
  USER_TOKEN_REQUIRED: () => i18n.t('The AppKey requires user tokens.'),
  STORE_NOT_CONNECTED: () => i18n.t('The store is not connected.'),
  STORE_APP_IN_USE: () => i18n.t('Another AppKey is connected to this app of the store.'),
  STORE_MISCONFIGURED: () => i18n.t('The connection to the store is not set up correctly.'),
  STORE_UNAVAILABLE: () => i18n.t('The store does not answer at the moment.'),
  PURCHASE_NOT_FOUND: () => i18n.t('There is no such purchase.'),
  PURCHASE_CANCELED: () => i18n.t('The purchase was canceled.'),
  RECEIPT_INVALID: () => i18n.t('The store does not confirm the receipt.'),
  RECEIPT_APP_MISMATCH: () => i18n.t('The receipt belongs to another app.'),
  RECEIPT_ITEM_MISMATCH: () => i18n.t('The receipt belongs to another item.'),
  RECEIPT_USER_MISMATCH: () => i18n.t('The receipt belongs to another user.'),
  RECEIPT_ENVIRONMENT_REFUSED: () => i18n.t('The AppKey does not accept sandbox purchases of this user.'),
  PURCHASE_PENDING: () => i18n.t('The customer has not paid yet.'),
  PAYMENT_NOT_FOUND: () => i18n.t('There is no such payment.'),
  SALE_NOT_FOUND: () => i18n.t('There is no such sale.'),
  LOOKUP_NOT_POSSIBLE: () => i18n.t('The store offers no look-up by this text.'),
  PURCHASE_TOKEN_INVALID: () => i18n.t('The purchase token does not belong to the payment.'),
  ALREADY_CONSUMED: () => i18n.t('The payment is consumed already.'),
  NOT_CONSUMED: () => i18n.t('The payment is not consumed.'),
  PAYMENT_REFUNDED: () => i18n.t('The payment is refunded.'),
  NOT_CONSUMABLE: () => i18n.t('The item is not consumable.'),
  REFUND_NOT_POSSIBLE: () => i18n.t('This payment cannot be refunded here.'),
  NOTIFICATION_NOT_FOUND: () => i18n.t('There is no such notification.'),
  REFUND_REVIEW_NOT_FOUND: () => i18n.t('There is no such refund review.'),
  REFUND_REVIEW_NOT_PENDING: () => i18n.t('The refund review is answered or has expired.'),
  CUSTOMER_CONSENT_REQUIRED: () =>
    i18n.t('The store takes the answer only with the consent of the customer.'),
  WEBHOOK_ENDPOINT_NOT_FOUND: () => i18n.t('There is no such webhook endpoint.'),
  LAST_ADMIN_KEY: () => i18n.t('It is the last server key with the role ADMIN.'),
  LAST_OWNER: () => i18n.t('It is the last owner.'),
  SUBSCRIPTIONS_NOT_SUPPORTED: () => i18n.t('Subscriptions are not supported.'),
  CONSUME_NOT_ALLOWED: () => i18n.t('This caller may not consume the payment.'),
  IDEMPOTENCY_KEY_REUSED: () => i18n.t('The same call was made with other values.'),
  BUSY: () => i18n.t('The server or the payment is busy at the moment.'),
}

/** What a problem means, in the language of the operator. */
export const problemText = (code: ProblemCode) => texts[code]()

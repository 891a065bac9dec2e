import { readFileSync } from 'node:fs'
import { problemCodes, type ProblemCode } from '../../src/domain/problem.ts'
import { expect, serverTest as test } from '../support/test.ts'

/** The test file of the API in which each problem code is returned. */
const producedIn: Readonly<Record<ProblemCode, string>> = {
  INVALID_INPUT: 'bad-input',
  ITEM_NOT_FOUND: 'bad-input',
  ITEM_DISABLED: 'bad-input',
  USER_NOT_REGISTERED: 'bad-input',
  USER_TOKEN_REQUIRED: 'authentication',
  STORE_NOT_CONNECTED: 'store-policies',
  STORE_APP_IN_USE: 'shared-store-apps',
  STORE_MISCONFIGURED: 'store-policies',
  STORE_UNAVAILABLE: 'store-unavailable',
  PURCHASE_NOT_FOUND: 'visibility',
  PURCHASE_CANCELED: 'purchase-flow',
  RECEIPT_INVALID: 'bad-receipts',
  RECEIPT_APP_MISMATCH: 'mismatched-receipts',
  RECEIPT_ITEM_MISMATCH: 'mismatched-receipts',
  RECEIPT_USER_MISMATCH: 'mismatched-receipts',
  RECEIPT_ENVIRONMENT_REFUSED: 'store-policies',
  PURCHASE_PENDING: 'purchase-flow',
  PAYMENT_NOT_FOUND: 'bad-input',
  SALE_NOT_FOUND: 'unattributed-sales',
  LOOKUP_NOT_POSSIBLE: '../search/look-up',
  PURCHASE_TOKEN_INVALID: 'rejected-consumes',
  ALREADY_CONSUMED: 'consume-idempotency',
  NOT_CONSUMED: 'bad-input',
  PAYMENT_REFUNDED: 'mismatched-receipts',
  NOT_CONSUMABLE: 'rejected-consumes',
  CHANGED_MEANWHILE: '../acts/acts',
  REFUND_APPROVAL_NOT_FOUND: '../acts/refund-approval',
  REFUND_APPROVAL_NOT_PENDING: '../acts/refund-approval',
  SECOND_OPERATOR_REQUIRED: '../acts/refund-approval',
  REFUND_NOT_POSSIBLE: 'refund-payment',
  SUBSCRIPTION_CHANGE_NOT_POSSIBLE: '../subscriptions/acts',
  REFUND_REVIEW_NOT_FOUND: '../refund-reviews/answers',
  REFUND_REVIEW_NOT_PENDING: '../refund-reviews/answers',
  CUSTOMER_CONSENT_REQUIRED: '../refund-reviews/answers',
  NOTIFICATION_NOT_FOUND: 'notifications',
  WEBHOOK_ENDPOINT_NOT_FOUND: '../webhooks/endpoints',
  LAST_ADMIN_KEY: 'server-keys',
  LAST_OWNER: 'operators',
  SUBSCRIPTIONS_NOT_SUPPORTED: 'subscription-items',
  CONSUME_NOT_ALLOWED: 'rejected-consumes',
  USER_SUSPENDED: 'suspend-user',
  DISCREPANCY_NOT_FOUND: '../operations/ignore-discrepancy',
  DISCREPANCY_RESOLVED: '../operations/ignore-discrepancy',
  IDEMPOTENCY_KEY_REUSED: 'idempotency',
  BUSY: 'rejected-consumes',
}

test.each(problemCodes)('the problem code %s is returned in a test of the API', (code) => {
  const text = readFileSync(new URL(`./${producedIn[code]}.test.ts`, import.meta.url), 'utf8')
  expect(text).toContain(`code: '${code}'`)
})

import type { Db } from '../../../src/db/client.ts'
import {
  updateAcknowledgementAlert,
  updateAcknowledgementFinished,
  updateAcknowledgementsDue,
} from '../../../src/db/queries/acknowledgements.ts'
import { upsertEntitlementRow } from '../../../src/db/queries/entitlements.ts'
import { insertIdempotencyKey } from '../../../src/db/queries/idempotency-keys.ts'
import { updatePaymentReplaced } from '../../../src/db/queries/insert-period-payment.ts'
import { insertRefundReview } from '../../../src/db/queries/insert-refund-review.ts'
import { updateItem } from '../../../src/db/queries/items.ts'
import { insertNote } from '../../../src/db/queries/notes.ts'
import { updateOperationValidity } from '../../../src/db/queries/persisted-operations.ts'
import { upsertDiscrepancy } from '../../../src/db/queries/reconciliation-discrepancies.ts'
import {
  restartStatisticsCount,
  startClearingStatistics,
} from '../../../src/db/queries/statistics-progress.ts'
import { updateStoreConnectionCheck } from '../../../src/db/queries/store-connections.ts'
import {
  updateSubscriptionActCallEnded,
  updateSubscriptionActCalled,
  updateSubscriptionActEnded,
} from '../../../src/db/queries/subscription-acts.ts'
import { updateChainOwner } from '../../../src/db/queries/subscription-import.ts'
import { deleteSubscription, replaceSubscriptionLines } from '../../../src/db/queries/subscriptions.ts'
import {
  updateUnattributedSaleAlerts,
  updateUnattributedSaleRefunded,
} from '../../../src/db/queries/unattributed-sales.ts'
import { updateMissingFields } from '../../../src/db/queries/update-missing-fields.ts'
import { updatePaymentRefund } from '../../../src/db/queries/update-payment-refund.ts'
import { updateRefundRefused } from '../../../src/db/queries/update-refund-request.ts'
import {
  updateRefundReviewAlerted,
  updateRefundReviewDecided,
  updateRefundReviewFinished,
  updateRefundReviewsDue,
} from '../../../src/db/queries/update-refund-review.ts'
import { updateUserSecretUsed } from '../../../src/db/queries/user-secrets.ts'
import { updateUserTokenKeyUsed } from '../../../src/db/queries/user-token-keys.ts'
import { addVerificationFailures } from '../../../src/db/queries/verification-failures.ts'
import { updateWebhookEndpointReleased } from '../../../src/db/queries/webhook-deliveries.ts'
import { createAuditedAction, systemActor } from '../../../src/domain/audit/record-audit.ts'
import type { AuditAction } from '../../../src/domain/audit/audit-actions.ts'
import { newUuid } from '../../../src/platform/ids.ts'

const now = new Date()
const id = newUuid()
const bytes = Buffer.from('bytes')

const act = (action: AuditAction) =>
  createAuditedAction({ actor: systemActor, action, reason: null, changes: {}, address: null }, now)

/** Changes that only jobs, stores and races cause. Most of them name a row that does not exist, and so change nothing. */
export async function changeRecords(db: Db, appId: string): Promise<void> {
  await changePayments(db, appId)
  await changeReviews(db, appId)
  await changeSubscriptions(db, appId)
  await changeSettings(db, appId)
  await insertIdempotencyKey(db, {
    appId,
    operation: 'test',
    scope: 'server',
    key: 'key',
    requestHash: 'hash',
    resourceId: id,
    createdAt: now,
  })
  await insertNote(db, {
    appId,
    id,
    subject: { kind: 'users', id },
    text: 'text',
    maxNotes: 10,
    action: act('addNote'),
  })
  await addVerificationFailures(db, [
    { appId, store: 'ONE_STORE', code: 'RECEIPT_INVALID', count: 1, lastFailedAt: now },
  ])
  const scope = { appId, store: 'ONE_STORE', source: 'REFUNDS', storeBundleId: 'com.example.arcade' } as const
  const discrepancy = { ...scope, id, subject: 'a', runId: id, detectedAt: now, description: 'They differ.' }
  await upsertDiscrepancy(db, { ...discrepancy, paymentId: null, purchaseId: null, storeTransactionId: null })
}

async function changePayments(db: Db, appId: string): Promise<void> {
  const ofPayment = { appId, paymentId: id, eventId: id, now }
  await updateAcknowledgementsDue(db, appId, now)
  await updateAcknowledgementFinished(db, { ...ofPayment, status: 'FAILED', attempts: 1, lastError: 'no' })
  await updateAcknowledgementAlert(db, { ...ofPayment, level: 'WARNING' })
  const price = { amountMicros: 1n, currencyCode: 'USD' }
  await updateMissingFields(db, { appId, id }, { price, storeOrderId: 'a' })
  await updatePaymentReplaced(db, { appId, id }, true)
  await updateRefundRefused(db, { appId, id })
  const [none, half] = [
    { full: false, quantity: 0, amountMicros: null },
    { full: false, quantity: 0, amountMicros: 1n },
  ]
  const refund = { ...half, refundedAt: now, reason: null, detectedBy: null }
  const update = { appId, paymentId: id, now, receipt: null, saleRead: null }
  await updatePaymentRefund(db, {
    ...update,
    from: none,
    to: refund,
    entry: { id, quantity: 0, amountMicros: 1n },
    event: { id, type: 'PAYMENT_PARTIALLY_REFUNDED' },
  })
  await updatePaymentRefund(db, {
    ...update,
    from: half,
    to: { ...refund, ...none, refundedAt: null },
    entry: null,
    event: { id, type: 'PAYMENT_REFUND_REVERSED' },
  })
  await updateUnattributedSaleAlerts(db, appId, { now, limit: 10 })
  const line = { appId, saleKey: bytes, lineItem: '', store: 'ONE_STORE' } as const
  await updateUnattributedSaleRefunded(db, line, now)
}

async function changeReviews(db: Db, appId: string): Promise<void> {
  const key = { appId, id }
  const review = { ...key, store: 'GOOGLE_PLAY', requestKey: bytes, encryptedRequest: bytes } as const
  const times = { requestedAt: now, deadlineAt: now, createdAt: now }
  const request = { environment: null, storeOrderId: null, storeTransactionId: null, requestReason: null }
  // The second call finds what the first one has inserted.
  for (let call = 0; call < 2; call += 1) {
    const inserted = { ...review, ...request, ...times, consentRequired: false, status: 'EXPIRED' } as const
    await insertRefundReview(db, inserted, now)
  }
  const decision = {
    answer: 'GRANT',
    delivered: true,
    consumptionMilliunits: null,
    customerConsented: true,
  } as const
  await updateRefundReviewDecided(db, key, {
    ...decision,
    reason: null,
    now,
    answeredBy: 'POLICY',
    recoverAt: now,
  })
  const events = [{ paymentId: id, eventId: id }]
  await updateRefundReviewAlerted(db, key, { events, now })
  const result = { from: ['PENDING'], attempts: 1, lastError: null, events, now } as const
  await updateRefundReviewFinished(db, key, { ...result, status: 'FAILED' })
  await updateRefundReviewsDue(db, appId, now)
}

async function changeSubscriptions(db: Db, appId: string): Promise<void> {
  const key = { appId, id }
  await updateSubscriptionActCalled(db, key, { now, callExpiresAt: now })
  await updateSubscriptionActCallEnded(db, key)
  await updateSubscriptionActEnded(db, key, { status: 'REFUSED', now })
  await updateChainOwner(db, key, { userId: id, now })
  await replaceSubscriptionLines(db, key, [])
  await deleteSubscription(db, appId, id)
}

async function changeSettings(db: Db, appId: string): Promise<void> {
  const use = { now, intervalMs: 1_000 }
  await updateWebhookEndpointReleased(db, { appId, id, leases: [now] })
  await updateUserSecretUsed(db, appId, id, use)
  await updateUserTokenKeyUsed(db, appId, id, use)
  await updateOperationValidity(db, { appId, id, schemaHash: 'hash', invalidReason: null })
  await restartStatisticsCount(db, { appId, revision: -1n, head: 0n })
  await startClearingStatistics(db, { appId, revision: -1n, timeZone: 'UTC' })
  const connection = { appId, store: 'ONE_STORE', storeBundleId: 'none' } as const
  await updateStoreConnectionCheck(db, connection, {
    startedAt: now,
    checkedAt: now,
    steps: [],
    hasFailed: true,
  })
  const item = { appId, id, externalId: 'gems', name: 'Gems', type: 'CONSUMABLE', enabled: true } as const
  const row = { ...item, consumeTrial: false, revision: 1, createdAt: now, updatedAt: now }
  await updateItem(db, row, { item: row, products: [] }, act('upsertItem'))
  await upsertEntitlementRow(db, {
    entitlement: { appId, id, key: 'none', name: 'None' },
    previousUpdatedAt: now,
    itemIds: [id],
    nextAttemptAt: null,
    action: act('upsertEntitlement'),
  })
}

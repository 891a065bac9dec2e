import type { Db } from '../../../src/db/client.ts'
import { selectAuditHead } from '../../../src/db/queries/audit-chain.ts'
import {
  selectAuditEntriesAfter,
  selectAuditEntries,
  selectAuditEntry,
} from '../../../src/db/queries/audit-log.ts'
import { selectConsume } from '../../../src/db/queries/consumes.ts'
import { selectEntitlements, selectEntitlementsByIds } from '../../../src/db/queries/entitlements.ts'
import {
  selectIsErasureComplete,
  selectProcessedNotifications,
} from '../../../src/db/queries/erased-users.ts'
import { selectEventConsumer } from '../../../src/db/queries/event-consumers.ts'
import {
  selectEvent,
  selectEventsOfPurchases,
  selectEventsOfSubscription,
  selectFeedDistance,
  selectFeedHeads,
  selectScanEnd,
} from '../../../src/db/queries/events.ts'
import { selectDiscrepanciesOfPurchases } from '../../../src/db/queries/ignored-discrepancies.ts'
import {
  selectItemOfProduct,
  selectItemsByExternalIds,
  selectProductColumns,
  selectStoreProductIds,
  selectStoreProducts,
} from '../../../src/db/queries/items.ts'
import { selectBuyersToReconcile, selectNotificationProgress } from '../../../src/db/queries/local-sales.ts'
import { selectNote, selectNotesOf } from '../../../src/db/queries/notes.ts'
import { selectNotificationContent } from '../../../src/db/queries/notification-summaries.ts'
import {
  selectNewestPaymentsOfPurchases,
  selectPaymentsBySaleKeys,
} from '../../../src/db/queries/payments.ts'
import {
  selectPersistedDocument,
  selectPersistedOperation,
  selectPersistedOperations,
} from '../../../src/db/queries/persisted-operations.ts'
import { selectRefundApproval, selectRefundApprovals } from '../../../src/db/queries/refund-approvals.ts'
import { selectRefund } from '../../../src/db/queries/refunds.ts'
import { selectReservationOfItem } from '../../../src/db/queries/reservation-of-item.ts'
import { selectNotifiedAccountToken, selectStoreReadTimes } from '../../../src/db/queries/sales.ts'
import { selectStoreAppOwner } from '../../../src/db/queries/store-connections.ts'
import { selectSubscriptionsOfPurchases } from '../../../src/db/queries/subscription-list.ts'
import {
  selectSubscription,
  selectSubscriptionOfStoreAccount,
  selectTokensOfSubscriptions,
} from '../../../src/db/queries/subscriptions.ts'
import { selectUnattributedSalesOfTransactions } from '../../../src/db/queries/unattributed-sales.ts'
import { selectEntitlementsOfExternalUser } from '../../../src/db/queries/user-entitlements.ts'
import { selectErasedUser } from '../../../src/db/queries/user-privacy.ts'
import { selectPreviousUserSecrets } from '../../../src/db/queries/user-secrets.ts'
import { selectSuspendedUsers } from '../../../src/db/queries/user-suspensions.ts'
import { newUuid } from '../../../src/platform/ids.ts'

const [from, to] = [new Date('2026-01-01T00:00:00Z'), new Date('2026-06-01T00:00:00Z')]
const bytes = Buffer.from('key')
const id = newUuid()
const store = 'ONE_STORE'
const page = { after: id, limit: 10 }

/** Reads of records by what only stores, jobs and rare calls know of them. */
export async function readRecords(db: Db, appId: string): Promise<void> {
  await readSales(db, appId)
  await readEvents(db, appId)
  await readSettings(db, appId)
  await readUsers(db, appId)
  await selectConsume(db, appId, id)
  await selectRefund(db, appId, id)
  await selectRefundApproval(db, appId, id)
  for (const openAt of [from, null]) await selectRefundApprovals(db, appId, { openAt, ...page })
  await selectNote(db, appId, id)
  for (const kind of ['payments', 'users'] as const) await selectNotesOf(db, appId, { kind, id }, page)
  await selectNotificationContent(db, appId, id)
  const conditions = {
    subjectId: id,
    action: 'eraseUser',
    actorKind: 'OPERATOR',
    actorId: 'a',
    actorName: 'b',
  } as const
  await selectAuditEntries(db, appId, { ...conditions, occurredFrom: from, occurredTo: to, ...page })
  const noConditions = { subjectId: null, action: null, actorKind: null, actorId: null, actorName: null }
  await selectAuditEntries(db, appId, { ...noConditions, occurredFrom: null, occurredTo: null, ...page })
  await selectAuditEntriesAfter(db, appId, { position: 0n, limit: 10 })
  await selectAuditEntry(db, appId, id)
  await selectAuditHead(db, appId)
}

async function readSales(db: Db, appId: string): Promise<void> {
  await selectNewestPaymentsOfPurchases(db, appId, [id])
  await selectPaymentsBySaleKeys(db, appId, { store, saleKeys: [bytes], limit: 10 })
  await selectNotifiedAccountToken(db, { appId, store, key: bytes })
  await selectStoreReadTimes(db, appId, [id])
  await selectReservationOfItem(db, { appId, userId: id, store, itemId: id, expiredSince: from, until: to })
  await selectUnattributedSalesOfTransactions(db, appId, ['a'])
  await selectNotificationProgress(db, { appId, store }, ['a'])
  const scan = { appId, store, window: { from, to }, readBefore: to, limit: 10 } as const
  for (const before of [null, { at: to, id }]) await selectBuyersToReconcile(db, { ...scan, before })
  await selectDiscrepanciesOfPurchases(db, appId, [id])
  await selectTokensOfSubscriptions(db, appId, [id])
  await selectSubscription(db, appId, id)
  await selectSubscriptionsOfPurchases(db, appId, [id])
  const account = { storeAccountId: 'a', groupId: 'b', environment: 'PRODUCTION' } as const
  await selectSubscriptionOfStoreAccount(db, { appId, store, ...account })
}

async function readEvents(db: Db, appId: string): Promise<void> {
  await selectEvent(db, appId, id)
  await selectFeedHeads(db, [appId])
  await selectEventConsumer(db, appId, id)
  await selectEventsOfPurchases(db, appId, [id], 10)
  await selectEventsOfSubscription(db, appId, { subscriptionId: id, limit: 10 })
  await selectScanEnd(db, appId, { after: 0n, span: 10n })
  await selectFeedDistance(db, appId, { from: 0n, to: 1n })
}

async function readSettings(db: Db, appId: string): Promise<void> {
  await selectItemsByExternalIds(db, appId, ['coins_100'])
  await selectItemOfProduct(db, appId, store, 'coins_100')
  await selectStoreProductIds(db, appId, { store, limit: 10 })
  await selectProductColumns(db, appId, 10)
  await selectStoreProducts(db, appId, [id])
  await selectEntitlements(db, appId, 10)
  await selectEntitlementsByIds(db, appId, [id])
  await selectPersistedDocument(db, appId, bytes)
  await selectPersistedOperation(db, appId, id)
  await selectPersistedOperations(db, appId, page)
  await selectStoreAppOwner(db, store, 'com.example.arcade')
  await selectPreviousUserSecrets(db, appId, to)
}

async function readUsers(db: Db, appId: string): Promise<void> {
  await selectErasedUser(db, appId, [bytes])
  await selectIsErasureComplete(db, appId, id)
  for (const each of [id, null])
    await selectProcessedNotifications(db, appId, { from: { receivedAt: from, id: each }, limit: 10 })
  await selectEntitlementsOfExternalUser(db, appId, 'ann')
  await selectSuspendedUsers(db, appId, { after: { suspendedAt: from, userId: id }, limit: 10 })
}

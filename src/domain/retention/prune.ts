import { isLockTimeout } from '../../db/errors.ts'
import {
  dropOldestEventPartition,
  deleteOldDiscrepancies,
  deleteOldIdempotencyKeys,
  deleteOldNotifications,
  deleteUnpaidPurchases,
  deleteOldReconciliationRuns,
  deleteOldUnattributedSales,
  deleteOldWebhookDeliveries,
  deleteUnreferencedSales,
  type SaleCursor,
} from '../../db/queries/delete-old-rows.ts'
import { deleteOldVerificationFailures } from '../../db/queries/verification-failures.ts'
import { deleteExpiredSignIns } from '../../db/queries/operator-sessions.ts'
import { storeNames } from '../../stores/contract/store-adapter.ts'
import { eachApp } from '../app/each-app.ts'
import type { Services } from '../context.ts'

/** Rows of one statement, and statements for one app and one kind of record in one run; the next run continues. */
export type PruneBatches = { readonly size: number; readonly count: number }

const defaultBatches: PruneBatches = { size: 1_000, count: 20 }

/**
 * Deletes old records that do not belong to a payment, and event partitions that are past their retention. Payments, and all
 * that belongs to them but their events, are never deleted.
 */
export async function prune(
  services: Services,
  batches: PruneBatches = defaultBatches,
): Promise<{ readonly pruned: number }> {
  let pruned = 0
  for await (const { appId } of eachApp(services)) pruned += await pruneApp(services, appId, batches)
  pruned += await deleteExpiredSignIns(services.db, readSignInTimes(services))
  await dropOldEventPartitions(services)
  return { pruned }
}

function readSignInTimes({ clock, operatorSessions }: Services) {
  const now = clock()
  return { now, activeAfter: new Date(now.getTime() - operatorSessions.idleTimeoutMs) }
}

async function dropOldEventPartitions({ db, clock, limits, log }: Services): Promise<void> {
  const { eventsMs } = limits.retention
  if (eventsMs === null) return
  try {
    for (;;) {
      const month = await dropOldestEventPartition(db, new Date(clock().getTime() - eventsMs))
      if (month === null) return
      log.info({ month }, 'dropped an expired event partition')
    }
  } catch (error) {
    if (!isLockTimeout(error)) throw error
    log.warn({ error }, 'expired event partition is locked; the next run drops it')
  }
}

async function pruneApp(
  { db, clock, limits }: Services,
  appId: string,
  batches: PruneBatches,
): Promise<number> {
  const { notificationsMs, idempotencyKeysMs, purchasesMs, reconciliationsMs } = limits.retention
  const olderThan = (ms: number) => ({
    appId,
    before: new Date(clock().getTime() - ms),
    limit: batches.size,
  })
  const oldNotifications = olderThan(notificationsMs)
  const oldIdempotencyKeys = olderThan(idempotencyKeysMs)
  // A retained idempotency key refers to the purchase that its call created.
  const oldPurchases = olderThan(Math.max(purchasesMs, idempotencyKeysMs))
  const oldReconciliations = olderThan(reconciliationsMs)
  let pruned = await pruneInBatches(batches, () => deleteOldNotifications(db, oldNotifications))
  pruned += await pruneInBatches(batches, () => deleteOldIdempotencyKeys(db, oldIdempotencyKeys))
  pruned += await pruneInBatches(batches, () => deleteOldUnattributedSales(db, oldNotifications))
  pruned += await pruneInBatches(batches, () => deleteOldVerificationFailures(db, oldNotifications))
  const oldDeliveries = olderThan(limits.webhooks.deliveryRetentionMs)
  pruned += await pruneInBatches(batches, () => deleteOldWebhookDeliveries(db, oldDeliveries))
  for (const status of ['EXPIRED', 'CANCELED', 'FAILED'] as const) {
    pruned += await pruneInBatches(batches, () => deleteUnpaidPurchases(db, oldPurchases, status))
  }
  for (const store of storeNames) {
    let cursor: SaleCursor | null = null
    for (let batch = 0; batch < batches.count; batch += 1) {
      const result: Awaited<ReturnType<typeof deleteUnreferencedSales>> = await deleteUnreferencedSales(
        db,
        { ...oldNotifications, store },
        cursor,
      )
      pruned += result.deletedCount
      cursor = result.nextCursor
      if (cursor === null) break
    }
    pruned += await pruneInBatches(batches, () => deleteOldDiscrepancies(db, oldReconciliations, store))
    pruned += await pruneInBatches(batches, () => deleteOldReconciliationRuns(db, oldReconciliations, store))
  }
  return pruned
}

/** Deletes batches until one is not full. */
async function pruneInBatches(
  { size, count }: PruneBatches,
  pruneBatch: () => Promise<number>,
): Promise<number> {
  let pruned = 0
  for (let batch = 0; batch < count; batch += 1) {
    const prunedInBatch = await pruneBatch()
    pruned += prunedInBatch
    if (prunedInBatch < size) break
  }
  return pruned
}

import { isLockTimeout } from '../../db/errors.ts'
import {
  dropEventMonth,
  pruneDifferences,
  pruneIdempotencyKeys,
  pruneNotifications,
  prunePurchases,
  pruneReconciliationRuns,
  pruneUnclaimedSales,
  type SalePosition,
} from '../../db/queries/prune.ts'
import { pruneWebhookDeliveries } from '../../db/queries/webhook-deliveries.ts'
import { storeNames } from '../../stores/contract.ts'
import { eachApp } from '../app-key/each-app.ts'
import type { Services } from '../context.ts'

/** Rows in one statement, and statements for one AppKey and one kind of record in one run; the next run goes on. */
export type PruningBatches = { readonly size: number; readonly count: number }

const ordinaryBatches: PruningBatches = { size: 1_000, count: 20 }

/**
 * Removes what is old and tells nothing of a payment, and months of events that are older than wished. A payment is kept for ever,
 * with all else that belongs to it.
 */
export async function prune(
  services: Services,
  batches: PruningBatches = ordinaryBatches,
): Promise<{ readonly pruned: number }> {
  let pruned = 0
  for await (const { appId } of eachApp(services)) pruned += await pruneOfApp(services, appId, batches)
  await dropOldMonths(services)
  return { pruned }
}

async function dropOldMonths({ db, clock, limits, log }: Services): Promise<void> {
  const { eventsMs } = limits.retention
  if (eventsMs === null) return
  try {
    for (;;) {
      const month = await dropEventMonth(db, new Date(clock().getTime() - eventsMs))
      if (month === null) return
      log.info({ month }, 'the events of a month are old, and were dropped')
    }
  } catch (error) {
    if (!isLockTimeout(error)) throw error
    log.warn({ error }, 'the events of an old month are being read at this moment; the next run drops them')
  }
}

async function pruneOfApp(
  { db, clock, limits }: Services,
  appId: string,
  batches: PruningBatches,
): Promise<number> {
  const { notificationsMs, idempotencyKeysMs, purchasesMs, reconciliationsMs } = limits.retention
  const olderThan = (ms: number) => ({
    appId,
    before: new Date(clock().getTime() - ms),
    limit: batches.size,
  })
  const messages = olderThan(notificationsMs)
  const keys = olderThan(idempotencyKeysMs)
  // A key that is still good leads to the purchase that it made.
  const purchases = olderThan(Math.max(purchasesMs, idempotencyKeysMs))
  const comparisons = olderThan(reconciliationsMs)
  let pruned = await repeat(batches, () => pruneNotifications(db, messages))
  pruned += await repeat(batches, () => pruneIdempotencyKeys(db, keys))
  const deliveries = olderThan(limits.webhooks.deliveriesMs)
  pruned += await repeat(batches, () => pruneWebhookDeliveries(db, deliveries))
  for (const status of ['EXPIRED', 'CANCELED', 'FAILED'] as const) {
    pruned += await repeat(batches, () => prunePurchases(db, purchases, status))
  }
  for (const store of storeNames) {
    let last: SalePosition | null = null
    for (let batch = 0; batch < batches.count; batch += 1) {
      const some: Awaited<ReturnType<typeof pruneUnclaimedSales>> = await pruneUnclaimedSales(
        db,
        { ...messages, store },
        last,
      )
      pruned += some.pruned
      last = some.end
      if (last === null) break
    }
    pruned += await repeat(batches, () => pruneDifferences(db, comparisons, store))
    pruned += await repeat(batches, () => pruneReconciliationRuns(db, comparisons, store))
  }
  return pruned
}

/** Until there is less than a batch. */
async function repeat({ size, count }: PruningBatches, pruneBatch: () => Promise<number>): Promise<number> {
  let pruned = 0
  for (let batch = 0; batch < count; batch += 1) {
    const some = await pruneBatch()
    pruned += some
    if (some < size) break
  }
  return pruned
}

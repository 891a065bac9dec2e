import { selectPendingPurchases, type PendingPurchase } from '../../db/queries/local-sales.ts'
import { selectPurchasesByIds } from '../../db/queries/purchases.ts'
import { syncStoreKey } from '../store-refresh/sync-store-key.ts'
import type {
  CheckResult,
  PendingCheck,
  Comparator,
  ReconciliationContext,
} from './reconciliation-context.ts'
import { describeChanges, explainNoChange, isChange } from './describe-change.ts'
import { listLocalPage } from './local-pages.ts'

const batchSize = 200

/** Compares pending purchases: the sale of each is read from the store once per refresh interval. */
export function comparePurchases(context: ReconciliationContext): Comparator<PendingPurchase> {
  const { ctx, run } = context
  const { appId, store } = run
  const freshSince = ctx.clock().getTime() - ctx.limits.reconciliation.refreshIntervalMs
  return {
    listPage: (cursor) =>
      listLocalPage(
        (after) => selectPendingPurchases(ctx.db, { appId, store, after, limit: batchSize }),
        cursor,
      ),
    compare: async (purchases) =>
      purchases.map((purchase): PendingCheck | null =>
        purchase.checkedAt.getTime() >= freshSince
          ? null
          : { subject: purchase.id, run: () => syncPendingPurchase(context, purchase) },
      ),
    compareAgain: async (purchaseIds) => {
      const purchases = await selectPurchasesByIds(ctx.db, appId, purchaseIds)
      const pendingIds = new Set(purchases.flatMap(({ id, status }) => (status === 'PENDING' ? [id] : [])))
      return purchaseIds.map((id) => (pendingIds.has(id) ? 'DIFFERENT' : 'AGREED'))
    },
  }
}

async function syncPendingPurchase(
  context: ReconciliationContext,
  { id: purchaseId, saleKey }: PendingPurchase,
): Promise<CheckResult> {
  const { ctx, run, calls } = context
  calls.spend()
  const changes = await syncStoreKey(ctx, {
    store: run.store,
    key: saleKey,
    details: null,
    source: 'RECONCILIATION',
  })
  const subject = purchaseId
  const changed = changes.filter((change) => isChange(change) && change.kind !== 'PENDING')
  if (changed.length > 0) {
    const [first] = changed
    const description = `The purchase was pending locally but no longer pending at the store: ${describeChanges(changed)}.`
    await context.reportDiscrepancy({ subject, description, purchaseId, paymentId: first?.paymentId ?? null })
    return 'AGREED'
  }
  if (changes.some(({ kind }) => kind === 'REJECTED' || kind === 'UNCLAIMED')) {
    const description = `The purchase is still pending locally: ${explainNoChange(changes)}.`
    await context.reportDiscrepancy({ subject, description, purchaseId })
    return 'DIFFERENT'
  }
  return 'AGREED'
}

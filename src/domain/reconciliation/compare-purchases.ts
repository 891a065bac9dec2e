import { listPendingPurchases, type PendingPurchase } from '../../db/queries/compared-sales.ts'
import { syncSale } from '../sale/sync-sale.ts'
import type { Check, Comparing, Notebook } from './comparison.ts'
import { describeChanges, explainNoChange, isChange } from './describe-change.ts'
import { listOfOurs } from './list-of-ours.ts'

const batchSize = 200

/** Purchases that wait for their money: the sale of each is read again every so often. */
export function comparePurchases(notebook: Notebook): Comparing<PendingPurchase> {
  const { ctx, round } = notebook
  const { appId, store } = round
  const readSince = ctx.clock().getTime() - ctx.limits.reconciliation.rereadMs
  return {
    list: (place) =>
      listOfOurs((after) => listPendingPurchases(ctx.db, { appId, store, after, limit: batchSize }), place),
    compare: async (purchases) =>
      purchases.map((purchase): Check | null =>
        purchase.checkedAt.getTime() >= readSince
          ? null
          : { subject: purchase.id, run: () => readAgain(notebook, purchase) },
      ),
  }
}

async function readAgain(notebook: Notebook, { id: purchaseId, saleKey }: PendingPurchase): Promise<void> {
  const { ctx, round, calls } = notebook
  calls.spend()
  const changes = await syncSale(ctx, {
    store: round.store,
    key: saleKey,
    details: null,
    source: 'RECONCILIATION',
  })
  const subject = purchaseId
  const changed = changes.filter((change) => isChange(change) && change.kind !== 'PENDING')
  if (changed.length > 0) {
    const [first] = changed
    const description = `The purchase was pending here, and no longer at the store: ${describeChanges(changed)}.`
    await notebook.note({ subject, description, purchaseId, paymentId: first?.paymentId ?? null })
    await notebook.heal([subject])
  } else if (changes.some(({ kind }) => kind === 'REFUSED' || kind === 'UNCLAIMED')) {
    const description = `The purchase is pending here, and stays so: ${explainNoChange(changes)}.`
    await notebook.note({ subject, description, purchaseId })
  }
}

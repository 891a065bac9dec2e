import { selectLocalSales, type LocalSale } from '../../db/queries/local-sales.ts'
import { hashSaleKey } from '../store-sync/sale-reference.ts'
import { syncStoreKey } from '../store-refresh/sync-store-key.ts'
import type { SaleChange } from '../store-sync/sync-sale.ts'
import { rereadPeriod } from '../subscription/reread-period.ts'
import type { CheckResult, PendingCheck, ReconciliationContext } from './reconciliation-context.ts'
import {
  describeChanges,
  describeUnrecordedSales,
  explainNoChange,
  findUnrecordedTransaction,
  isChange,
} from './describe-change.ts'
import { classifyRefund, type RefundClassification } from './classify-refund.ts'
import type { ListedRefund } from './refund-lists.ts'

type ClassifiedRefund = {
  readonly sale: ListedRefund
  readonly keyHash: Buffer
  readonly subject: string
  readonly known: LocalSale
  readonly classification: RefundClassification
}

/** Compares the sales that a store lists as refunded. The list is no proof: a sale that differs is read from the store. */
export async function compareRefunds(
  context: ReconciliationContext,
  sales: readonly ListedRefund[],
): Promise<readonly (PendingCheck | null)[]> {
  const classified = await classifyRefunds(context, sales)
  await context.resolve(
    classified.filter(({ classification }) => classification === 'MATCH').map(({ subject }) => subject),
  )
  return classified.map((refund) =>
    refund.classification === 'MATCH' || refund.classification === 'STALE' || isOfOtherList(refund)
      ? null
      : { subject: refund.subject, run: () => syncRefundedSale(context, refund) },
  )
}

/** A store that does not distinguish them lists sales among the subscriptions too. */
function isOfOtherList({ sale, known }: ClassifiedRefund): boolean {
  return sale.isSubscription && known.payments.some(({ subscriptionId }) => subscriptionId === null)
}

async function classifyRefunds(
  { ctx, run }: ReconciliationContext,
  sales: readonly ListedRefund[],
): Promise<readonly ClassifiedRefund[]> {
  const freshSince = new Date(ctx.clock().getTime() - ctx.limits.reconciliation.refreshIntervalMs)
  const listed = sales.map((sale) => ({ ...sale, keyHash: hashSaleKey(sale.key) }))
  const known = await selectLocalSales(ctx.db, run, listed)
  return sales.map((sale, index) => {
    const keyHash = hashSaleKey(sale.key)
    const knownSale = known[index] ?? { payments: [], readAt: null }
    const classification = classifyRefund(sale.full, knownSale, freshSince)
    // All periods of a subscription have the same key.
    const period = knownSale.payments.find(({ subscriptionId }) => subscriptionId !== null)
    const subject = period?.id ?? keyHash.toString('hex')
    return { sale, keyHash, subject, known: knownSale, classification }
  })
}

async function syncRefundedSale(
  context: ReconciliationContext,
  classified: ClassifiedRefund,
): Promise<CheckResult> {
  const { calls } = context
  const { subject, known, classification } = classified
  const [payment] = known.payments
  const discrepancy = {
    subject,
    description: `The store lists the sale as refunded; the local status is ${payment?.status ?? 'no payment'}`,
    paymentId: payment?.id ?? null,
    purchaseId: payment?.purchaseId ?? null,
  }
  if (classification === 'MISMATCH') await context.reportDiscrepancy(discrepancy)
  calls.spend()
  const changes = await readFromStore(context, classified)
  const changed = changes.filter(isChange)
  const unrecorded = describeUnrecordedSales(changes.filter(hadReservation))
  if (changed.length > 0) {
    const [first] = changed
    await context.reportDiscrepancy({
      subject,
      description: `${discrepancy.description}: ${describeChanges(changed)}.`,
      paymentId: first?.paymentId ?? discrepancy.paymentId,
      purchaseId: first?.purchaseId ?? discrepancy.purchaseId,
    })
    return 'AGREED'
  }
  if (unrecorded !== null) {
    await context.reportDiscrepancy({
      subject,
      description: `${discrepancy.description}: ${unrecorded}.`,
      storeTransactionId: findUnrecordedTransaction(changes),
    })
    return 'DIFFERENT'
  }
  if (classification !== 'MISMATCH') return 'AGREED'
  return reportRemaining(context, classified, `${discrepancy.description}: ${explainNoChange(changes)}.`)
}

/** A store that lists the periods of a subscription as sales names the transaction of the period, and not the subscription. */
async function readFromStore(
  { ctx, run: { store } }: ReconciliationContext,
  { sale, keyHash, known }: ClassifiedRefund,
): Promise<readonly SaleChange[]> {
  const source = 'RECONCILIATION'
  const { details, isSubscription } = sale
  const subscriptionId = known.payments.find((payment) => payment.subscriptionId !== null)?.subscriptionId
  if (!isSubscription && subscriptionId != null) {
    return rereadPeriod(ctx, { store, key: keyHash, subscriptionId, source })
  }
  return syncStoreKey(ctx, { store, key: keyHash, details, source, isSubscription })
}

/** Without an account token there never was a reservation, and a refunded sale needs no owner any more. */
export function hadReservation({ unrecordedSale }: SaleChange): boolean {
  return unrecordedSale?.accountToken != null
}

/** Called when reading the sale changed nothing: either a concurrent request has applied the refund, or the difference remains. */
async function reportRemaining(
  context: ReconciliationContext,
  classified: ClassifiedRefund,
  description: string,
): Promise<CheckResult> {
  const [current] = await classifyRefunds(context, [classified.sale])
  if (current?.classification !== 'MISMATCH') return 'AGREED'
  await context.reportDiscrepancy({ subject: classified.subject, description })
  return 'DIFFERENT'
}

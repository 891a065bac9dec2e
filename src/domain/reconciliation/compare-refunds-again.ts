import { selectLocalSales } from '../../db/queries/local-sales.ts'
import { selectPaymentsByIds } from '../../db/queries/payments.ts'
import { syncStoreKey } from '../store-refresh/sync-store-key.ts'
import { hadReservation } from './compare-refunds.ts'
import { isChange } from './describe-change.ts'
import type { CheckResult, PendingCheck, ReconciliationContext } from './reconciliation-context.ts'

/** Compares refunds that are open discrepancies, and may no longer be in the store's list. */
export async function compareRefundsAgain(
  { ctx, run, calls }: ReconciliationContext,
  subjects: readonly string[],
): Promise<readonly (CheckResult | PendingCheck)[]> {
  const freshSince = new Date(ctx.clock().getTime() - ctx.limits.reconciliation.refreshIntervalMs)
  const keys = subjects.map((subject) => (isSaleKey(subject) ? Buffer.from(subject, 'hex') : null))
  const lookups = keys.map((key) => ({ keyHash: key ?? Buffer.alloc(0), storeTransactionId: null }))
  const isOpenPeriod = await findOpenPeriods(ctx, run, subjects)
  const sales = await selectLocalSales(ctx.db, run, lookups)
  return subjects.map((subject, index) => {
    const [key = null, sale] = [keys[index], sales[index]]
    // The histories of all customers were read in this run, and what differs still was reported again.
    if (key === null || sale === undefined) return isOpenPeriod(subject) ? 'DIFFERENT' : 'AGREED'
    const isRefunded = sale.payments.length > 0 && sale.payments.every(({ status }) => status === 'REFUNDED')
    if (isRefunded) return 'AGREED'
    if (sale.readAt !== null && sale.readAt >= freshSince) return 'DIFFERENT'
    return {
      subject,
      run: async () => {
        calls.spend()
        const source = 'RECONCILIATION'
        const changes = await syncStoreKey(ctx, { store: run.store, key, details: null, source })
        if (changes.some(isChange)) return 'AGREED'
        const isUnrecorded = changes.some((change) => change.kind === 'UNKNOWN' || hadReservation(change))
        return isUnrecorded || sale.payments.length > 0 ? 'DIFFERENT' : 'AGREED'
      },
    }
  })
}

/** The periods of subscriptions that a refund list named and that are not refunded: the list reads them again for as long as it has them. */
async function findOpenPeriods(
  ctx: ReconciliationContext['ctx'],
  { appId, source }: ReconciliationContext['run'],
  subjects: readonly string[],
): Promise<(subject: string) => boolean> {
  const ids = source === 'REFUNDS' ? subjects.filter((subject) => !isSaleKey(subject)) : []
  const payments = ids.length === 0 ? [] : await selectPaymentsByIds(ctx.db, appId, ids)
  const open = new Set(payments.filter(({ status }) => status !== 'REFUNDED').map(({ id }) => id))
  return (subject) => open.has(subject)
}

/** The subject of a customer's check, and of the period of a subscription, is the id of a payment. */
function isSaleKey(subject: string): boolean {
  return /^[0-9a-f]{64}$/.test(subject)
}

import { selectBuyersToReconcile, type BuyerToReconcile } from '../../db/queries/local-sales.ts'
import type { StoreHistory } from '../../stores/contract/history.ts'
import { decryptSaleReference } from '../store-sync/sale-reference.ts'
import { compareRefunds } from './compare-refunds.ts'
import { compareRefundsAgain } from './compare-refunds-again.ts'
import { runCheck } from './run-check.ts'
import type { CheckResult, Comparator, ReconciliationContext } from './reconciliation-context.ts'
import { listLocalPage } from './local-pages.ts'

const batchSize = 200
const dayMs = 24 * 60 * 60_000
/** The limit of pages for one customer; the rest of a longer list is not compared. */
const maxPages = 100

/** For a store that lists refunds by customer: requests the list of each customer, by one of their payments. */
export function compareCustomerRefunds(
  context: ReconciliationContext,
  listCustomerRefunds: NonNullable<StoreHistory['listCustomerRefunds']>,
): Comparator<BuyerToReconcile> {
  const { ctx, run } = context
  const { appId, store, window } = run
  const readBefore = new Date(ctx.clock().getTime() - dayMs)
  return {
    listPage: (cursor) =>
      listLocalPage(
        (before) =>
          selectBuyersToReconcile(ctx.db, { appId, store, window, before, readBefore, limit: batchSize }),
        cursor,
      ),
    compare: async (customers) =>
      customers.map((customer) => ({
        subject: customer.id,
        run: () => compareCustomer(context, listCustomerRefunds, customer),
      })),
    compareAgain: (subjects) => compareRefundsAgain(context, subjects),
  }
}

async function compareCustomer(
  context: ReconciliationContext,
  listCustomerRefunds: NonNullable<StoreHistory['listCustomerRefunds']>,
  { encryptedReference: reference }: BuyerToReconcile,
): Promise<CheckResult> {
  const { ctx, run, calls } = context
  const details = decryptSaleReference(ctx.keyring, run.appId, run.store, reference)
  let page: string | null = null
  for (let pages = 0; pages < maxPages; pages += 1) {
    calls.spend()
    const { entries, next }: Awaited<ReturnType<typeof listCustomerRefunds>> = await listCustomerRefunds(
      details,
      page,
    )
    const refunds = entries.map((entry) => ({ ...entry, isSubscription: false }))
    for (const check of await compareRefunds(context, refunds))
      if (check !== null) await runCheck(context, check)
    if (next === null) break
    page = next
  }
  return 'AGREED'
}

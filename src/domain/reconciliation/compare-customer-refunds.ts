import { selectBuyersToReconcile, type BuyerToReconcile } from '../../db/queries/local-sales.ts'
import type { StoreHistory } from '../../stores/contract/history.ts'
import { decryptSaleReference } from '../store-sync/sale-reference.ts'
import { compareRefunds } from './compare-refunds.ts'
import type { Comparator, ReconciliationContext } from './reconciliation-context.ts'
import { listLocalPage } from './local-pages.ts'

const batchSize = 200
const dayMs = 24 * 60 * 60_000
/** A buyer whose list is longer is compared as far as this. */
const maxPages = 100

/** A store that lists refunds of one buyer only is asked about each buyer, by a payment of theirs. */
export function compareCustomerRefunds(
  context: ReconciliationContext,
  listRefundsOfBuyer: NonNullable<StoreHistory['listCustomerRefunds']>,
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
    compare: async (buyers) =>
      buyers.map((buyer) => ({
        subject: buyer.id,
        run: () => compareBuyer(context, listRefundsOfBuyer, buyer),
      })),
  }
}

async function compareBuyer(
  context: ReconciliationContext,
  listRefundsOfBuyer: NonNullable<StoreHistory['listCustomerRefunds']>,
  { encryptedReference: reference }: BuyerToReconcile,
): Promise<void> {
  const { ctx, run, calls } = context
  const details = decryptSaleReference(ctx.keyring, run.appId, run.store, reference)
  let page: string | null = null
  for (let pages = 0; pages < maxPages; pages += 1) {
    calls.spend()
    const { entries, next }: Awaited<ReturnType<typeof listRefundsOfBuyer>> = await listRefundsOfBuyer(
      details,
      page,
    )
    for (const check of await compareRefunds(context, entries)) await check?.run()
    if (next === null) return
    page = next
  }
}

import { listBuyersToAsk, type BuyerToAsk } from '../../db/queries/compared-sales.ts'
import type { StoreLists } from '../../stores/list-contract.ts'
import { openReference } from '../sale/sale-reference.ts'
import { compareRefunds } from './compare-refunds.ts'
import type { Comparing, Notebook } from './comparison.ts'
import { listOfOurs } from './list-of-ours.ts'

const batchSize = 200
const dayMs = 24 * 60 * 60_000
/** A buyer whose list is longer is compared as far as this. */
const maxPages = 100

/** A store that lists refunds of one buyer only is asked about each buyer, by a payment of theirs. */
export function compareBuyers(
  notebook: Notebook,
  refundsOfBuyer: NonNullable<StoreLists['refundsOfBuyer']>,
): Comparing<BuyerToAsk> {
  const { ctx, round } = notebook
  const { appId, store, window } = round
  const readBefore = new Date(ctx.clock().getTime() - dayMs)
  return {
    list: (place) =>
      listOfOurs(
        (before) => listBuyersToAsk(ctx.db, { appId, store, window, before, readBefore, limit: batchSize }),
        place,
      ),
    compare: async (buyers) =>
      buyers.map((buyer) => ({ subject: buyer.id, run: () => askOf(notebook, refundsOfBuyer, buyer) })),
  }
}

async function askOf(
  notebook: Notebook,
  refundsOfBuyer: NonNullable<StoreLists['refundsOfBuyer']>,
  { reference }: BuyerToAsk,
): Promise<void> {
  const { ctx, round, calls } = notebook
  const details = openReference(ctx.keyring, round.appId, round.store, reference)
  let page: string | null = null
  for (let pages = 0; pages < maxPages; pages += 1) {
    calls.spend()
    const { entries, next }: Awaited<ReturnType<typeof refundsOfBuyer>> = await refundsOfBuyer(details, page)
    for (const check of await compareRefunds(notebook, entries)) await check?.run()
    if (next === null) return
    page = next
  }
}

import type { Sql } from 'postgres'
import type { ReceiptInput } from '../../src/graphql/generated/types.ts'
import { createBuyer, payAtStore, requestPurchase, type Buyer } from '../support/purchase-client.ts'
import {
  advanceTime,
  updateStorePurchase,
  clearFaults,
  injectFault,
  getStorePurchase,
} from '../support/emulator-control.ts'
import type { TestServer } from '../support/test-server.ts'
import { waitForIdle } from '../support/wait-for-idle.ts'
import { hourMs } from '../support/time.ts'
import { consumeAll, consumePage } from './consume-page.ts'
import { reconcile, reconciledStores as stores, summarizeReports, type ReportSummary } from './reconcile.ts'
import { storeFaults } from './store-faults.ts'

export type SoakOptions = {
  readonly purchases: number
  /** The number of purchases at the same time. */
  readonly concurrency: number
  /** The source of every random choice. */
  readonly random: () => number
}

export type SoakResult = ReportSummary & {
  readonly purchases: number
  readonly payments: number
  readonly refunded: number
  readonly unacknowledged: number
  /** Descriptions of the sales whose status differs from that at the store. */
  readonly mismatches: readonly string[]
}

/** The run takes less time. */
const reportDays = 6
type SoakStore = (typeof stores)[number]

type SoldPurchase = { readonly id: string; readonly store: SoakStore }

type SoakContext = SoakOptions & {
  readonly server: TestServer
  readonly sql: Sql
  readonly buyers: readonly Buyer[]
}

/** Thousands of purchases while every store has faults, then four days without faults; then every status has to be right. */
export async function runStoreSoak(server: TestServer, sql: Sql, options: SoakOptions): Promise<SoakResult> {
  const buyers = await Promise.all(Array.from({ length: 20 }, () => createBuyer(server)))
  const context: SoakContext = { ...options, server, sql, buyers }
  for (const store of stores) {
    for (const fault of storeFaults) await injectFault(server.emulator, { store, times: 1_000_000, ...fault })
  }
  const sold = await createPurchases(context)
  await consumeAll(server)
  await clearFaults(server.emulator)
  await waitUntilIdle(context)
  await consumeAll(server)
  for (let hours = 0; hours < 96; hours += 8) {
    await advanceTime(server.emulator, 8 * hourMs)
    await waitUntilIdle(context)
    await consumeAll(server)
  }
  await reconcile(server, sql)
  return { ...(await countEverything(context)), mismatches: await compareWithStores(context, sold) }
}

async function createPurchases(soak: SoakContext): Promise<SoldPurchase[]> {
  const sold: SoldPurchase[] = []
  let left = soak.purchases
  await Promise.all(
    Array.from({ length: soak.concurrency }, async () => {
      while (left > 0) {
        left -= 1
        sold.push(await createPurchase(soak))
      }
    }),
  )
  return sold
}

function pick<T>(random: () => number, items: readonly T[]): T {
  const item = items[Math.floor(random() * items.length)]
  if (item === undefined) throw new Error('nothing to pick from')
  return item
}

/** One purchase with random changes. */
async function createPurchase(soak: SoakContext): Promise<SoldPurchase> {
  const { server, random, buyers } = soak
  const store = pick(random, stores)
  const buyer = pick(random, buyers)
  const itemId = random() < 0.1 ? 'remove_ads' : 'coins_100'
  const purchase = await requestPurchase(buyer, { store, itemId })
  const isPending = store === 'GOOGLE_PLAY' && random() < 0.1
  const storePurchase = await payAtStore(server, purchase, isPending ? { outcome: 'PENDING' } : {})
  if (random() < 0.7) await verifyWithRetry(buyer, purchase.id, storePurchase.receipt)
  if (isPending)
    await updateStorePurchase(server.emulator, storePurchase.id, random() < 0.5 ? 'complete' : 'cancel')
  else if (random() < 0.1) await refundAtStore(soak, { id: storePurchase.id, store })
  if (random() < 0.2) await consumePage(server)
  return { id: storePurchase.id, store }
}

async function refundAtStore({ server, random }: SoakContext, { id, store }: SoldPurchase): Promise<void> {
  await updateStorePurchase(server.emulator, id, 'refund')
  if (store === 'APP_STORE' && random() < 0.5)
    await updateStorePurchase(server.emulator, id, 'reverse-refund')
}

/** Tries three times, as an app does. */
async function verifyWithRetry(buyer: Buyer, purchaseId: string, receipt: ReceiptInput): Promise<void> {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const { problem } = await buyer.client.mutate('verifyPurchase', { purchaseId, receipt })
    if (problem?.retryable !== true) return
  }
}

const waitUntilIdle = ({ server, sql }: SoakContext) => waitForIdle(server, sql, 120_000)

async function countEverything({
  server,
  sql,
  purchases,
}: SoakContext): Promise<Omit<SoakResult, 'mismatches'>> {
  const [row] = await sql<{ payments: number; refunded: number; unacknowledged: number }[]>`
    select count(*)::int as payments,
           (count(*) filter (where status = 'REFUNDED'))::int as refunded,
           (count(*) filter (where acknowledgement_status not in ('ACKNOWLEDGED', 'NOT_REQUIRED')))::int as unacknowledged
    from payments`
  const report = await summarizeReports(server, reportDays)
  return { purchases, payments: 0, refunded: 0, unacknowledged: 0, ...row, ...report }
}

/** Compares the status of each sale with that at the store. */
async function compareWithStores(
  { server, sql }: SoakContext,
  sold: readonly SoldPurchase[],
): Promise<string[]> {
  const rows = await sql<{ store_transaction_id: string; status: string; acknowledgement_status: string }[]>`
    select store_transaction_id, status, acknowledgement_status from payments`
  const ours = new Map(rows.map((row) => [row.store_transaction_id, row]))
  const mismatches: string[] = []
  for (const { id, store } of sold) {
    const view = await getStorePurchase(server.emulator, id)
    const own = ours.get(String(view['transactionId']))
    const isRefunded = own?.status === 'REFUNDED'
    const fits = view['state'] === 'PAID' ? own !== undefined && !isRefunded : own === undefined || isRefunded
    if (!fits)
      mismatches.push(`${store} ${id}: ${String(view['state'])} there, ${own?.status ?? 'nothing'} here`)
  }
  return mismatches
}

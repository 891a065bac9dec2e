import type { Sql } from 'postgres'
import type { ReceiptInput } from '../../src/graphql/generated/types.ts'
import {
  createBuyer,
  payAtStore,
  requestPurchase,
  createServerClient,
  type Buyer,
} from '../support/purchase-client.ts'
import {
  advanceTime,
  updateStorePurchase,
  clearFaults,
  injectFault,
  getStorePurchase,
  type FaultOptions,
} from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import type { TestServer } from '../support/test-server.ts'
import { waitForIdle } from '../support/wait-for-idle.ts'
import { hourMs } from '../support/time.ts'

export type SoakOptions = {
  readonly purchases: number
  /** The number of purchases at the same time. */
  readonly concurrency: number
  /** The source of every random choice. */
  readonly random: () => number
}

export type SoakResult = {
  readonly purchases: number
  readonly payments: number
  readonly refunded: number
  readonly discrepancyCount: number
  /** The discrepancies that no run has resolved, with their descriptions. */
  readonly openDiscrepancies: readonly string[]
  readonly unacknowledged: number
  /** Descriptions of the sales whose status differs from that at the store. */
  readonly mismatches: readonly string[]
}

const stores = ['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE'] as const
type SoakStore = (typeof stores)[number]

/** One of ten calls fails, in one of several ways, and one of ten notifications. */
const faults: readonly Omit<FaultOptions, 'store'>[] = [
  { probability: 0.04, status: 503 },
  { probability: 0.02, status: 500, phase: 'AFTER' },
  { probability: 0.02, reset: true },
  { probability: 0.02, truncate: true },
  { endpoint: 'notification', probability: 0.04, notification: { effect: 'DROP' } },
  { endpoint: 'notification', probability: 0.03, notification: { effect: 'DUPLICATE' } },
  { endpoint: 'notification', probability: 0.02, notification: { effect: 'REORDER' } },
  { endpoint: 'notification', probability: 0.01, notification: { effect: 'DELAY', delayMs: 3 * hourMs } },
]

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
    for (const fault of faults) await injectFault(server.emulator, { store, times: 1_000_000, ...fault })
  }
  const sold = await createPurchases(context)
  await consumeAll(context)
  await clearFaults(server.emulator)
  await waitUntilIdle(context)
  await consumeAll(context)
  for (let hours = 0; hours < 96; hours += 8) {
    await advanceTime(server.emulator, 8 * hourMs)
    await waitUntilIdle(context)
    await consumeAll(context)
  }
  await reconcile(context)
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
  if (random() < 0.2) await consumePage(soak)
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

const unconsumedText = `query ($after: Cursor) { payments(filter: { status: [PAID] }, first: 100, after: $after) {
  nodes { id purchaseToken item { type } } pageInfo { hasNextPage endCursor } } }`

/** Consumes a page of unconsumed payments, as a game server does; returns the cursor of the next page. */
async function consumePage({ server }: SoakContext, after: string | null = null): Promise<string | null> {
  const client = createServerClient(server)
  const { payments } = await client.query(unconsumedText, { after })
  const consumes = payments.nodes
    .filter(({ item }) => item.type === 'CONSUMABLE')
    .map(({ id, purchaseToken }) => ({
      paymentId: id,
      purchaseToken: purchaseToken ?? '',
      idempotencyKey: `deliver ${id}`,
    }))
  if (consumes.length > 0) await client.mutate('consumePayments', { consumes })
  return payments.pageInfo.hasNextPage ? (payments.pageInfo.endCursor ?? null) : null
}

async function consumeAll(soak: SoakContext): Promise<void> {
  let after: string | null = null
  do after = await consumePage(soak, after)
  while (after !== null)
}

const waitUntilIdle = ({ server, sql }: SoakContext) => waitForIdle(server, sql, 120_000)

/** Several runs: each one continues where the limit of calls ended the one before. */
async function reconcile(soak: SoakContext): Promise<void> {
  const client = createServerClient(soak.server)
  for (let attempt = 0; attempt < 4; attempt += 1) {
    for (const store of stores) await client.mutate('startReconciliation', { store })
    await waitUntilIdle(soak)
    await eventually(() => expectReconciliationDone(soak), { timeoutMs: 60_000 })
    await consumeAll(soak)
    await waitUntilIdle(soak)
  }
}

async function expectReconciliationDone({ sql }: SoakContext): Promise<void> {
  const [row] = await sql<{ open: number }[]>`
    select count(*)::int as open from graphile_worker._private_jobs where key like 'reconcile%'`
  if (row?.open !== 0) throw new Error('reconciliation is still running')
}

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
  const report = await summarizeReports(server)
  return { purchases, payments: 0, refunded: 0, unacknowledged: 0, ...row, ...report }
}

/** What the reconciliation reports of all days say. */
async function summarizeReports(
  server: TestServer,
): Promise<Pick<SoakResult, 'discrepancyCount' | 'openDiscrepancies'>> {
  const client = createServerClient(server)
  const text = `query ($day: Date!, $store: Store!) { reconciliationReport(day: $day, store: $store) {
    discrepancyCount openCount discrepancies { source description resolvedAt } } }`
  let discrepancyCount = 0
  const openDiscrepancies: string[] = []
  for (let daysAgo = 0; daysAgo < 6; daysAgo += 1) {
    const day = new Date(server.emulator.now() - daysAgo * 24 * hourMs).toISOString().slice(0, 10)
    for (const store of stores) {
      const { reconciliationReport: report } = await client.query(text, { day, store })
      discrepancyCount += report.discrepancyCount
      const open = report.discrepancies.filter(({ resolvedAt }) => resolvedAt == null)
      openDiscrepancies.push(
        ...open.map(({ source, description }) => `${store} ${source}: ${description}`),
        // The list is limited, and the open ones come first.
        ...(open.length < report.openCount ? [`${store}: ${report.openCount - open.length} more`] : []),
      )
    }
  }
  return { discrepancyCount, openDiscrepancies }
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

import type { Sql } from 'postgres'
import type { ReceiptInput } from '../../src/graphql/generated/types.ts'
import { createBuyer, payAtStore, requestPurchase, createServerClient, type Buyer } from '../support/buyer.ts'
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
import { waitUntilIdle } from '../notifications/wait-until-idle.ts'

export type SoakOptions = {
  readonly purchases: number
  /** Purchases under way at the same time. */
  readonly concurrency: number
  /** Draws every choice; the same numbers make the same story, as far as chance in the stores lets them. */
  readonly random: () => number
}

export type SoakResult = {
  readonly purchases: number
  readonly payments: number
  readonly refunded: number
  readonly discrepancyCount: number
  readonly openCount: number
  readonly unacknowledged: number
  /** Sales of which the store says something else than we do, in words. */
  readonly mismatches: readonly string[]
}

const stores = ['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE'] as const
type SoakStore = (typeof stores)[number]

const hourMs = 60 * 60_000

/** Of ten calls one goes wrong, in each of the ways that calls go wrong; and of ten messages one. */
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

/** Thousands of purchases on a bad day of every store; then four good days; then everything has to be right. */
export async function runStoreSoak(server: TestServer, sql: Sql, options: SoakOptions): Promise<SoakResult> {
  const buyers = await Promise.all(Array.from({ length: 20 }, () => createBuyer(server)))
  const context: SoakContext = { ...options, server, sql, buyers }
  for (const store of stores) {
    for (const fault of faults) await injectFault(server.emulator, { store, times: 1_000_000, ...fault })
  }
  const sold = await createPurchases(context)
  await consumeAll(context)
  await clearFaults(server.emulator)
  await waitForIdle(context)
  await consumeAll(context)
  for (let hours = 0; hours < 96; hours += 8) {
    await advanceTime(server.emulator, 8 * hourMs)
    await waitForIdle(context)
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

/** One purchase with everything that may happen to it, by chance. */
async function createPurchase(soak: SoakContext): Promise<SoldPurchase> {
  const { server, random, buyers } = soak
  const store = pick(random, stores)
  const buyer = pick(random, buyers)
  const itemId = random() < 0.1 ? 'remove_ads' : 'coins_100'
  const reserved = await requestPurchase(buyer, store, itemId)
  const pends = store === 'GOOGLE_PLAY' && random() < 0.1
  const bought = await payAtStore(server, reserved, pends ? { outcome: 'PENDING' } : {})
  if (random() < 0.7) await verifyWithRetry(buyer, reserved.id, bought.receipt)
  if (pends) await updateStorePurchase(server.emulator, bought.id, random() < 0.5 ? 'complete' : 'cancel')
  else if (random() < 0.1) await refundAtStore(soak, { id: bought.id, store })
  if (random() < 0.2) await consumePage(soak)
  return { id: bought.id, store }
}

async function refundAtStore({ server, random }: SoakContext, { id, store }: SoldPurchase): Promise<void> {
  await updateStorePurchase(server.emulator, id, 'refund')
  if (store === 'APP_STORE' && random() < 0.5)
    await updateStorePurchase(server.emulator, id, 'reverse-refund')
}

/** An app tries a few times and then gives up. */
async function verifyWithRetry(buyer: Buyer, purchaseId: string, receipt: ReceiptInput): Promise<void> {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const { problem } = await buyer.client.mutate('verifyPurchase', { purchaseId, receipt })
    if (problem?.retryable !== true) return
  }
}

const unconsumedText = `query ($after: Cursor) { payments(filter: { status: [PAID] }, first: 100, after: $after) {
  nodes { id purchaseToken item { type } } pageInfo { hasNextPage endCursor } } }`

/** What a game server does that finds payments which it has not delivered. */
async function consumePage({ server: at }: SoakContext, after: string | null = null): Promise<string | null> {
  const server = createServerClient(at)
  const { payments } = await server.query(unconsumedText, { after })
  const consumes = payments.nodes
    .filter(({ item }) => item.type === 'CONSUMABLE')
    .map(({ id, purchaseToken }) => ({
      paymentId: id,
      purchaseToken: purchaseToken ?? '',
      idempotencyKey: `deliver ${id}`,
    }))
  if (consumes.length > 0) await server.mutate('consumePayments', { consumes })
  return payments.pageInfo.hasNextPage ? (payments.pageInfo.endCursor ?? null) : null
}

async function consumeAll(soak: SoakContext): Promise<void> {
  let after: string | null = null
  do after = await consumePage(soak, after)
  while (after !== null)
}

async function waitForIdle({ server, sql }: SoakContext): Promise<void> {
  await advanceTime(server.emulator, 0)
  await waitUntilIdle(sql, server.emulator, 120_000)
}

/** Twice: what the first round could not finish within its number of calls, the next one does. */
async function reconcile(soak: SoakContext): Promise<void> {
  const server = createServerClient(soak.server)
  for (let attempt = 0; attempt < 4; attempt += 1) {
    for (const store of stores) await server.mutate('startReconciliation', { store })
    await waitForIdle(soak)
    await eventually(() => expectReconciliationDone(soak), { timeoutMs: 60_000 })
    await consumeAll(soak)
    await waitForIdle(soak)
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
  const report = await sumReports(server)
  return { purchases, payments: 0, refunded: 0, unacknowledged: 0, ...row, ...report }
}

/** Of every day that the story took. */
async function sumReports(at: TestServer): Promise<{ discrepancyCount: number; openCount: number }> {
  const server = createServerClient(at)
  const sum = { discrepancyCount: 0, openCount: 0 }
  for (let daysAgo = 0; daysAgo < 6; daysAgo += 1) {
    const day = new Date(at.emulator.now() - daysAgo * 24 * hourMs).toISOString().slice(0, 10)
    for (const store of stores) {
      const text = `query ($day: Date!, $store: Store!) { reconciliationReport(day: $day, store: $store) {
        discrepancyCount openCount } }`
      const { reconciliationReport: report } = await server.query(text, { day, store })
      sum.discrepancyCount += report.discrepancyCount
      sum.openCount += report.openCount
    }
  }
  return sum
}

/** The store's own view of each sale beside ours. */
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

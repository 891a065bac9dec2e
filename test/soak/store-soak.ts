import type { Sql } from 'postgres'
import type { ReceiptInput } from '../../src/graphql/generated/types.ts'
import { newBuyer, pay, reserve, serverApi, type Buyer } from '../support/buyer.ts'
import {
  advanceClock,
  changeAtStore,
  mendStores,
  spoilStore,
  storeView,
  type Fault,
} from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import type { TestServer } from '../support/test-server.ts'
import { waitUntilIdle } from '../store-speaks/idle.ts'

export type SoakOptions = {
  readonly purchases: number
  /** Purchases under way at the same time. */
  readonly atOnce: number
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
const faults: readonly Omit<Fault, 'store'>[] = [
  { share: 0.04, status: 503 },
  { share: 0.02, status: 500, phase: 'AFTER' },
  { share: 0.02, reset: true },
  { share: 0.02, truncate: true },
  { endpoint: 'notification', share: 0.04, notification: { effect: 'DROP' } },
  { endpoint: 'notification', share: 0.03, notification: { effect: 'DUPLICATE' } },
  { endpoint: 'notification', share: 0.02, notification: { effect: 'REORDER' } },
  { endpoint: 'notification', share: 0.01, notification: { effect: 'DELAY', delayMs: 3 * hourMs } },
]

type Sold = { readonly id: string; readonly store: SoakStore }

type Soak = SoakOptions & { readonly at: TestServer; readonly sql: Sql; readonly buyers: readonly Buyer[] }

/** Thousands of purchases on a bad day of every store; then four good days; then everything has to be right. */
export async function runStoreSoak(at: TestServer, sql: Sql, options: SoakOptions): Promise<SoakResult> {
  const buyers = await Promise.all(Array.from({ length: 20 }, () => newBuyer(at)))
  const soak: Soak = { ...options, at, sql, buyers }
  for (const store of stores) {
    for (const fault of faults) await spoilStore(at.emulator, { store, times: 1_000_000, ...fault })
  }
  const sold = await sellEverything(soak)
  await consumeEverything(soak)
  await mendStores(at.emulator)
  await settleDown(soak)
  await consumeEverything(soak)
  for (let hours = 0; hours < 96; hours += 8) {
    await advanceClock(at.emulator, 8 * hourMs)
    await settleDown(soak)
    await consumeEverything(soak)
  }
  await reconcile(soak)
  return { ...(await countEverything(soak)), mismatches: await compare(soak, sold) }
}

async function sellEverything(soak: Soak): Promise<Sold[]> {
  const sold: Sold[] = []
  let left = soak.purchases
  await Promise.all(
    Array.from({ length: soak.atOnce }, async () => {
      while (left > 0) {
        left -= 1
        sold.push(await sellOne(soak))
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
async function sellOne(soak: Soak): Promise<Sold> {
  const { at, random, buyers } = soak
  const store = pick(random, stores)
  const buyer = pick(random, buyers)
  const itemId = random() < 0.1 ? 'remove_ads' : 'coins_100'
  const reserved = await reserve(buyer, store, itemId)
  const pends = store === 'GOOGLE_PLAY' && random() < 0.1
  const bought = await pay(at, reserved, pends ? { outcome: 'PENDING' } : {})
  if (random() < 0.7) await verifyPatiently(buyer, reserved.id, bought.receipt)
  if (pends) await changeAtStore(at.emulator, bought.id, random() < 0.5 ? 'complete' : 'cancel')
  else if (random() < 0.1) await refundAtStore(soak, { id: bought.id, store })
  if (random() < 0.2) await consumeSome(soak)
  return { id: bought.id, store }
}

async function refundAtStore({ at, random }: Soak, { id, store }: Sold): Promise<void> {
  await changeAtStore(at.emulator, id, 'refund')
  if (store === 'APP_STORE' && random() < 0.5) await changeAtStore(at.emulator, id, 'reverse-refund')
}

/** An app tries a few times and then gives up. */
async function verifyPatiently(buyer: Buyer, purchaseId: string, receipt: ReceiptInput): Promise<void> {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const { problem } = await buyer.api.mutate('verifyPurchase', { purchaseId, receipt })
    if (problem?.retryable !== true) return
  }
}

const unconsumedText = `query ($after: Cursor) { payments(filter: { status: [PAID] }, first: 100, after: $after) {
  nodes { id purchaseToken item { type } } pageInfo { hasNextPage endCursor } } }`

/** What a game server does that finds payments which it has not delivered. */
async function consumeSome({ at }: Soak, after: string | null = null): Promise<string | null> {
  const server = serverApi(at)
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

async function consumeEverything(soak: Soak): Promise<void> {
  let after: string | null = null
  do after = await consumeSome(soak, after)
  while (after !== null)
}

async function settleDown({ at, sql }: Soak): Promise<void> {
  await advanceClock(at.emulator, 0)
  await waitUntilIdle(sql, at.emulator, 120_000)
}

/** Twice: what the first round could not finish within its number of calls, the next one does. */
async function reconcile(soak: Soak): Promise<void> {
  const server = serverApi(soak.at)
  for (let round = 0; round < 4; round += 1) {
    for (const store of stores) await server.mutate('startReconciliation', { store })
    await settleDown(soak)
    await eventually(() => expectCompared(soak), { timeoutMs: 60_000 })
    await consumeEverything(soak)
    await settleDown(soak)
  }
}

async function expectCompared({ sql }: Soak): Promise<void> {
  const [row] = await sql<{ open: number }[]>`
    select count(*)::int as open from graphile_worker._private_jobs where key like 'reconcile%'`
  if (row?.open !== 0) throw new Error('still comparing')
}

async function countEverything({ at, sql, purchases }: Soak): Promise<Omit<SoakResult, 'mismatches'>> {
  const [row] = await sql<{ payments: number; refunded: number; unacknowledged: number }[]>`
    select count(*)::int as payments,
           (count(*) filter (where status = 'REFUNDED'))::int as refunded,
           (count(*) filter (where acknowledgement_status not in ('ACKNOWLEDGED', 'NOT_REQUIRED')))::int as unacknowledged
    from payments`
  const report = await sumReports(at)
  return { purchases, payments: 0, refunded: 0, unacknowledged: 0, ...row, ...report }
}

/** Of every day that the story took. */
async function sumReports(at: TestServer): Promise<{ discrepancyCount: number; openCount: number }> {
  const server = serverApi(at)
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
async function compare({ at, sql }: Soak, sold: readonly Sold[]): Promise<string[]> {
  const rows = await sql<{ store_transaction_id: string; status: string; acknowledgement_status: string }[]>`
    select store_transaction_id, status, acknowledgement_status from payments`
  const ours = new Map(rows.map((row) => [row.store_transaction_id, row]))
  const mismatches: string[] = []
  for (const { id, store } of sold) {
    const view = await storeView(at.emulator, id)
    const own = ours.get(String(view['transactionId']))
    const isRefunded = own?.status === 'REFUNDED'
    const fits = view['state'] === 'PAID' ? own !== undefined && !isRefunded : own === undefined || isRefunded
    if (!fits)
      mismatches.push(`${store} ${id}: ${String(view['state'])} there, ${own?.status ?? 'nothing'} here`)
  }
  return mismatches
}

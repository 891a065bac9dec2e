import type { Sql } from 'postgres'
import { enqueueDueSubscriptions } from '../../src/domain/subscription/enqueue-due-subscriptions.ts'
import { advanceTime, clearFaults, control, injectFault } from '../support/emulator-control.ts'
import {
  createBuyer,
  createServerClient,
  expectField,
  requestPurchase,
  toStoreProductId,
  type Buyer,
} from '../support/purchase-client.ts'
import type { TestServer } from '../support/test-server.ts'
import { dayMs, minuteMs } from '../support/time.ts'
import { waitForIdle } from '../support/wait-for-idle.ts'
import { createAccessSampler, type AccessSampler } from './access-sampler.ts'
import { compareWithBooks, type StoreComparison } from './compare-with-books.ts'
import { consumeAll } from './consume-page.ts'
import {
  reconcile,
  reconcileOnce,
  reconciledStores,
  summarizeReports,
  type ReportSummary,
} from './reconcile.ts'
import { readStoreBooks, type StoreEntry } from './store-books.ts'
import { storeFaults } from './store-faults.ts'
import type { Subscriber } from './subscriber.ts'
import { drawAct, drawSubscription, type Random } from './subscription-acts.ts'

export type YearOptions = {
  readonly subscribers: number
  readonly days: number
  /** Time between two acts of the subscribers. */
  readonly stepMs: number
  /** How often a subscriber does something, in a day. */
  readonly actsPerDay: number
  /** Days between two reconciliations. */
  readonly reconciliationDays: number
  /** Days without faults at the end, in which the schedule reads each subscription whose notification was lost. */
  readonly quietDays: number
  /** The source of every random choice. */
  readonly random: Random
  readonly onReconciled?: (day: number) => void
}

export type YearResult = StoreComparison &
  ReportSummary & {
    readonly subscribers: number
    readonly acts: number
    readonly samples: number
    /** Descriptions of the times at which a user had access that no store had stated. */
    readonly accessViolations: readonly string[]
    /** Problems of verifications that are no consequence of what the subscribers did. */
    readonly unexpectedProblems: readonly string[]
  }

type PendingReceipt = {
  readonly buyer: Buyer
  readonly entry: StoreEntry
  readonly purchaseId: string | null
}

type Year = YearOptions & {
  readonly server: TestServer
  readonly sql: Sql
  readonly bought: Subscriber[]
  readonly sampler: AccessSampler
  /** What the apps still have to submit: they try again at each start. */
  pendingReceipts: PendingReceipt[]
  acts: number
  readonly unexpectedProblems: string[]
}

const itemTypes = {
  vip: 'AUTO_RENEWABLE',
  vip_gold: 'AUTO_RENEWABLE',
  monthly_coins: 'CONSUMABLE_AUTO_RENEWABLE',
} as const
/** Apps that are told to try again do so at once, and at their next start. */
const attemptsPerStart = 3
const maxScheduleRounds = 6
const concurrency = 8
/** `STORE_TIMEOUT_MS` of the servers. */
export const storeTimeoutMs = 500

/**
 * Subscribers at three stores for a time of the virtual clock, while every endpoint of the stores fails now and then and notifications are
 * lost, doubled, late and out of order. Access is sampled all the time, and at the end the records are compared with the stores' books.
 */
export async function runSubscriptionYear(
  server: TestServer,
  sql: Sql,
  options: YearOptions,
): Promise<YearResult> {
  await sellSubscriptions(server)
  await setFaults(server)
  const year: Year = {
    ...options,
    server,
    sql,
    bought: [],
    sampler: createAccessSampler(sql, 3 * options.reconciliationDays * dayMs + 2 * options.stepMs),
    pendingReceipts: [],
    acts: 0,
    unexpectedProblems: [],
  }
  await passYear(year)
  await clearFaults(server.emulator)
  for (let day = 0; day < year.quietDays; day += 1) await passStep(year, dayMs)
  await reconcile(server, sql)
  const comparison = await compareWithBooks({ server, sql }, year.bought)
  const { acts, sampler, unexpectedProblems } = year
  const { samples, violations: accessViolations } = sampler.result()
  return {
    subscribers: year.bought.length,
    acts,
    samples,
    accessViolations,
    unexpectedProblems,
    ...comparison,
    ...(await summarizeReports(server, year.quietDays)),
  }
}

async function sellSubscriptions(server: TestServer): Promise<void> {
  const client = createServerClient(server)
  for (const [itemId, type] of Object.entries(itemTypes)) {
    const storeProducts = reconciledStores.map((store) => ({ store, productId: toStoreProductId(itemId) }))
    expectField(await client.mutate('upsertItem', { itemId, name: itemId, type, storeProducts }), 'item')
  }
  const itemIds = Object.keys(itemTypes)
  expectField(
    await client.mutate('upsertEntitlement', { key: 'premium', name: 'Premium', itemIds }),
    'entitlement',
  )
  await client.mutate('updateAppKey', { acknowledgeOn: 'PAID' })
}

/** Besides the faults of every soak, answers that come after the server has given up. */
async function setFaults({ emulator }: TestServer): Promise<void> {
  const late = { probability: 0.01, delayMs: storeTimeoutMs * 2 }
  for (const store of reconciledStores) {
    for (const fault of [...storeFaults, late])
      await injectFault(emulator, { store, times: 1_000_000, ...fault })
  }
}

async function passYear(year: Year): Promise<void> {
  const steps = Math.ceil((year.days * dayMs) / year.stepMs)
  const joinSteps = Math.max(Math.floor(steps / 3), 1)
  for (let step = 0; step < steps; step += 1) {
    const due = Math.min(Math.ceil(((step + 1) / joinSteps) * year.subscribers), year.subscribers)
    await inParallel(Array.from({ length: due - year.bought.length }), () => subscribe(year))
    await act(year)
    await passStep(year, year.stepMs)
    const day = Math.floor(((step + 1) * year.stepMs) / dayMs)
    const dayBefore = Math.floor((step * year.stepMs) / dayMs)
    const { reconciliationDays } = year
    if (Math.floor(day / reconciliationDays) > Math.floor(dayBefore / reconciliationDays)) {
      await reconcileOnce(year.server, year.sql)
      year.onReconciled?.(day)
    }
  }
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items]
  await Promise.all(
    Array.from({ length: Math.min(concurrency, items.length) }, async () => {
      while (left.length > 0) {
        const [item] = left.splice(0, 1)
        await work(item as T)
      }
    }),
  )
}

/** A new customer buys a subscription. The app submits the receipt, more often than not. */
async function subscribe(year: Year): Promise<void> {
  const { server, random } = year
  const { itemId, store, ...plan } = drawSubscription(random)
  const buyer = await createBuyer(server, { as: 'server' })
  const purchase = await requestPurchase(buyer, { store, itemId })
  const sale = { store, productId: toStoreProductId(itemId), accountToken: purchase.accountToken, ...plan }
  const entry = (await control(server.emulator, 'POST', '/control/subscriptions', sale)) as StoreEntry
  year.bought.push({ buyer, entryIds: [entry.id] })
  // Whose a purchase at ONE store is, its notifications do not say.
  if (store === 'ONE_STORE' || random() < 0.8)
    year.pendingReceipts.push({ buyer, entry, purchaseId: purchase.id })
}

/** Some of the subscribers do something, or their store does. */
async function act(year: Year): Promise<void> {
  const { server, random, actsPerDay, stepMs } = year
  const share = (actsPerDay * stepMs) / dayMs
  // A receipt of what has ended meanwhile is rejected, so the app submits it first.
  const submitted = year.bought.filter(
    ({ entryIds }) => !year.pendingReceipts.some(({ entry }) => entry.id === entryIds.at(-1)),
  )
  const acting = submitted.filter(() => random() < share)
  for (const subscriber of acting) {
    const id = subscriber.entryIds.at(-1) ?? ''
    const entry = (await control(server.emulator, 'GET', `/control/subscriptions/${id}`)) as StoreEntry
    const drawn = drawAct(random, entry)
    if (drawn === null) continue
    const after = await perform(year, id, drawn)
    if (after === null) continue
    year.acts += 1
    if (after.id === id) continue
    subscriber.entryIds.push(after.id)
    year.pendingReceipts.push({ buyer: subscriber.buyer, entry: after, purchaseId: null })
  }
}

/** Null if the store refuses it, for example because the new plan is cheaper. */
async function perform(
  { server }: Year,
  id: string,
  { verb, body }: { readonly verb: string; readonly body: object },
): Promise<StoreEntry | null> {
  try {
    return (await control(
      server.emulator,
      'POST',
      `/control/subscriptions/${id}/${verb}`,
      body,
    )) as StoreEntry
  } catch (error) {
    if (error instanceof Error && /INVALID_INPUT|INVALID_STATE|NOT_ACKNOWLEDGED/.test(error.message))
      return null
    throw error
  }
}

async function passStep(year: Year, ms: number): Promise<void> {
  const { server, sql } = year
  const idle = () => waitForIdle(server, sql, 120_000)
  await submitReceipts(year)
  await idle()
  await consumeAll(server)
  await advanceTime(server.emulator, 5 * minuteMs)
  await idle()
  await advanceTime(server.emulator, ms - 5 * minuteMs)
  await idle()
  await runSchedule(year, idle)
  await year.sampler.sample(await readStoreBooks(server.emulator), year.bought, server.emulator.now())
}

/** The schedule runs every minute. A reading that fails is repeated after some minutes. */
async function runSchedule({ server }: Year, idle: () => Promise<void>): Promise<void> {
  for (let round = 0; round < maxScheduleRounds; round += 1) {
    const due = await enqueueDueSubscriptions(server.instance.services)
    if (due === 0) return
    await idle()
    await advanceTime(server.emulator, 20 * minuteMs)
    await idle()
  }
}

async function submitReceipts(year: Year): Promise<void> {
  const pending = year.pendingReceipts
  year.pendingReceipts = []
  await inParallel(pending, async (receipt) => {
    if (!(await submit(year, receipt))) year.pendingReceipts.push(receipt)
  })
}

/** Whether the app is done with the receipt. */
async function submit(
  { unexpectedProblems }: Year,
  { buyer, entry, purchaseId }: PendingReceipt,
): Promise<boolean> {
  for (let attempt = 0; attempt < attemptsPerStart; attempt += 1) {
    const { problem } = await buyer.client.mutate('verifyPurchase', {
      receipt: entry.receipt,
      userId: buyer.userId,
      ...(purchaseId === null ? {} : { purchaseId }),
    })
    if (problem == null) return true
    if (!problem.retryable) {
      // It has ended, or a later one has taken its place, before the app came to submit it.
      if (problem.code !== 'RECEIPT_INVALID')
        unexpectedProblems.push(`${entry.id}: ${problem.code} ${problem.message}`)
      return true
    }
  }
  return false
}

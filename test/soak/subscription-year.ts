import type { Sql } from 'postgres'
import { enqueueDueSubscriptions } from '../../src/domain/subscription/enqueue-due-subscriptions.ts'
import { advanceTime, clearFaults, control } from '../support/emulator-control.ts'
import { createBuyer, requestPurchase, toStoreProductId } from '../support/purchase-client.ts'
import type { TestServer } from '../support/test-server.ts'
import { dayMs, minuteMs } from '../support/time.ts'
import { waitForIdle } from '../support/wait-for-idle.ts'
import { createAccessSampler, type AccessSampler } from './access-sampler.ts'
import { compareWithBooks, type StoreComparison } from './compare-with-books.ts'
import { consumeAll } from './consume-page.ts'
import { openFaultyShop } from './faulty-shop.ts'
import { inParallel } from './in-parallel.ts'
import { reconcile, reconcileOnce, summarizeReports, type ReportSummary } from './reconcile.ts'
import { createBooksReader, type StoreBooks, type StoreEntry } from './store-books.ts'
import { createStopwatch, type Stopwatch } from './stopwatch.ts'
import { createReceiptQueue, type ReceiptQueue } from './submit-receipts.ts'
import type { Subscriber } from './subscriber.ts'
import { drawAct, drawSubscription, type DrawnSubscription, type Random } from './subscription-acts.ts'

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
  /** How many apps call the server at the same time. */
  readonly concurrency: number
  /** The source of every random choice. */
  readonly random: Random
  readonly onReconciled?: (day: number, secondsOf: Readonly<Record<string, number>>) => void
}

export type YearResult = StoreComparison &
  ReportSummary & {
    readonly subscribers: number
    readonly acts: number
    readonly samples: number
    /** Where the time went. */
    readonly secondsOf: Readonly<Record<string, number>>
    /** Descriptions of the times at which a user had access that no store had stated. */
    readonly accessViolations: readonly string[]
    /** Problems of verifications that are no consequence of what the subscribers did. */
    readonly unexpectedProblems: readonly string[]
  }

type Year = YearOptions & {
  readonly server: TestServer
  readonly sql: Sql
  readonly bought: Subscriber[]
  readonly sampler: AccessSampler
  readonly stopwatch: Stopwatch
  readonly readBooks: () => Promise<StoreBooks>
  readonly receipts: ReceiptQueue
  acts: number
}

const maxScheduleRounds = 4

/**
 * Subscribers at three stores for a time of the virtual clock, while every endpoint of the stores fails now and then and notifications are
 * lost, doubled, late and out of order. Access is sampled all the time, and at the end the records are compared with the stores' books.
 */
export async function runSubscriptionYear(
  server: TestServer,
  sql: Sql,
  options: YearOptions,
): Promise<YearResult> {
  await openFaultyShop(server)
  const year: Year = {
    ...options,
    server,
    sql,
    bought: [],
    readBooks: createBooksReader(server.emulator),
    stopwatch: createStopwatch(),
    sampler: createAccessSampler(sql, 3 * options.reconciliationDays * dayMs + 2 * options.stepMs),
    receipts: createReceiptQueue(options.concurrency),
    acts: 0,
  }
  await passYear(year)
  await clearFaults(server.emulator)
  for (let day = 0; day < year.quietDays; day += 1) await passStep(year, dayMs)
  await reconcile(server, sql)
  const comparison = await compareWithBooks({ server, sql }, year.bought)
  const { acts, sampler, receipts } = year
  const { samples, violations: accessViolations } = sampler.result()
  return {
    subscribers: year.bought.length,
    acts,
    samples,
    secondsOf: year.stopwatch.seconds(),
    accessViolations,
    unexpectedProblems: receipts.unexpectedProblems,
    ...comparison,
    ...(await summarizeReports(server, year.quietDays)),
  }
}

async function passYear(year: Year): Promise<void> {
  const steps = Math.ceil((year.days * dayMs) / year.stepMs)
  const joinSteps = Math.max(Math.floor(steps / 3), 1)
  for (let step = 0; step < steps; step += 1) {
    const due = Math.min(Math.ceil(((step + 1) / joinSteps) * year.subscribers), year.subscribers)
    const joining = Array.from({ length: due - year.bought.length }, () => drawSubscription(year.random))
    await year.stopwatch.time('subscribing', () =>
      inParallel(joining, year.concurrency, (drawn) => subscribe(year, drawn)),
    )
    await year.stopwatch.time('acting', () => act(year))
    await passStep(year, year.stepMs)
    const day = Math.floor(((step + 1) * year.stepMs) / dayMs)
    const dayBefore = Math.floor((step * year.stepMs) / dayMs)
    const { reconciliationDays } = year
    if (Math.floor(day / reconciliationDays) > Math.floor(dayBefore / reconciliationDays)) {
      await year.stopwatch.time('reconciling', () => reconcileOnce(year.server, year.sql))
      year.onReconciled?.(day, year.stopwatch.seconds())
    }
  }
}

/** A new customer buys a subscription. The app submits the receipt, more often than not. */
async function subscribe(
  year: Year,
  { itemId, store, isSubmitted, ...plan }: DrawnSubscription,
): Promise<void> {
  const { server } = year
  const buyer = await createBuyer(server, { as: 'server' })
  const purchase = await requestPurchase(buyer, { store, itemId })
  const sale = { store, productId: toStoreProductId(itemId), accountToken: purchase.accountToken, ...plan }
  const entry = (await control(server.emulator, 'POST', '/control/subscriptions', sale)) as StoreEntry
  year.bought.push({ buyer, entryIds: [entry.id] })
  if (isSubmitted) year.receipts.add({ buyer, entry, purchaseId: purchase.id })
}

/** Some of the subscribers do something, or their store does. */
async function act(year: Year): Promise<void> {
  const { server, random, actsPerDay, stepMs } = year
  const share = (actsPerDay * stepMs) / dayMs
  // A receipt of what has ended meanwhile is rejected, so the app submits it first.
  const submitted = year.bought.filter(({ entryIds }) => !year.receipts.isPending(entryIds.at(-1)))
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
    year.receipts.add({ buyer: subscriber.buyer, entry: after, purchaseId: null })
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
  const { server, sql, stopwatch } = year
  const idle = () => waitForIdle(server, sql, 120_000, 25)
  const advance = async (advanceMs: number) => {
    await advanceTime(server.emulator, advanceMs)
    await idle()
  }
  await stopwatch.time('submitting receipts', year.receipts.submitAll)
  await stopwatch.time('processing receipts', idle)
  await stopwatch.time('consuming', () => consumeAll(server))
  await stopwatch.time('passing time', async () => {
    await advance(5 * minuteMs)
    await advance(ms - 5 * minuteMs)
  })
  await stopwatch.time('schedule', () => runSchedule(year, advance))
  await stopwatch.time('sampling', () => sampleAccess(year))
}

async function sampleAccess(year: Year): Promise<void> {
  const { server } = year
  await year.sampler.sample(await year.readBooks(), year.bought, server.emulator.now())
}

/** The schedule runs every minute. A reading that fails is repeated after some minutes. */
async function runSchedule({ server }: Year, advance: (ms: number) => Promise<void>): Promise<void> {
  for (let round = 0; round < maxScheduleRounds; round += 1) {
    const due = await enqueueDueSubscriptions(server.instance.services)
    if (due === 0) return
    await advance(0)
    await advance(30 * minuteMs)
  }
}

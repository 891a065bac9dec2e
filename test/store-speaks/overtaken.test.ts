import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { productOf, reserve } from '../support/buyer.ts'
import { buy, changeAtStore } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import { uuidOf } from '../support/records.ts'
import { openInboxDesk, type InboxDesk, type Told } from './inbox-desk.ts'
import { expectOneStory, readRecord, requireRecord } from './payment-record.ts'
import { pushingStores, type PushingStore } from './story-desk.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let desk: InboxDesk
beforeAll(async () => {
  desk = await openInboxDesk()
})
beforeEach(() => desk.story.settleDown())
afterAll(() => desk.close())

async function expectWaiting(count: number): Promise<void> {
  const [row] = await desk.story.sql<{ count: number }[]>`
    select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  expect(row?.count).toBe(count)
}

/** The store takes the money back, and says so, after it was asked and before its answer is recorded. */
async function takeBackWhile(told: Told, record: () => Promise<unknown>): Promise<void> {
  const { at, sql } = desk.story
  const recording = await sql.begin(async (holder) => {
    await holder`select from purchases where id = ${uuidOf(told.purchaseId)} for update`
    const started = record()
    await eventually(() => expectWaiting(1))
    const letter = await desk.postbox.collectOne(() => changeAtStore(at.emulator, told.bought.id, 'refund'))
    const openBefore = await countOpen()
    await desk.deliver(letter)
    await eventually(async () => {
      if ((await countOpen()) > openBefore) await expectWaiting(2)
    })
    return [started]
  })
  await recording[0]
  await desk.story.settleDown()
}

/** Messages that are still to be worked on. */
async function countOpen(): Promise<number> {
  return (await desk.story.sql`select id from notifications where status <> 'PROCESSED'`).length
}

async function expectTakenBack({ purchaseId }: Pick<Told, 'purchaseId'>): Promise<void> {
  const record = await requireRecord(desk.story.sql, purchaseId)
  expectOneStory(record)
  expect(record.payment.status).toBe('REFUNDED')
}

describe.each(pushingStores)('a refund at %s', (store) => {
  it('that is told while the notification of the payment is being recorded is not lost', async () => {
    const told = await desk.buy(store)
    await takeBackWhile(told, () => desk.deliver(told.letter))
    await expectTakenBack(told)
  })

  it('that is told while the app’s receipt is being recorded is not lost', async () => {
    const told = await desk.buy(store)
    const { purchaseId, bought } = told
    const { api } = desk.story.buyer
    await takeBackWhile(told, () => api.mutate('verifyPurchase', { purchaseId, receipt: bought.receipt }))
    await expectTakenBack(told)
  })

  it('that is told before anybody knows whose the sale is is not lost', async () => {
    const told = await buyNameless(store)
    const { purchaseId, bought } = told
    await desk.deliver(told.letter)
    const takeBack = () => changeAtStore(desk.story.at.emulator, bought.id, 'refund')
    await desk.deliver(await desk.postbox.collectOne(takeBack))
    await desk.story.settleDown()
    await desk.story.buyer.api.mutate('verifyPurchase', { purchaseId, receipt: bought.receipt })
    await desk.story.settleDown()
    const record = await readRecord(desk.story.sql, purchaseId)
    expect(['none', 'REFUNDED']).toContain(record?.payment.status ?? 'none')
  })
})

/** The app hands the store no account token. */
async function buyNameless(store: PushingStore): Promise<Told> {
  const { at, buyer } = desk.story
  const { id: purchaseId } = await reserve(buyer, store)
  const told = Promise.withResolvers<Told['bought']>()
  const letter = await desk.postbox.collectOne(async () => {
    told.resolve(await buy(at.emulator, { store, productId: productOf('coins_100') }))
  })
  return { letter, purchaseId, bought: await told.promise }
}

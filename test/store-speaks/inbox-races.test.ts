import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { consumeInput, required } from '../support/buyer.ts'
import { changeAtStore, mendStores } from '../support/emulator-control.ts'
import { startServerProcess } from '../support/server-process.ts'
import { testSecret } from '../support/test-server.ts'
import { openInboxDesk, type InboxDesk, type Told } from './inbox-desk.ts'
import { expectOneStory, requireRecord } from './payment-record.ts'
import { deliver } from './postbox.ts'
import { race } from './race.ts'
import { pushingStores } from './story-desk.ts'

vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 })

let desk: InboxDesk
beforeAll(async () => {
  desk = await openInboxDesk()
})
afterEach(() => mendStores(desk.story.at.emulator))
afterAll(() => desk.close())

/** As an app does: a call that finds the server too busy is made again. */
async function untilAnswered<P extends { problem?: { code: string; retryable: boolean } | null }>(
  call: () => Promise<P>,
): Promise<P> {
  for (;;) {
    const payload = await call()
    if (payload.problem?.code !== 'BUSY') return payload
    expect(payload.problem.retryable).toBe(true)
  }
}

const verify = ({ purchaseId, bought: { receipt } }: Told) =>
  untilAnswered(() => desk.story.buyer.api.mutate('verifyPurchase', { purchaseId, receipt }))

const paid = { type: 'PAYMENT_PAID', previous_status: null, status: 'PAID' }

describe.each(pushingStores)('%s', (store) => {
  it('100 races of the app with the notification make one payment each, which the app is answered', async () => {
    const { story } = desk
    const races = []
    for (let index = 0; index < 100; index += 1) {
      const told = await desk.buy(store)
      races.push({ ...told, answer: await race(desk, index, { store, ...told }, () => verify(told)) })
    }
    await story.settleDown()
    for (const { purchaseId, answer } of races) {
      const record = await requireRecord(story.sql, purchaseId)
      expectOneStory(record)
      expect(record.events).toEqual([paid])
      const { id } = required(await story.findPurchase(purchaseId), 'payment')
      expect(answer).toMatchObject({ problem: null, replayed: false, payment: { id, status: 'PAID' } })
    }
    // Both win now and then: otherwise these were no races.
    const winners = await story.sql`
      select distinct submitted_at = verified_at as app_won from payments where store = ${store} and submitted_at is not null`
    expect(winners).toHaveLength(2)
  })

  it('50 races of a refund with a consume: the consume is refused, or the refund says that it came after', async () => {
    const { story } = desk
    const races = []
    for (let index = 0; index < 50; index += 1) {
      const told = await desk.buy(store)
      const payment = required(await verify(told), 'payment')
      const takeBack = () => changeAtStore(story.at.emulator, told.bought.id, 'refund')
      const letter = await desk.postbox.collectOne(takeBack)
      const consume = () => untilAnswered(() => story.server.mutate('consumePayment', consumeInput(payment)))
      const { problem = null } = await race(desk, index, { store, letter }, consume)
      races.push({ ...told, problem })
    }
    await story.settleDown()
    for (const { purchaseId, problem } of races) {
      const record = await requireRecord(story.sql, purchaseId)
      expectOneStory(record)
      const before = problem === null ? 'CONSUMED' : 'PAID'
      if (problem !== null) expect(problem.code).toBe('PAYMENT_REFUNDED')
      // The App Store is told of what was consumed, whether or not it took the money back.
      expect(record.events.filter(({ type }) => type !== 'PAYMENT_ACKNOWLEDGED')).toEqual([
        paid,
        ...(problem === null ? [{ type: 'PAYMENT_CONSUMED', previous_status: 'PAID', status: before }] : []),
        { type: 'PAYMENT_REFUNDED', previous_status: before, status: 'REFUNDED' },
      ])
      expect(record.refunds).toMatchObject([{ full: true, previous_status: before, reversed: false }])
    }
    expect(new Set(races.map(({ problem }) => problem === null))).toEqual(new Set([false, true]))
  })

  it('the same message five times at once is stored once', async () => {
    const { letter, purchaseId } = await desk.buy(store)
    const count = async () => (await desk.story.sql`select id from notifications`).length
    const before = await count()
    const answers = await Promise.all(Array.from({ length: 5 }, () => desk.deliver(letter)))
    expect(answers).toEqual(answers.map(() => ({ status: desk.statusFor(store, 'accepted'), body: '' })))
    expect(await count()).toBe(before + 1)
    await desk.story.settleDown()
    expectOneStory(await requireRecord(desk.story.sql, purchaseId))
  })
})

it('three processes that hear the same, and the app besides, make one payment and one event of it', async () => {
  const { at, sql } = desk.story
  const environment = {
    DATABASE_URL: at.databaseUrl,
    COINSLOT_SECRET: testSecret,
    JOB_CONCURRENCY: '4',
    JOB_RECOVERY_INTERVAL_MS: '100',
  }
  const processes = await Promise.all([startServerProcess(environment), startServerProcess(environment)])
  const urls = [at.server.url, ...processes.map(({ graphqlUrl }) => graphqlUrl.replace('/graphql', ''))]
  for (const store of pushingStores) {
    for (let count = 0; count < 10; count += 1) {
      const told = await desk.buy(store)
      await Promise.all([...urls.map((url) => deliver(url, told.letter)), verify(told)])
      const letter = await desk.postbox.collectOne(() => changeAtStore(at.emulator, told.bought.id, 'refund'))
      await Promise.all(urls.map((url) => deliver(url, letter)))
      await desk.story.settleDown()
      const record = await requireRecord(sql, told.purchaseId)
      expectOneStory(record)
      expect(record.events.map(({ type }) => type)).toEqual(['PAYMENT_PAID', 'PAYMENT_REFUNDED'])
    }
  }
  await Promise.all(processes.map((process) => process.kill('SIGTERM')))
})

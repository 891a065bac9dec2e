import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { decodeId } from '../../src/platform/ids.ts'
import { buyItem, consumeInput, pay, required, reserve } from '../support/buyer.ts'
import { connectionInputs } from '../support/connect-emulator.ts'
import { changeAtStore, mendStores, spoilStore, storeView } from '../support/emulator-control.ts'
import { muteStore } from './store-messages.ts'
import { openStoryDesk, type StoryDesk } from './story-desk.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

const hour = 60 * 60_000
const day = 24 * hour

let desk: StoryDesk
beforeAll(async () => {
  desk = await openStoryDesk()
})
afterEach(() => mendStores(desk.at.emulator))
afterAll(() => desk.close())

type Policy = {
  acknowledgeOn?: 'PAID' | 'CONSUMED' | 'COMPLETED'
  unconsumedPolicy?: 'ALLOW_AUTO_REFUND' | 'ACKNOWLEDGE'
}

async function setPolicy(policy: Policy): Promise<void> {
  required(await desk.server.mutate('updateAppKey', policy), 'appKey')
}

async function consume(payment: Parameters<typeof consumeInput>[0]): Promise<void> {
  required(await desk.server.mutate('consumePayment', consumeInput(payment)), 'consume')
}

/** The adapter begins anew, with a closed circuit: it opens by the machine's clock, which does not pass here. */
async function reconnectOneStore(): Promise<void> {
  const { oneStore } = connectionInputs(desk.at.emulator)
  required(await desk.server.mutate('connectStore', { oneStore }), 'storeConnection')
}

/** The store's notification does not get through. */
async function payUnseen(purchase: Parameters<typeof pay>[1]) {
  await muteStore(desk.at.emulator, 'GOOGLE_PLAY')
  const bought = await pay(desk.at, purchase)
  await mendStores(desk.at.emulator)
  return bought
}

const acknowledgedAtStore = [
  ['GOOGLE_PLAY', { consumed: true }],
  ['ONE_STORE', { consumed: true }],
  ['APP_STORE', { finished: true }],
  ['TEST_STORE', { consumed: true }],
] as const

describe.each(acknowledgedAtStore)('%s', (store, view) => {
  it('is told once the payment is consumed, and not before', async () => {
    const { payment, bought } = await buyItem(desk.at, desk.buyer, store)
    await desk.settleDown()
    expect((await desk.findPayment(payment.id)).acknowledgement).toMatchObject({ status: 'PENDING', attempts: 0 })
    await consume(payment)
    await desk.settleDown()
    expect((await desk.findPayment(payment.id)).acknowledgement).toMatchObject({
      status: 'ACKNOWLEDGED',
      attempts: 1,
      lastError: null,
      acknowledgedAt: expect.any(String) as string,
    })
    expect(await storeView(desk.at.emulator, bought.id)).toMatchObject(view)
    expect(await desk.eventsOf(payment.id)).toEqual(['PAYMENT_PAID', 'PAYMENT_CONSUMED', 'PAYMENT_ACKNOWLEDGED'])
  })

  it('is told right away of what is kept for good', async () => {
    const { payment, bought } = await buyItem(desk.at, desk.buyer, store, 'remove_ads')
    await desk.settleDown()
    expect((await desk.findPayment(payment.id)).acknowledgement.status).toBe('ACKNOWLEDGED')
    expect(await storeView(desk.at.emulator, bought.id)).toMatchObject(
      store === 'APP_STORE' ? { finished: true } : { acknowledged: true, consumed: false },
    )
  })
})

it('a payment that the store took back is acknowledged no more', async () => {
  const { payment, bought } = await buyItem(desk.at, desk.buyer, 'ONE_STORE')
  await changeAtStore(desk.at.emulator, bought.id, 'refund')
  await desk.settleDown()
  const after = await desk.findPayment(payment.id)
  expect(after).toMatchObject({ status: 'REFUNDED', acknowledgement: { status: 'NOT_REQUIRED' } })
})

describe('a project that acknowledges on another state', () => {
  afterEach(() => setPolicy({ acknowledgeOn: 'CONSUMED' }))

  it('acknowledges when the payment is paid', async () => {
    await setPolicy({ acknowledgeOn: 'PAID' })
    const { payment } = await buyItem(desk.at, desk.buyer, 'GOOGLE_PLAY')
    await desk.settleDown()
    expect((await desk.findPayment(payment.id)).acknowledgement.status).toBe('ACKNOWLEDGED')
  })

  it('acknowledges when the payment is completed', async () => {
    await setPolicy({ acknowledgeOn: 'COMPLETED' })
    const { payment } = await buyItem(desk.at, desk.buyer, 'GOOGLE_PLAY')
    await consume(payment)
    await desk.settleDown()
    expect((await desk.findPayment(payment.id)).acknowledgement.status).toBe('PENDING')
    required(await desk.server.mutate('completePayment', { paymentId: payment.id }), 'payment')
    await desk.settleDown()
    expect((await desk.findPayment(payment.id)).acknowledgement.status).toBe('ACKNOWLEDGED')
  })
})

describe('a store that is down', () => {
  it('for a virtual day is told when it is back', async () => {
    const { payment, bought } = await buyItem(desk.at, desk.buyer, 'ONE_STORE')
    await spoilStore(desk.at.emulator, {
      store: 'ONE_STORE',
      endpoint: 'consumePurchase',
      times: 1000,
      status: 503,
    })
    await consume(payment)
    await desk.settleDown()
    for (let hours = 0; hours < 24; hours += 4) await desk.pass(4 * hour)
    const waiting = (await desk.findPayment(payment.id)).acknowledgement
    expect(waiting.status).toBe('PENDING')
    expect(waiting.attempts).toBeGreaterThan(5)
    expect(waiting.lastError).toMatch(/ONE store/)
    await mendStores(desk.at.emulator)
    await reconnectOneStore()
    await desk.pass(hour)
    expect((await desk.findPayment(payment.id)).acknowledgement).toMatchObject({ status: 'ACKNOWLEDGED', lastError: null })
    expect(await storeView(desk.at.emulator, bought.id)).toMatchObject({ consumed: true })
  })

  it('which did what it was told but lost the answer is told again without harm', async () => {
    const { payment } = await buyItem(desk.at, desk.buyer, 'GOOGLE_PLAY')
    const endpoint = 'purchases.products.consume'
    await spoilStore(desk.at.emulator, {
      store: 'GOOGLE_PLAY',
      endpoint,
      times: 3,
      status: 503,
      phase: 'AFTER',
    })
    await consume(payment)
    await desk.settleDown()
    await desk.pass(hour)
    expect((await desk.findPayment(payment.id)).acknowledgement.status).toBe('ACKNOWLEDGED')
    expect((await desk.eventsOf(payment.id)).filter((type) => type === 'PAYMENT_ACKNOWLEDGED')).toHaveLength(1)
  })
})

describe('a payment that nobody consumes', () => {
  const noise = ['PAYMENT_PAID', 'PAYMENT_ACKNOWLEDGEMENT_WARNING', 'PAYMENT_ACKNOWLEDGEMENT_CRITICAL']

  it('is warned of at half of the time, and once more when a tenth of it is left', async () => {
    const { payment } = await buyItem(desk.at, desk.buyer, 'GOOGLE_PLAY')
    await desk.settleDown()
    expect((await desk.findPayment(payment.id)).acknowledgement.deadline).not.toBeNull()
    await desk.pass(1.4 * day)
    expect(await desk.eventsOf(payment.id)).toEqual(noise.slice(0, 1))
    await desk.pass(0.2 * day)
    expect(await desk.eventsOf(payment.id)).toEqual(noise.slice(0, 2))
    await desk.pass(1.2 * day)
    expect(await desk.eventsOf(payment.id)).toEqual(noise)
  })

  it('is left to the store to refund, which the record then says', async () => {
    const { payment } = await buyItem(desk.at, desk.buyer, 'GOOGLE_PLAY')
    await desk.settleDown()
    await desk.pass(2.9 * day)
    await desk.pass(0.2 * day)
    const after = await desk.findPayment(payment.id)
    expect(after).toMatchObject({ status: 'REFUNDED', acknowledgement: { status: 'NOT_REQUIRED' } })
    expect((await desk.eventsOf(payment.id)).at(-1)).toBe('PAYMENT_REFUNDED')
  })

  it('is acknowledged where the project wants that, and consumed at the store later', async () => {
    await setPolicy({ unconsumedPolicy: 'ACKNOWLEDGE' })
    const { payment, bought } = await buyItem(desk.at, desk.buyer, 'GOOGLE_PLAY')
    await desk.settleDown()
    await desk.pass(2.9 * day)
    expect(await storeView(desk.at.emulator, bought.id)).toMatchObject({
      acknowledged: true,
      consumed: false,
    })
    await desk.pass(2 * day)
    await consume(payment)
    await desk.settleDown()
    expect(await storeView(desk.at.emulator, bought.id)).toMatchObject({ consumed: true })
    expect((await desk.findPayment(payment.id)).acknowledgement.status).toBe('ACKNOWLEDGED')
    await setPolicy({ unconsumedPolicy: 'ALLOW_AUTO_REFUND' })
  })
})

it('an app that told the store by itself leaves nothing to tell', async () => {
  const purchase = await reserve(desk.buyer, 'GOOGLE_PLAY')
  const { receipt } = await payUnseen(purchase)
  const adapter = await desk.at.server.services.stores.find(
    decodeId('ak', desk.at.project.appKey) ?? '',
    'GOOGLE_PLAY',
  )
  const outcome = await adapter?.verifyReceipt(receipt.googlePlay)
  if (outcome?.kind !== 'verified') throw new Error('not verified')
  const { storeProductId, environment, reference } = outcome.transaction
  await adapter?.acknowledge({ details: reference.details, storeProductId, environment, action: 'CONSUME' })
  const verified = await desk.buyer.api.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
  const payment = await desk.findPayment(required(verified, 'payment').id)
  expect(payment).toMatchObject({ status: 'PAID', acknowledgement: { status: 'ACKNOWLEDGED', attempts: 0 } })
})

import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { EmulatorPurchase } from '../../src/development/demo-client.ts'
import { decodeId } from '../../src/platform/ids.ts'
import { startCluster, type Cluster } from '../support/cluster.ts'
import {
  buy,
  cancelPurchase,
  control,
  pay,
  registerUser,
  requestPurchase,
  verifyPurchase,
  type Bought,
  type PaymentAnswer,
} from '../support/shop.ts'
import { writtenEvents } from '../support/written-events.ts'

/** Whole processes start here, which on a busy machine takes its time. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let at: Cluster
beforeAll(async () => {
  at = await startCluster({ processes: 4, environment: { STORE_TIMEOUT_MS: '10000' } })
})
afterAll(() => at.close())
afterEach(() => fetch(`${at.emulator.url}/control/faults`, { method: 'DELETE' }))

function times<Answer>(count: number, call: (index: number) => Promise<Answer>): Promise<Answer[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => call(index)))
}

function verifyAtOnce(
  { purchaseId, receipt }: Bought,
  keys: (index: number) => { idempotencyKey?: string } = () => ({}),
) {
  return times(50, (index) => verifyPurchase(at.shop(index), { purchaseId, receipt, ...keys(index) }))
}

async function expectOnePayment(answers: readonly PaymentAnswer[], { purchaseId }: Bought): Promise<void> {
  expect(answers.map(({ problem }) => problem)).toEqual(answers.map(() => null))
  expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1)
  expect(new Set(answers.map(({ payment }) => payment?.id)).size).toBe(1)
  expect(new Set(answers.map(({ payment }) => payment?.purchaseToken)).size).toBe(1)
  expect(answers[0]?.payment).toMatchObject({ status: 'PAID', purchase: { id: purchaseId } })
  const id = decodeId('pay', answers[0]?.payment?.id ?? '')
  const told =
    await at.sql`select status from ${writtenEvents(at.sql)} where payment_id = ${id} and type = 'PAYMENT_PAID'`
  expect(told).toEqual([{ status: 'PAID' }])
  expect(await at.sql`select count(*)::int as kept from receipts where payment_id = ${id}`).toEqual([
    { kept: 1 },
  ])
}

test.each(['TEST_STORE', 'APP_STORE'] as const)(
  'I1: 50 simultaneous verifies of one receipt of %s at 4 processes make one payment',
  async (store) => {
    const bought = await buy(at.shop(), store)
    await expectOnePayment(await verifyAtOnce(bought), bought)
  },
)

test('I1: 50 simultaneous verifies with one idempotency key make one payment', async () => {
  const bought = await buy(at.shop())
  const idempotencyKey = randomUUID()
  await expectOnePayment(await verifyAtOnce(bought, () => ({ idempotencyKey })), bought)
})

test('I1: 50 simultaneous verifies of one receipt, each with a key of its own, make one payment', async () => {
  const bought = await buy(at.shop())
  await expectOnePayment(await verifyAtOnce(bought, () => ({ idempotencyKey: randomUUID() })), bought)
})

test('two receipts that race for one idempotency key: one is a payment, the other hears that the key is taken', async () => {
  const userId = randomUUID()
  await registerUser(at.shop(), userId)
  const idempotencyKey = randomUUID()
  const answers = await times(2, async (index) => {
    const reserved = await requestPurchase(at.shop(), { userId, itemId: 'coins_100', store: 'TEST_STORE' })
    if (reserved.purchase === null) throw new Error(JSON.stringify(reserved))
    const { receipt } = await pay(at.shop(), 'TEST_STORE', reserved.purchase)
    return verifyPurchase(at.shop(index), { purchaseId: reserved.purchase.id, receipt, idempotencyKey })
  })
  const words = answers.map(({ problem }) => problem?.code ?? 'paid')
  expect(words.toSorted()).toEqual(['IDEMPOTENCY_KEY_REUSED', 'paid'])
})

test('I1, I5: of two users who submit one receipt at once, one gets the payment and the other an error', async () => {
  const users = [randomUUID(), randomUUID()] as const
  for (const userId of users) await registerUser(at.shop(), userId)
  const bought = await control<EmulatorPurchase>(at.shop(), 'purchases', {
    store: 'TEST_STORE',
    productId: 'com.example.arcade.coins_100',
    outcome: 'PAID',
  })
  const answers = await times(50, async (index) => {
    const userId = users[index % 2 === 0 ? 0 : 1]
    const { payment, problem } = await verifyPurchase(at.shop(index % 4), { userId, receipt: bought.receipt })
    return { userId, said: problem?.code ?? payment?.id }
  })
  const winner = answers.find(({ said }) => said?.startsWith('pay_'))
  for (const { userId, said } of answers) {
    expect(said).toBe(userId === winner?.userId ? winner.said : 'RECEIPT_USER_MISMATCH')
  }
  const rows =
    await at.sql`select count(*)::int from payments where id = ${decodeId('pay', winner?.said ?? '')}`
  expect(rows).toEqual([{ count: 1 }])
})

test('I1: 50 receipts of one reservation at once make 50 payments, of which one fulfils the reservation', async () => {
  const userId = randomUUID()
  await registerUser(at.shop(), userId)
  const { purchase } = await requestPurchase(at.shop(), { userId, itemId: 'coins_100', store: 'TEST_STORE' })
  if (purchase === null) throw new Error('not reserved')
  const bought = await times(50, () => pay(at.shop(), 'TEST_STORE', purchase))
  const answers = await times(50, (index) =>
    verifyPurchase(at.shop(index), { purchaseId: purchase.id, receipt: bought[index]?.receipt }),
  )
  expect(answers.map(({ problem }) => problem)).toEqual(answers.map(() => null))
  expect(new Set(answers.map(({ payment }) => payment?.id)).size).toBe(50)
  expect(new Set(answers.map(({ payment }) => payment?.purchase.id)).size).toBe(50)
  expect(answers.filter(({ payment }) => payment?.purchase.id === purchase.id)).toHaveLength(1)
})

test('a purchase that is canceled while its receipt is verified ends paid: the store’s truth wins', async () => {
  await times(20, async (index) => {
    const { purchaseId, receipt } = await buy(at.shop(index))
    const [verified, canceled] = await Promise.all([
      verifyPurchase(at.shop(index), { purchaseId, receipt }),
      cancelPurchase(at.shop(index + 1), purchaseId),
    ])
    expect(verified).toMatchObject({ problem: null, payment: { purchase: { id: purchaseId } } })
    const wasCanceled = canceled.problem === null
    if (!wasCanceled) expect(canceled.problem).toMatchObject({ code: 'INVALID_INPUT' })
    const id = decodeId('pur', purchaseId)
    const told = await at.sql<
      { type: string }[]
    >`select type from ${writtenEvents(at.sql)} where purchase_id = ${id} order by position, recorded`
    const types = ['PURCHASE_REQUESTED', ...(wasCanceled ? ['PURCHASE_CANCELED'] : []), 'PAYMENT_PAID']
    expect(told.map(({ type }) => type)).toEqual(types)
    expect(await at.sql`select status from purchases where id = ${id}`).toEqual([{ status: 'VERIFIED' }])
  })
})

test('I1: 50 verifies while the store answers slowly and drops its answers make one payment', async () => {
  const bought = await buy(at.shop())
  const fault = { store: 'TEST_STORE', endpoint: 'getPurchase' }
  await control(at.shop(), 'faults', { ...fault, times: 20, delayMs: 200 })
  await control(at.shop(), 'faults', { ...fault, times: 20, reset: true, phase: 'AFTER' })
  const answers = await verifyAtOnce(bought)
  for (const { problem } of answers) {
    if (problem !== null) expect(problem).toEqual({ code: 'STORE_UNAVAILABLE', retryable: true })
  }
  const again = await verifyAtOnce(bought)
  await expectOnePayment([...answers.filter(({ problem }) => problem === null), ...again], bought)
})

test('a store that never answers decides nothing: the purchase stays open, and a later verify is paid', async () => {
  const bought = await buy(at.shop())
  const { purchaseId, receipt } = bought
  await control(at.shop(), 'faults', { store: 'TEST_STORE', endpoint: '*', times: 1000, reset: true })
  const refused = await times(4, (index) => verifyPurchase(at.shop(index), { purchaseId, receipt }))
  for (const { problem } of refused) expect(problem).toEqual({ code: 'STORE_UNAVAILABLE', retryable: true })
  const id = decodeId('pur', purchaseId)
  expect(await at.sql`select status from purchases where id = ${id}`).toEqual([{ status: 'REQUESTED' }])
  await fetch(`${at.emulator.url}/control/faults`, { method: 'DELETE' })
  expect(await verifyPurchase(at.shop(), { purchaseId, receipt })).toMatchObject({
    replayed: false,
    problem: null,
  })
})

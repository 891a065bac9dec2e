import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { EmulatorPurchase } from '../../src/development/demo-client.ts'
import { decodeId } from '../../src/platform/ids.ts'
import { startCluster, type Cluster } from '../support/cluster.ts'
import {
  buyWithoutVerifying,
  cancelPurchase,
  controlEmulatorAt,
  payInEmulator,
  registerUser,
  requestPurchaseAt,
  verifyPurchase,
  type UnverifiedPurchase,
  type PaymentPayload,
} from '../support/game-server-client.ts'
import { allEvents } from '../support/all-events.ts'

/** Whole processes start here, which on a busy machine takes its time. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let cluster: Cluster
beforeAll(async () => {
  cluster = await startCluster({ processes: 4, environment: { STORE_TIMEOUT_MS: '10000' } })
})
afterAll(() => cluster.close())
afterEach(() => fetch(`${cluster.emulator.url}/control/faults`, { method: 'DELETE' }))

function runConcurrently<Answer>(count: number, call: (index: number) => Promise<Answer>): Promise<Answer[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => call(index)))
}

function verifyConcurrently(
  { purchaseId, receipt }: UnverifiedPurchase,
  keys: (index: number) => { idempotencyKey?: string } = () => ({}),
) {
  return runConcurrently(50, (index) =>
    verifyPurchase(cluster.endpoint(index), { purchaseId, receipt, ...keys(index) }),
  )
}

async function expectOnePayment(
  answers: readonly PaymentPayload[],
  { purchaseId }: UnverifiedPurchase,
): Promise<void> {
  expect(answers.map(({ problem }) => problem)).toEqual(answers.map(() => null))
  expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1)
  expect(new Set(answers.map(({ payment }) => payment?.id)).size).toBe(1)
  expect(new Set(answers.map(({ payment }) => payment?.purchaseToken)).size).toBe(1)
  expect(answers[0]?.payment).toMatchObject({ status: 'PAID', purchase: { id: purchaseId } })
  const id = decodeId('pay', answers[0]?.payment?.id ?? '')
  const told =
    await cluster.sql`select status from ${allEvents(cluster.sql)} where payment_id = ${id} and type = 'PAYMENT_PAID'`
  expect(told).toEqual([{ status: 'PAID' }])
  expect(await cluster.sql`select count(*)::int as kept from receipts where payment_id = ${id}`).toEqual([
    { kept: 1 },
  ])
}

test.each(['TEST_STORE', 'APP_STORE'] as const)(
  'I1: 50 simultaneous verifies of one receipt of %s at 4 processes make one payment',
  async (store) => {
    const bought = await buyWithoutVerifying(cluster.endpoint(), store)
    await expectOnePayment(await verifyConcurrently(bought), bought)
  },
)

test('I1: 50 simultaneous verifies with one idempotency key make one payment', async () => {
  const bought = await buyWithoutVerifying(cluster.endpoint())
  const idempotencyKey = randomUUID()
  await expectOnePayment(await verifyConcurrently(bought, () => ({ idempotencyKey })), bought)
})

test('I1: 50 simultaneous verifies of one receipt, each with a key of its own, make one payment', async () => {
  const bought = await buyWithoutVerifying(cluster.endpoint())
  await expectOnePayment(await verifyConcurrently(bought, () => ({ idempotencyKey: randomUUID() })), bought)
})

test('two receipts that race for one idempotency key: one is a payment, the other hears that the key is taken', async () => {
  const userId = randomUUID()
  await registerUser(cluster.endpoint(), userId)
  const idempotencyKey = randomUUID()
  const answers = await runConcurrently(2, async (index) => {
    const reserved = await requestPurchaseAt(cluster.endpoint(), {
      userId,
      itemId: 'coins_100',
      store: 'TEST_STORE',
    })
    if (reserved.purchase === null) throw new Error(JSON.stringify(reserved))
    const { receipt } = await payInEmulator(cluster.endpoint(), 'TEST_STORE', reserved.purchase)
    return verifyPurchase(cluster.endpoint(index), {
      purchaseId: reserved.purchase.id,
      receipt,
      idempotencyKey,
    })
  })
  const words = answers.map(({ problem }) => problem?.code ?? 'paid')
  expect(words.toSorted()).toEqual(['IDEMPOTENCY_KEY_REUSED', 'paid'])
})

test('I1, I5: of two users who submit one receipt at once, one gets the payment and the other an error', async () => {
  const users = [randomUUID(), randomUUID()] as const
  for (const userId of users) await registerUser(cluster.endpoint(), userId)
  const bought = await controlEmulatorAt<EmulatorPurchase>(cluster.endpoint(), 'purchases', {
    store: 'TEST_STORE',
    productId: 'com.example.arcade.coins_100',
    outcome: 'PAID',
  })
  const answers = await runConcurrently(50, async (index) => {
    const userId = users[index % 2 === 0 ? 0 : 1]
    const { payment, problem } = await verifyPurchase(cluster.endpoint(index % 4), {
      userId,
      receipt: bought.receipt,
    })
    return { userId, said: problem?.code ?? payment?.id }
  })
  const winner = answers.find(({ said }) => said?.startsWith('pay_'))
  for (const { userId, said } of answers) {
    expect(said).toBe(userId === winner?.userId ? winner.said : 'RECEIPT_USER_MISMATCH')
  }
  const rows =
    await cluster.sql`select count(*)::int from payments where id = ${decodeId('pay', winner?.said ?? '')}`
  expect(rows).toEqual([{ count: 1 }])
})

test('I1: 50 receipts of one reservation at once make 50 payments, of which one fulfils the reservation', async () => {
  const userId = randomUUID()
  await registerUser(cluster.endpoint(), userId)
  const { purchase } = await requestPurchaseAt(cluster.endpoint(), {
    userId,
    itemId: 'coins_100',
    store: 'TEST_STORE',
  })
  if (purchase === null) throw new Error('not reserved')
  const bought = await runConcurrently(50, () => payInEmulator(cluster.endpoint(), 'TEST_STORE', purchase))
  const answers = await runConcurrently(50, (index) =>
    verifyPurchase(cluster.endpoint(index), { purchaseId: purchase.id, receipt: bought[index]?.receipt }),
  )
  expect(answers.map(({ problem }) => problem)).toEqual(answers.map(() => null))
  expect(new Set(answers.map(({ payment }) => payment?.id)).size).toBe(50)
  expect(new Set(answers.map(({ payment }) => payment?.purchase.id)).size).toBe(50)
  expect(answers.filter(({ payment }) => payment?.purchase.id === purchase.id)).toHaveLength(1)
})

test('a purchase that is canceled while its receipt is verified ends paid: the store’s truth wins', async () => {
  await runConcurrently(20, async (index) => {
    const { purchaseId, receipt } = await buyWithoutVerifying(cluster.endpoint(index))
    const [verified, canceled] = await Promise.all([
      verifyPurchase(cluster.endpoint(index), { purchaseId, receipt }),
      cancelPurchase(cluster.endpoint(index + 1), purchaseId),
    ])
    expect(verified).toMatchObject({ problem: null, payment: { purchase: { id: purchaseId } } })
    const wasCanceled = canceled.problem === null
    if (!wasCanceled) expect(canceled.problem).toMatchObject({ code: 'INVALID_INPUT' })
    const id = decodeId('pur', purchaseId)
    const told = await cluster.sql<
      { type: string }[]
    >`select type from ${allEvents(cluster.sql)} where purchase_id = ${id} order by position, recorded`
    const types = ['PURCHASE_REQUESTED', ...(wasCanceled ? ['PURCHASE_CANCELED'] : []), 'PAYMENT_PAID']
    expect(told.map(({ type }) => type)).toEqual(types)
    expect(await cluster.sql`select status from purchases where id = ${id}`).toEqual([{ status: 'VERIFIED' }])
  })
})

test('I1: 50 verifies while the store answers slowly and drops its answers make one payment', async () => {
  const bought = await buyWithoutVerifying(cluster.endpoint())
  const fault = { store: 'TEST_STORE', endpoint: 'getPurchase' }
  await controlEmulatorAt(cluster.endpoint(), 'faults', { ...fault, times: 20, delayMs: 200 })
  await controlEmulatorAt(cluster.endpoint(), 'faults', { ...fault, times: 20, reset: true, phase: 'AFTER' })
  const answers = await verifyConcurrently(bought)
  for (const { problem } of answers) {
    if (problem !== null) expect(problem).toEqual({ code: 'STORE_UNAVAILABLE', retryable: true })
  }
  const again = await verifyConcurrently(bought)
  await expectOnePayment([...answers.filter(({ problem }) => problem === null), ...again], bought)
})

test('a store that never answers decides nothing: the purchase stays open, and a later verify is paid', async () => {
  const bought = await buyWithoutVerifying(cluster.endpoint())
  const { purchaseId, receipt } = bought
  await controlEmulatorAt(cluster.endpoint(), 'faults', {
    store: 'TEST_STORE',
    endpoint: '*',
    times: 1000,
    reset: true,
  })
  const refused = await runConcurrently(4, (index) =>
    verifyPurchase(cluster.endpoint(index), { purchaseId, receipt }),
  )
  for (const { problem } of refused) expect(problem).toEqual({ code: 'STORE_UNAVAILABLE', retryable: true })
  const id = decodeId('pur', purchaseId)
  expect(await cluster.sql`select status from purchases where id = ${id}`).toEqual([{ status: 'REQUESTED' }])
  await fetch(`${cluster.emulator.url}/control/faults`, { method: 'DELETE' })
  expect(await verifyPurchase(cluster.endpoint(), { purchaseId, receipt })).toMatchObject({
    replayed: false,
    problem: null,
  })
})

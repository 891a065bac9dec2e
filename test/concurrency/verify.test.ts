import { randomUUID } from 'node:crypto'
import type { Sql } from 'postgres'
import type { VerifyPurchasePayload } from '../../src/graphql/generated/types.ts'
import { decodeId } from '../../src/platform/ids.ts'
import { allEvents } from '../support/all-events.ts'
import type { Serialized } from '../support/api.ts'
import type { Cluster } from '../support/cluster.ts'
import { clusterTest, expect, vi } from '../support/cluster-test.ts'
import { createStorePurchase } from '../support/emulator-control.ts'
import {
  buyUnverified,
  createBuyer,
  createServerClient,
  payAtStore,
  requestPurchase,
  toStoreProductId,
  type UnverifiedPurchase,
} from '../support/purchase-client.ts'

// Processes take long to start on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const test = clusterTest.extend(
  'clusterOptions',
  { scope: 'file' },
  { processes: 4, environment: { STORE_TIMEOUT_MS: '10000' } },
)

function runConcurrently<Result>(count: number, call: (index: number) => Promise<Result>): Promise<Result[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => call(index)))
}

function verifyConcurrently(
  cluster: Cluster,
  { purchase, storePurchase }: UnverifiedPurchase,
  keys: (index: number) => { idempotencyKey?: string } = () => ({}),
) {
  return runConcurrently(50, (index) =>
    createServerClient(cluster.endpoint(index)).mutate('verifyPurchase', {
      purchaseId: purchase.id,
      receipt: storePurchase.receipt,
      ...keys(index),
    }),
  )
}

async function expectOnePayment(
  sql: Sql,
  payloads: readonly Serialized<VerifyPurchasePayload>[],
  { purchase }: UnverifiedPurchase,
): Promise<void> {
  expect(payloads.map(({ problem }) => problem)).toEqual(payloads.map(() => null))
  expect(payloads.filter(({ replayed }) => !replayed)).toHaveLength(1)
  expect(new Set(payloads.map(({ payment }) => payment?.id)).size).toBe(1)
  expect(new Set(payloads.map(({ payment }) => payment?.purchaseToken)).size).toBe(1)
  expect(payloads[0]?.payment).toMatchObject({ status: 'PAID', purchase: { id: purchase.id } })
  const id = decodeId('pay', payloads[0]?.payment?.id ?? '')
  const events =
    await sql`select status from ${allEvents(sql)} where payment_id = ${id} and type = 'PAYMENT_PAID'`
  expect(events).toEqual([{ status: 'PAID' }])
  expect(await sql`select count(*)::int as stored from receipts where payment_id = ${id}`).toEqual([
    { stored: 1 },
  ])
}

test.for(['TEST_STORE', 'APP_STORE'] as const)(
  'I1: 50 simultaneous verifications of one receipt of %s at 4 processes make one payment',
  async (store, { cluster, endpoint, sql }) => {
    const unverified = await buyUnverified(await createBuyer(endpoint, { as: 'server', userId: 'tester' }), {
      store,
    })
    await expectOnePayment(sql, await verifyConcurrently(cluster, unverified), unverified)
  },
)

test('I1: 50 simultaneous verifications with one idempotency key make one payment', async ({
  cluster,
  endpoint,
  sql,
}) => {
  const unverified = await buyUnverified(await createBuyer(endpoint, { as: 'server' }))
  const idempotencyKey = randomUUID()
  await expectOnePayment(
    sql,
    await verifyConcurrently(cluster, unverified, () => ({ idempotencyKey })),
    unverified,
  )
})

test('I1: 50 simultaneous verifications of one receipt, each with a key of its own, make one payment', async ({
  cluster,
  endpoint,
  sql,
}) => {
  const unverified = await buyUnverified(await createBuyer(endpoint, { as: 'server' }))
  await expectOnePayment(
    sql,
    await verifyConcurrently(cluster, unverified, () => ({ idempotencyKey: randomUUID() })),
    unverified,
  )
})

test('two simultaneous verifications of two receipts with one idempotency key create one payment', async ({
  cluster,
  endpoint,
}) => {
  const buyer = await createBuyer(endpoint, { as: 'server' })
  const idempotencyKey = randomUUID()
  const payloads = await runConcurrently(2, async (index) => {
    const { purchase, storePurchase } = await buyUnverified(buyer)
    return createServerClient(cluster.endpoint(index)).mutate('verifyPurchase', {
      purchaseId: purchase.id,
      receipt: storePurchase.receipt,
      idempotencyKey,
    })
  })
  const codes = payloads.map(({ problem }) => problem?.code ?? 'paid')
  expect(codes.toSorted()).toEqual(['IDEMPOTENCY_KEY_REUSED', 'paid'])
})

test('I1, I5: one of two users who verify one receipt at the same time gets the payment, the other an error', async ({
  cluster,
  emulator,
  sql,
  admin,
}) => {
  const users = [randomUUID(), randomUUID()] as const
  for (const userId of users) await admin.mutate('registerUser', { userId })
  const { receipt } = await createStorePurchase(emulator, {
    store: 'TEST_STORE',
    productId: toStoreProductId('coins_100'),
  })
  const payloads = await runConcurrently(50, async (index) => {
    const userId = users[index % 2 === 0 ? 0 : 1]
    const { payment, problem } = await createServerClient(cluster.endpoint(index)).mutate('verifyPurchase', {
      userId,
      receipt,
    })
    return { userId, result: problem?.code ?? payment?.id }
  })
  const winner = payloads.find(({ result }) => result?.startsWith('pay_'))
  for (const { userId, result } of payloads) {
    expect(result).toBe(userId === winner?.userId ? winner.result : 'RECEIPT_USER_MISMATCH')
  }
  const rows =
    await sql`select count(*)::int from payments where id = ${decodeId('pay', winner?.result ?? '')}`
  expect(rows).toEqual([{ count: 1 }])
})

test('I1: 50 simultaneous receipts of one purchase make 50 payments, of which one belongs to the purchase', async ({
  cluster,
  endpoint,
}) => {
  const purchase = await requestPurchase(await createBuyer(endpoint, { as: 'server' }))
  const storePurchases = await runConcurrently(50, () => payAtStore(endpoint, purchase))
  const payloads = await Promise.all(
    storePurchases.map(({ receipt }, index) =>
      createServerClient(cluster.endpoint(index)).mutate('verifyPurchase', {
        purchaseId: purchase.id,
        receipt,
      }),
    ),
  )
  expect(payloads.map(({ problem }) => problem)).toEqual(payloads.map(() => null))
  expect(new Set(payloads.map(({ payment }) => payment?.id)).size).toBe(50)
  expect(new Set(payloads.map(({ payment }) => payment?.purchase.id)).size).toBe(50)
  expect(payloads.filter(({ payment }) => payment?.purchase.id === purchase.id)).toHaveLength(1)
})

test('a purchase that is canceled while its receipt is verified is paid in the end', async ({
  cluster,
  sql,
}) => {
  await runConcurrently(20, async (index) => {
    const { purchase, storePurchase } = await buyUnverified(
      await createBuyer(cluster.endpoint(index), { as: 'server' }),
    )
    const { id: purchaseId } = purchase
    const [verified, canceled] = await Promise.all([
      createServerClient(cluster.endpoint(index)).mutate('verifyPurchase', {
        purchaseId,
        receipt: storePurchase.receipt,
      }),
      createServerClient(cluster.endpoint(index + 1)).mutate('cancelPurchase', { purchaseId }),
    ])
    expect(verified).toMatchObject({ problem: null, payment: { purchase: { id: purchaseId } } })
    const wasCanceled = canceled.problem === null
    if (!wasCanceled) expect(canceled.problem).toMatchObject({ code: 'INVALID_INPUT' })
    const id = decodeId('pur', purchaseId)
    const events = await sql<
      { type: string }[]
    >`select type from ${allEvents(sql)} where purchase_id = ${id} order by position, insert_seq`
    const types = ['PURCHASE_REQUESTED', ...(wasCanceled ? ['PURCHASE_CANCELED'] : []), 'PAYMENT_PAID']
    expect(events.map(({ type }) => type)).toEqual(types)
    expect(await sql`select status from purchases where id = ${id}`).toEqual([{ status: 'VERIFIED' }])
  })
})

test('I1: 50 verifications while the store is slow and drops responses make one payment', async ({
  cluster,
  endpoint,
  sql,
  faults,
}) => {
  const unverified = await buyUnverified(await createBuyer(endpoint, { as: 'server' }))
  const fault = { store: 'TEST_STORE', endpoint: 'getPurchase' } as const
  await faults.inject({ ...fault, times: 20, delayMs: 200 })
  await faults.inject({ ...fault, times: 20, reset: true, phase: 'AFTER' })
  const payloads = await verifyConcurrently(cluster, unverified)
  for (const { problem } of payloads) {
    if (problem !== null) expect(problem).toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true })
  }
  const again = await verifyConcurrently(cluster, unverified)
  await expectOnePayment(sql, [...payloads.filter(({ problem }) => problem === null), ...again], unverified)
})

test('a store that never responds leaves the purchase REQUESTED, and a later verification succeeds', async ({
  cluster,
  endpoint,
  sql,
  admin,
  faults,
}) => {
  const unverified = await buyUnverified(await createBuyer(endpoint, { as: 'server' }))
  const input = { purchaseId: unverified.purchase.id, receipt: unverified.storePurchase.receipt }
  await faults.inject({
    store: 'TEST_STORE',
    endpoint: '*',
    times: 1000,
    reset: true,
  })
  const failed = await runConcurrently(4, (index) =>
    createServerClient(cluster.endpoint(index)).mutate('verifyPurchase', input),
  )
  for (const { problem } of failed)
    expect(problem).toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true })
  const id = decodeId('pur', input.purchaseId)
  expect(await sql`select status from purchases where id = ${id}`).toEqual([{ status: 'REQUESTED' }])
  await faults.clear()
  expect(await admin.mutate('verifyPurchase', input)).toMatchObject({
    replayed: false,
    problem: null,
  })
})

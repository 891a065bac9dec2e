import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { RefundPaymentInput } from '../../src/graphql/generated/types.ts'
import type { ApiClient } from '../support/api.ts'
import { buyItem, consumeInput, createBuyer, createServerClient, type Buyer } from '../support/buyer.ts'
import { clearFaults, injectFault, getStorePurchase } from '../support/emulator-control.ts'
import { openDatabaseRecords, uuidOf, type DatabaseRecords } from '../support/database-records.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

let server: TestServer
let admin: ApiClient
let buyer: Buyer
let records: DatabaseRecords
beforeAll(async () => {
  server = await startTestServer()
  admin = createServerClient(server)
  buyer = await createBuyer(server)
  records = openDatabaseRecords(server.databaseUrl)
})
afterEach(() => clearFaults(server.emulator))
afterAll(async () => {
  await records.close()
  await server.close()
})

const reason = 'the item does not work on this phone'
const refund = (paymentId: string, change: Partial<RefundPaymentInput> = {}) =>
  admin.mutate('refundPayment', { paymentId, reason, ...change })
const audited = [
  {
    actor: expect.stringMatching(/^server key key_/),
    action: 'refundPayment',
    reason,
    details: { before: { status: 'PAID' }, storeAnswered: 'accepted' },
  },
]

describe.each(['TEST_STORE', 'GOOGLE_PLAY'] as const)('at %s', (store) => {
  test('the store gives the money back, and the record says what the store says', async () => {
    const { payment, storePurchase } = await buyItem(server, buyer, store)
    expect(await refund(payment.id)).toMatchObject({
      payment: { status: 'REFUNDED', refund: { source: 'OPERATOR' }, purchaseToken: null },
      replayed: false,
      problem: null,
    })
    expect(JSON.stringify(await getStorePurchase(server.emulator, storePurchase.id))).toMatch(/refund/i)
    expect(await records.auditLog(payment.id)).toEqual(audited)
    const told = [{ type: 'PAYMENT_REFUNDED', previous_status: 'PAID', status: 'REFUNDED' }]
    expect(await records.events(payment.id)).toEqual(told)
  })

  test('asked for by many at once, it is refunded once', async () => {
    const { payment } = await buyItem(server, buyer, store)
    const answers = await Promise.all(Array.from({ length: 20 }, () => refund(payment.id)))
    for (const answer of answers)
      expect(answer).toMatchObject({ payment: { status: 'REFUNDED' }, problem: null })
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1)
    expect(await records.auditLog(payment.id)).toEqual(audited)
    expect(await records.events(payment.id)).toHaveLength(1)
  })

  test('when the store did it but its answer was lost, the same call again finds it done', async () => {
    const { payment } = await buyItem(server, buyer, store)
    await injectFault(server.emulator, { store, status: 503, phase: 'AFTER' })
    expect((await refund(payment.id)).problem).toMatchObject({ code: 'STORE_UNAVAILABLE' })
    await clearFaults(server.emulator)
    expect(await refund(payment.id)).toMatchObject({ payment: { status: 'REFUNDED' }, problem: null })
    expect(await records.auditLog(payment.id)).toEqual(audited)
    expect(await records.events(payment.id)).toHaveLength(1)
  })

  test('when the store is away nothing changes, and the same call works later', async () => {
    const { payment } = await buyItem(server, buyer, store)
    await injectFault(server.emulator, { store, status: 503 })
    const call = { idempotencyKey: `refund ${payment.id}` }
    expect(await refund(payment.id, call)).toMatchObject({
      payment: { status: 'PAID' },
      replayed: false,
      problem: { code: 'STORE_UNAVAILABLE', retryable: true },
    })
    expect(await records.auditLog(payment.id)).toEqual([])
    await clearFaults(server.emulator)
    const answer = await admin.mutate('refundPayment', { paymentId: payment.id, reason, ...call })
    expect(answer).toMatchObject({ payment: { status: 'REFUNDED' }, replayed: false, problem: null })
  })
})

test('what was consumed is refunded too, and the event says that the item had been given', async () => {
  const { payment } = await buyItem(server, buyer)
  await admin.mutate('consumePayment', consumeInput(payment))
  expect((await refund(payment.id)).payment).toMatchObject({ status: 'REFUNDED' })
  const told = await records.events(payment.id)
  expect(told.at(-1)).toMatchObject({ type: 'PAYMENT_REFUNDED', previous_status: 'CONSUMED' })
})

test.each(['APP_STORE', 'ONE_STORE'] as const)('%s does not do it, and says why', async (store) => {
  const { payment } = await buyItem(server, buyer, store)
  expect(await refund(payment.id)).toMatchObject({
    payment: { status: 'PAID' },
    replayed: false,
    problem: {
      code: 'REFUND_NOT_POSSIBLE',
      field: ['paymentId'],
      retryable: false,
      message: expect.stringMatching(/^.{20,}/),
    },
  })
  expect([await records.auditLog(payment.id), await records.events(payment.id)]).toEqual([[], []])
})

test('a payment of before sales were kept cannot be asked for', async () => {
  const { payment } = await buyItem(server, buyer)
  await records.sql`
    update purchases set sale_key = null where id = ${uuidOf(payment.purchase.id)}`
  expect(await refund(payment.id)).toMatchObject({ problem: { code: 'REFUND_NOT_POSSIBLE' } })
})

test('what is refunded already is not asked for again', async () => {
  const { payment } = await buyItem(server, buyer)
  await refund(payment.id)
  await injectFault(server.emulator, { store: 'TEST_STORE', status: 500 })
  expect(await refund(payment.id)).toMatchObject({ replayed: true, problem: null })
  expect(await records.auditLog(payment.id)).toHaveLength(1)
})

test('a call whose store agreed but could not be read is finished by the same call', async () => {
  const { payment } = await buyItem(server, buyer)
  const call = { idempotencyKey: `refund ${payment.id}` }
  await refund(payment.id, call)
  // As if the process had died between the store's word and the record.
  const id = uuidOf(payment.id)
  await records.sql`
    update payments set status = 'PAID', refunded_at = null, refunded_quantity = 0, refunded_micros = null where id = ${id}`
  const again = await refund(payment.id, call)
  expect(again).toMatchObject({ payment: { status: 'REFUNDED' }, replayed: true, problem: null })
  expect(await records.auditLog(payment.id)).toHaveLength(1)
})

test('an idempotency key serves no other refund', async () => {
  const [one, other] = [await buyItem(server, buyer), await buyItem(server, buyer)]
  const call = { idempotencyKey: `refund ${one.payment.id}` }
  await refund(one.payment.id, call)
  expect(await refund(other.payment.id, call)).toMatchObject({
    payment: null,
    problem: { code: 'IDEMPOTENCY_KEY_REUSED' },
  })
  expect(await records.events(other.payment.id)).toEqual([])
})

test.each([
  ['reason', { reason: '' }],
  ['idempotencyKey', { idempotencyKey: '' }],
])('without a good %s nothing is asked', async (field, change) => {
  const { payment } = await buyItem(server, buyer)
  expect((await refund(payment.id, change)).problem).toMatchObject({ code: 'INVALID_INPUT', field: [field] })
  expect(await records.auditLog(payment.id)).toEqual([])
})

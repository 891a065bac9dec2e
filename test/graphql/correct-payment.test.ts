import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CorrectPaymentInput, PaymentStatus } from '../../src/graphql/generated/types.ts'
import type { ApiClient } from '../support/api.ts'
import {
  buyItem,
  consumeInput,
  createBuyer,
  expectField,
  createServerClient,
  type Buyer,
} from '../support/buyer.ts'
import { updateStorePurchase } from '../support/emulator-control.ts'
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
afterAll(async () => {
  await records.close()
  await server.close()
})

const reason = 'the customer wrote to us'
const correct = (paymentId: string, change: Partial<CorrectPaymentInput>) =>
  admin.mutate('correctPayment', { paymentId, reason, ...change })
const corrected = (previous_status: string, status: string) => ({
  type: 'PAYMENT_CORRECTED',
  previous_status,
  status,
})

/** A payment that has got as far as that. */
async function createPaymentInStatus(status: PaymentStatus, itemId = 'coins_100') {
  const { payment, storePurchase } = await buyItem(server, buyer, 'TEST_STORE', itemId)
  const { id } = payment
  if (status !== 'PAID') await admin.mutate('consumePayment', consumeInput(payment))
  if (status === 'COMPLETED') {
    await admin.mutate('completePayment', { paymentId: id, deliveryReference: 'parcel 7' })
  }
  return { id, payment, bought: storePurchase }
}

describe('PAID → CONSUMED', () => {
  test('writes the one consume, one event and one audit entry, however many ask at once', async () => {
    const { id, payment } = await createPaymentInStatus('PAID')
    const answers = await Promise.all(Array.from({ length: 20 }, () => correct(id, { status: 'CONSUMED' })))
    for (const answer of answers) {
      expect(answer).toMatchObject({ payment: { status: 'CONSUMED', purchaseToken: null }, problem: null })
    }
    expect(answers.filter(({ changed }) => changed)).toHaveLength(1)
    expect(await records.events(id)).toEqual([corrected('PAID', 'CONSUMED')])
    expect(await records.auditLog(id)).toEqual([
      {
        actor: expect.stringMatching(/^server key key_[0-9a-z]{26}$/),
        action: 'correctPayment',
        reason,
        details: { before: { status: 'PAID' }, after: { status: 'CONSUMED' } },
      },
    ])
    const refused = await admin.mutate('consumePayment', consumeInput(payment))
    expect(refused).toMatchObject({
      problem: { code: 'ALREADY_CONSUMED' },
      payment: { consume: { consumedBy: 'OPERATOR', idempotencyKey: null } },
    })
  })

  test('I2: at the same time as a consume, one of the two consumes', async () => {
    const { id, payment } = await createPaymentInStatus('PAID')
    const consumes = Array.from({ length: 10 }, () => admin.mutate('consumePayment', consumeInput(payment)))
    const corrections = Array.from({ length: 10 }, () => correct(id, { status: 'CONSUMED' }))
    const consumed = (await Promise.all(consumes)).filter(({ problem }) => problem === null)
    const moved = (await Promise.all(corrections)).filter(({ changed }) => changed)
    expect(consumed.length + moved.length).toBe(1)
    expect(await records.events(id)).toHaveLength(1)
    expect(await records.sql`select id from consumes where payment_id = ${uuidOf(id)}`).toHaveLength(1)
  })

  test('asks for the acknowledgement that is due from there on', async () => {
    const { payment } = await buyItem(server, buyer, 'GOOGLE_PLAY')
    await correct(payment.id, { status: 'CONSUMED' })
    const { paymentId, appId } = (await records.jobs(`acknowledge:${uuidOf(payment.id)}`))[0]?.payload as {
      paymentId: string
      appId: string
    }
    expect([paymentId, appId]).toEqual([uuidOf(payment.id), expect.stringMatching(/-/)])
  })
})

describe('COMPLETED and CONSUMED', () => {
  test('a delivery that did not happen is taken back, and can be said again', async () => {
    const { id } = await createPaymentInStatus('COMPLETED')
    expect(await correct(id, { status: 'CONSUMED' })).toMatchObject({
      payment: { status: 'CONSUMED', completedAt: null },
      changed: true,
    })
    const [audit] = await records.auditLog(id)
    expect(audit?.details).toMatchObject({
      before: { status: 'COMPLETED', deliveryReference: 'parcel 7' },
      after: { status: 'CONSUMED', deliveryReference: null, completedAt: null },
    })
    const again = await correct(id, { status: 'COMPLETED' })
    expect(again.payment).toMatchObject({ status: 'COMPLETED', completedAt: expect.any(String) })
    const told = await records.events(id)
    expect(told.slice(-2)).toEqual([corrected('COMPLETED', 'CONSUMED'), corrected('CONSUMED', 'COMPLETED')])
    expect(await records.sql`select id from consumes where payment_id = ${uuidOf(id)}`).toHaveLength(1)
  })
})

describe('REFUNDED by correction', () => {
  test.each(['PAID', 'CONSUMED', 'COMPLETED'] as const)(
    'from %s is in the history, and can be taken back to there and nowhere else',
    async (status) => {
      const { id } = await createPaymentInStatus(status)
      const refunded = await correct(id, { status: 'REFUNDED' })
      expect(refunded.payment).toMatchObject({ status: 'REFUNDED', refund: { source: 'CORRECTION' } })
      const other = status === 'PAID' ? 'CONSUMED' : 'PAID'
      expect(await correct(id, { status: other })).toMatchObject({
        payment: { status: 'REFUNDED' },
        problem: { code: 'INVALID_INPUT', field: ['status'], message: expect.stringContaining(status) },
      })
      expect((await correct(id, { status })).payment).toMatchObject({ status, refund: null })
      const text = `query ($id: ID!) { payment(id: $id) { refunds { full quantity amount { amount } source previousStatus
        reversedAt } } }`
      expect((await admin.query(text, { id })).payment?.refunds).toEqual([
        {
          full: true,
          quantity: 1,
          amount: { amount: expect.any(String) },
          source: 'CORRECTION',
          previousStatus: status,
          reversedAt: expect.any(String),
        },
      ])
      const told = await records.events(id)
      expect(told.slice(-2)).toEqual([corrected(status, 'REFUNDED'), corrected('REFUNDED', status)])
    },
  )

  test('I6: is not consumed', async () => {
    const { id, payment } = await createPaymentInStatus('PAID')
    await correct(id, { status: 'REFUNDED' })
    const refused = await admin.mutate('consumePayment', consumeInput(payment))
    expect(refused.problem).toMatchObject({ code: 'PAYMENT_REFUNDED' })
  })

  test('taken back after the store itself has refunded, follows the store', async () => {
    const { id, bought } = await createPaymentInStatus('PAID')
    await correct(id, { status: 'REFUNDED' })
    await updateStorePurchase(server.emulator, bought.id, 'refund')
    expect((await correct(id, { status: 'PAID' })).payment).toMatchObject({ status: 'REFUNDED' })
    const told = await records.events(id)
    expect(told.map(({ type }) => type)).toEqual([
      'PAYMENT_CORRECTED',
      'PAYMENT_CORRECTED',
      'PAYMENT_REFUNDED',
    ])
  })
})

describe('is refused and changes nothing', () => {
  test.each([
    ['CONSUMED', 'PAID'],
    ['COMPLETED', 'PAID'],
    ['PAID', 'COMPLETED'],
  ] as const)('%s → %s', async (from, to) => {
    const { id } = await createPaymentInStatus(from)
    const told = await records.events(id)
    expect(await correct(id, { status: to })).toMatchObject({
      payment: { status: from },
      changed: false,
      problem: { code: 'INVALID_INPUT', field: ['status'], retryable: false },
    })
    expect(await records.events(id)).toEqual(told)
    expect(await records.auditLog(id)).toEqual([])
  })

  test('out of a refund that the store told of', async () => {
    const { id, bought } = await createPaymentInStatus('PAID')
    const { receipt } = await updateStorePurchase(server.emulator, bought.id, 'refund')
    await buyer.client.mutate('verifyPurchase', { receipt })
    const refused = await correct(id, { status: 'PAID' })
    expect(refused.problem).toMatchObject({ code: 'INVALID_INPUT', field: ['status'] })
  })

  test.each([
    ['status', {}],
    ['reason', { status: 'CONSUMED' as const, reason: '' }],
    ['idempotencyKey', { status: 'CONSUMED' as const, idempotencyKey: '' }],
    ['price.amount', { price: { amount: '-1', currencyCode: 'USD' } }],
  ])('what has no good %s', async (field, change) => {
    const { id } = await createPaymentInStatus('PAID')
    const { problem } = await correct(id, change)
    expect(problem).toMatchObject({ code: 'INVALID_INPUT', field: field.split('.') })
    expect(await records.auditLog(id)).toEqual([])
  })
})

describe('the price', () => {
  const price = { amount: '4.99', currencyCode: 'USD' }

  test('is noted where the store told none, with one event', async () => {
    const { id } = await createPaymentInStatus('PAID')
    await records.sql`update payments set price_micros = null, currency_code = null where id = ${uuidOf(id)}`
    const answers = await Promise.all(Array.from({ length: 10 }, () => correct(id, { price })))
    for (const { payment } of answers) expect(expectField({ payment }, 'payment').price).toEqual(price)
    expect(await records.events(id)).toEqual([corrected('PAID', 'PAID')])
    const details = { before: { price: null }, after: { price: '4.99 USD' } }
    expect(await records.auditLog(id)).toMatchObject([{ details }])
  })

  test('I4: that the store told stays', async () => {
    const { id, payment } = await createPaymentInStatus('PAID')
    const refused = await correct(id, { price })
    expect(refused).toMatchObject({
      payment: { price: payment.price },
      problem: { code: 'INVALID_INPUT', field: ['price'] },
    })
  })
})

describe('an idempotency key', () => {
  test('gets the same answer again, and is refused for another correction', async () => {
    const { id } = await createPaymentInStatus('PAID')
    const change = { status: 'CONSUMED', idempotencyKey: `ticket ${id}` } as const
    const first = await correct(id, change)
    await correct(id, { status: 'COMPLETED' })
    const again = await correct(id, change)
    expect([first.changed, again.changed]).toEqual([true, false])
    expect(again.payment).toMatchObject({ status: 'COMPLETED' })
    const other = await correct(id, { ...change, status: 'REFUNDED' })
    expect(other).toMatchObject({ payment: null, problem: { code: 'IDEMPOTENCY_KEY_REUSED' } })
    expect(await records.events(id)).toHaveLength(2)
  })

  test('shared by simultaneous corrections of two payments serves one of them', async () => {
    const [one, other] = [await createPaymentInStatus('PAID'), await createPaymentInStatus('PAID')]
    const change = { status: 'CONSUMED', idempotencyKey: `both ${one.id}` } as const
    const answers = await Promise.all([correct(one.id, change), correct(other.id, change)])
    const codes = answers.map(({ problem }) => problem?.code ?? null)
    expect(codes.toSorted()).toEqual(['IDEMPOTENCY_KEY_REUSED', null])
  })
})

import type { RefundPaymentInput } from '../../src/graphql/generated/types.ts'
import type { ApiClient } from '../support/api.ts'
import { uuidOf } from '../support/database-records.ts'
import { getStorePurchase } from '../support/emulator-control.ts'
import { buyItem, toConsumeInput } from '../support/purchase-client.ts'
import { describe, expect, serverTest as test } from '../support/test.ts'

const reason = 'the item does not work on this phone'
const refund = (admin: ApiClient, paymentId: string, change: Partial<RefundPaymentInput> = {}) =>
  admin.mutate('refundPayment', { paymentId, reason, ...change })
const audited = [
  {
    actor: expect.stringMatching(/^SERVER_KEY key_/),
    action: 'refundPayment',
    reason,
    changes: { before: { status: 'PAID' }, storeAnswered: 'accepted' },
  },
]

describe.each(['TEST_STORE', 'GOOGLE_PLAY'] as const)('at %s', (store) => {
  test('the store refunds the payment, and the payment is recorded as the store reports it', async ({
    admin,
    buyer,
    records,
    emulator,
  }) => {
    const { payment, storePurchase } = await buyItem(buyer, { store })
    expect(await refund(admin, payment.id)).toMatchObject({
      payment: { status: 'REFUNDED', refund: { source: 'OPERATOR' }, purchaseToken: null },
      replayed: false,
      problem: null,
    })
    expect(JSON.stringify(await getStorePurchase(emulator, storePurchase.id))).toMatch(/refund/i)
    expect(await records.auditLog(payment.id)).toEqual(audited)
    const events = [{ type: 'PAYMENT_REFUNDED', previous_status: 'PAID', status: 'REFUNDED' }]
    expect(await records.events(payment.id)).toEqual(events)
  })

  test('a payment that many callers refund at once is refunded once', async ({ admin, buyer, records }) => {
    const { payment } = await buyItem(buyer, { store })
    const payloads = await Promise.all(Array.from({ length: 20 }, () => refund(admin, payment.id)))
    for (const payload of payloads)
      expect(payload).toMatchObject({ payment: { status: 'REFUNDED' }, problem: null })
    expect(payloads.filter(({ replayed }) => !replayed)).toHaveLength(1)
    expect(await records.auditLog(payment.id)).toEqual(audited)
    expect(await records.events(payment.id)).toHaveLength(1)
  })

  test('a refund whose store response was lost succeeds when it is retried', async ({
    admin,
    buyer,
    records,
    faults,
  }) => {
    const { payment } = await buyItem(buyer, { store })
    await faults.inject({ store, status: 503, phase: 'AFTER' })
    expect((await refund(admin, payment.id)).problem).toMatchObject({ code: 'STORE_UNAVAILABLE' })
    await faults.clear()
    expect(await refund(admin, payment.id)).toMatchObject({ payment: { status: 'REFUNDED' }, problem: null })
    expect(await records.auditLog(payment.id)).toEqual(audited)
    expect(await records.events(payment.id)).toHaveLength(1)
  })

  test('a refund while the store is unavailable changes nothing, and the same call succeeds later', async ({
    admin,
    buyer,
    records,
    faults,
  }) => {
    const { payment } = await buyItem(buyer, { store })
    await faults.inject({ store, status: 503 })
    const call = { idempotencyKey: `refund ${payment.id}` }
    expect(await refund(admin, payment.id, call)).toMatchObject({
      payment: { status: 'PAID' },
      replayed: false,
      problem: { code: 'STORE_UNAVAILABLE', retryable: true },
    })
    expect(await records.auditLog(payment.id)).toEqual([])
    await faults.clear()
    const payload = await admin.mutate('refundPayment', { paymentId: payment.id, reason, ...call })
    expect(payload).toMatchObject({ payment: { status: 'REFUNDED' }, replayed: false, problem: null })
  })
})

test('a consumed payment is refunded too, and its event has the previous status CONSUMED', async ({
  admin,
  buyer,
  records,
}) => {
  const { payment } = await buyItem(buyer)
  await admin.mutate('consumePayment', toConsumeInput(payment))
  expect((await refund(admin, payment.id)).payment).toMatchObject({ status: 'REFUNDED' })
  const events = await records.events(payment.id)
  expect(events.at(-1)).toMatchObject({ type: 'PAYMENT_REFUNDED', previous_status: 'CONSUMED' })
})

test.for(['APP_STORE', 'ONE_STORE'] as const)(
  '%s cannot refund, and the problem says why',
  async (store, { admin, buyer, records }) => {
    const { payment } = await buyItem(buyer, { store })
    expect(await refund(admin, payment.id)).toMatchObject({
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
  },
)

test('a payment without a stored sale key cannot be refunded', async ({ admin, buyer, sql }) => {
  const { payment } = await buyItem(buyer)
  await sql`
    update purchases set sale_key = null where id = ${uuidOf(payment.purchase.id)}`
  expect(await refund(admin, payment.id)).toMatchObject({ problem: { code: 'REFUND_NOT_POSSIBLE' } })
})

test('a refund of a refunded payment does not call the store again', async ({
  admin,
  buyer,
  records,
  faults,
}) => {
  const { payment } = await buyItem(buyer)
  await refund(admin, payment.id)
  await faults.inject({ store: 'TEST_STORE', status: 500 })
  expect(await refund(admin, payment.id)).toMatchObject({ replayed: true, problem: null })
  expect(await records.auditLog(payment.id)).toHaveLength(1)
})

test('a refund that the store accepted but that was not recorded is completed by the same call', async ({
  admin,
  buyer,
  records,
  sql,
}) => {
  const { payment } = await buyItem(buyer)
  const call = { idempotencyKey: `refund ${payment.id}` }
  await refund(admin, payment.id, call)
  // The state after a crash between the response of the store and the commit.
  const id = uuidOf(payment.id)
  await sql`
    update payments set status = 'PAID', refunded_at = null, refunded_quantity = 0, refunded_micros = null where id = ${id}`
  const again = await refund(admin, payment.id, call)
  expect(again).toMatchObject({ payment: { status: 'REFUNDED' }, replayed: true, problem: null })
  expect(await records.auditLog(payment.id)).toHaveLength(1)
})

test('an idempotency key of one refund is rejected for another payment', async ({
  admin,
  buyer,
  records,
}) => {
  const [one, other] = [await buyItem(buyer), await buyItem(buyer)]
  const call = { idempotencyKey: `refund ${one.payment.id}` }
  await refund(admin, one.payment.id, call)
  expect(await refund(admin, other.payment.id, call)).toMatchObject({
    payment: null,
    problem: { code: 'IDEMPOTENCY_KEY_REUSED' },
  })
  expect(await records.events(other.payment.id)).toEqual([])
})

test.for([
  ['reason', { reason: '' }],
  ['idempotencyKey', { idempotencyKey: '' }],
] as const)(
  'an invalid %s is rejected before the store is called',
  async ([field, change], { admin, buyer, records }) => {
    const { payment } = await buyItem(buyer)
    expect((await refund(admin, payment.id, change)).problem).toMatchObject({
      code: 'INVALID_INPUT',
      field: [field],
    })
    expect(await records.auditLog(payment.id)).toEqual([])
  },
)

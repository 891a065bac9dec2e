import { buyItem, toConsumeInput, expectField } from '../support/purchase-client.ts'
import { updateStorePurchase } from '../support/emulator-control.ts'
import { uuidOf } from '../support/database-records.ts'
import { describe, expect, serverTest as test } from '../support/test.ts'
import { correct, createPaymentInStatus, reason } from './corrections.ts'

const corrected = (previous_status: string, status: string) => ({
  type: 'PAYMENT_CORRECTED',
  previous_status,
  status,
})

describe('PAID → CONSUMED', () => {
  test('simultaneous corrections write one consume, one event and one audit entry', async ({
    admin,
    buyer,
    records,
  }) => {
    const { id, payment } = await createPaymentInStatus(admin, buyer, 'PAID')
    const payloads = await Promise.all(
      Array.from({ length: 20 }, () => correct(admin, id, { status: 'CONSUMED' })),
    )
    for (const payload of payloads) {
      expect(payload).toMatchObject({ payment: { status: 'CONSUMED', purchaseToken: null }, problem: null })
    }
    expect(payloads.filter(({ changed }) => changed)).toHaveLength(1)
    expect(await records.events(id)).toEqual([corrected('PAID', 'CONSUMED')])
    expect(await records.auditLog(id)).toEqual([
      {
        actor: expect.stringMatching(/^SERVER_KEY key_[0-9a-z]{26}$/),
        action: 'correctPayment',
        reason,
        changes: { before: { status: 'PAID' }, after: { status: 'CONSUMED' } },
      },
    ])
    const rejected = await admin.mutate('consumePayment', toConsumeInput(payment))
    expect(rejected).toMatchObject({
      problem: { code: 'ALREADY_CONSUMED' },
      payment: { consume: { consumedBy: 'OPERATOR', idempotencyKey: null } },
    })
  })

  test('I2: a correction and a consume at the same time consume the payment once', async ({
    admin,
    buyer,
    sql,
    records,
  }) => {
    const { id, payment } = await createPaymentInStatus(admin, buyer, 'PAID')
    const consumes = Array.from({ length: 10 }, () => admin.mutate('consumePayment', toConsumeInput(payment)))
    const corrections = Array.from({ length: 10 }, () => correct(admin, id, { status: 'CONSUMED' }))
    const consumed = (await Promise.all(consumes)).filter(({ problem }) => problem === null)
    const moved = (await Promise.all(corrections)).filter(({ changed }) => changed)
    expect(consumed.length + moved.length).toBe(1)
    expect(await records.events(id)).toHaveLength(1)
    expect(await sql`select id from consumes where payment_id = ${uuidOf(id)}`).toHaveLength(1)
  })

  test('the correction schedules the acknowledgement', async ({ admin, buyer, records }) => {
    const { payment } = await buyItem(buyer, { store: 'GOOGLE_PLAY' })
    await correct(admin, payment.id, { status: 'CONSUMED' })
    const { paymentId, appId } = (await records.jobs(`acknowledge:${uuidOf(payment.id)}`))[0]?.payload as {
      paymentId: string
      appId: string
    }
    expect([paymentId, appId]).toEqual([uuidOf(payment.id), expect.stringMatching(/-/)])
  })
})

describe('COMPLETED and CONSUMED', () => {
  test('a delivery that did not happen is reverted and can be completed again', async ({
    admin,
    buyer,
    sql,
    records,
  }) => {
    const { id } = await createPaymentInStatus(admin, buyer, 'COMPLETED')
    expect(await correct(admin, id, { status: 'CONSUMED' })).toMatchObject({
      payment: { status: 'CONSUMED', completedAt: null },
      changed: true,
    })
    const [audit] = await records.auditLog(id)
    expect(audit?.changes).toMatchObject({
      before: { status: 'COMPLETED', deliveryReference: 'parcel 7' },
      after: { status: 'CONSUMED', deliveryReference: null, completedAt: null },
    })
    const again = await correct(admin, id, { status: 'COMPLETED' })
    expect(again.payment).toMatchObject({ status: 'COMPLETED', completedAt: expect.any(String) })
    const events = await records.events(id)
    expect(events.slice(-2)).toEqual([corrected('COMPLETED', 'CONSUMED'), corrected('CONSUMED', 'COMPLETED')])
    expect(await sql`select id from consumes where payment_id = ${uuidOf(id)}`).toHaveLength(1)
  })
})

describe('REFUNDED by correction', () => {
  test.for(['PAID', 'CONSUMED', 'COMPLETED'] as const)(
    'a refund by correction from %s is in the history and can be reverted only to that status',
    async (status, { admin, buyer, records }) => {
      const { id } = await createPaymentInStatus(admin, buyer, status)
      const refunded = await correct(admin, id, { status: 'REFUNDED' })
      expect(refunded.payment).toMatchObject({ status: 'REFUNDED', refund: { source: 'CORRECTION' } })
      const other = status === 'PAID' ? 'CONSUMED' : 'PAID'
      expect(await correct(admin, id, { status: other })).toMatchObject({
        payment: { status: 'REFUNDED' },
        problem: { code: 'INVALID_INPUT', field: ['status'], message: expect.stringContaining(status) },
      })
      expect((await correct(admin, id, { status })).payment).toMatchObject({ status, refund: null })
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
      const events = await records.events(id)
      expect(events.slice(-2)).toEqual([corrected(status, 'REFUNDED'), corrected('REFUNDED', status)])
    },
  )

  test('I6: a payment that is REFUNDED by correction cannot be consumed', async ({ admin, buyer }) => {
    const { id, payment } = await createPaymentInStatus(admin, buyer, 'PAID')
    await correct(admin, id, { status: 'REFUNDED' })
    const rejected = await admin.mutate('consumePayment', toConsumeInput(payment))
    expect(rejected.problem).toMatchObject({ code: 'PAYMENT_REFUNDED' })
  })

  test('a correction out of REFUNDED after a refund by the store leaves the payment REFUNDED', async ({
    emulator,
    admin,
    buyer,
    records,
  }) => {
    const { id, storePurchase } = await createPaymentInStatus(admin, buyer, 'PAID')
    await correct(admin, id, { status: 'REFUNDED' })
    await updateStorePurchase(emulator, storePurchase.id, 'refund')
    expect((await correct(admin, id, { status: 'PAID' })).payment).toMatchObject({ status: 'REFUNDED' })
    const events = await records.events(id)
    expect(events.map(({ type }) => type)).toEqual([
      'PAYMENT_CORRECTED',
      'PAYMENT_CORRECTED',
      'PAYMENT_REFUNDED',
    ])
  })
})

describe('a rejected correction changes nothing', () => {
  test.for([
    ['CONSUMED', 'PAID'],
    ['COMPLETED', 'PAID'],
    ['PAID', 'COMPLETED'],
  ] as const)('a correction from %s to %s is rejected', async ([from, to], { admin, buyer, records }) => {
    const { id } = await createPaymentInStatus(admin, buyer, from)
    const events = await records.events(id)
    expect(await correct(admin, id, { status: to })).toMatchObject({
      payment: { status: from },
      changed: false,
      problem: { code: 'INVALID_INPUT', field: ['status'], retryable: false },
    })
    expect(await records.events(id)).toEqual(events)
    expect(await records.auditLog(id)).toEqual([])
  })

  test('a correction out of a refund by the store is rejected', async ({ emulator, admin, buyer }) => {
    const { id, storePurchase } = await createPaymentInStatus(admin, buyer, 'PAID')
    const { receipt } = await updateStorePurchase(emulator, storePurchase.id, 'refund')
    await buyer.client.mutate('verifyPurchase', { receipt })
    const rejected = await correct(admin, id, { status: 'PAID' })
    expect(rejected.problem).toMatchObject({ code: 'INVALID_INPUT', field: ['status'] })
  })

  test.for([
    ['status', {}],
    ['reason', { status: 'CONSUMED' as const, reason: '' }],
    ['idempotencyKey', { status: 'CONSUMED' as const, idempotencyKey: '' }],
    ['price.amount', { price: { amount: '-1', currencyCode: 'USD' } }],
  ] as const)(
    'a correction with an invalid %s is rejected',
    async ([field, change], { admin, buyer, records }) => {
      const { id } = await createPaymentInStatus(admin, buyer, 'PAID')
      const { problem } = await correct(admin, id, change)
      expect(problem).toMatchObject({ code: 'INVALID_INPUT', field: field.split('.') })
      expect(await records.auditLog(id)).toEqual([])
    },
  )
})

describe('the price', () => {
  const price = { amount: '4.99', currencyCode: 'USD' }

  test('the price is recorded where the store reported none, with one event', async ({
    admin,
    buyer,
    sql,
    records,
  }) => {
    const { id } = await createPaymentInStatus(admin, buyer, 'PAID')
    await sql`update payments set price_micros = null, currency_code = null where id = ${uuidOf(id)}`
    const payloads = await Promise.all(Array.from({ length: 10 }, () => correct(admin, id, { price })))
    for (const { payment } of payloads) expect(expectField({ payment }, 'payment').price).toEqual(price)
    expect(await records.events(id)).toEqual([corrected('PAID', 'PAID')])
    const details = { before: { price: null }, after: { price: '4.99 USD' } }
    expect(await records.auditLog(id)).toMatchObject([{ changes: details }])
  })

  test('I4: a price that the store reported is not changed', async ({ admin, buyer }) => {
    const { id, payment } = await createPaymentInStatus(admin, buyer, 'PAID')
    const rejected = await correct(admin, id, { price })
    expect(rejected).toMatchObject({
      payment: { price: payment.price },
      problem: { code: 'INVALID_INPUT', field: ['price'] },
    })
  })
})

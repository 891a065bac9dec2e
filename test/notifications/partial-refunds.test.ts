import type { Payment } from '../../src/graphql/generated/types.ts'
import type { ApiClient, Serialized } from '../support/api.ts'
import { toConsumeInput, payAtStore, expectField, requestPurchase } from '../support/purchase-client.ts'
import { updateStorePurchase, type StorePurchaseOptions } from '../support/emulator-control.ts'
import { expectConsistentHistory, getPaymentRecord, type PaymentRecord } from './payment-record.ts'
import { type NotifyingStore, describe, expect, notificationTest, vi } from './notification-fixture.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

type Change = Parameters<typeof updateStorePurchase>

const test = notificationTest.extend(
  'buyAndVerify',
  { scope: 'file' },
  ({ server, emulator, buyer, sql, notifications }) => {
    /** Buys a payment that is created by its notification; returns functions that change it at the store and read it. */
    return async (store: NotifyingStore, options: Partial<StorePurchaseOptions> = {}) => {
      const purchase = await requestPurchase(buyer, { store })
      const storePurchase = await payAtStore(server, purchase, options)
      await notifications.waitForIdle()
      const find = async () => expectField(await notifications.findPurchase(purchase.id), 'payment')
      const read = async (): Promise<PaymentRecord> => {
        const record = await getPaymentRecord(sql, purchase.id)
        expectConsistentHistory(record)
        return record
      }
      const change = async (what: Change[2], body?: Change[3]) => {
        await updateStorePurchase(emulator, storePurchase.id, what, body)
        await notifications.waitForIdle()
        return read()
      }
      return { payment: await find(), find, read, change }
    }
  },
)

const consume = async (admin: ApiClient, payment: Serialized<Payment>) =>
  expectField(await admin.mutate('consumePayment', toConsumeInput(payment)), 'consume')

const complete = async (admin: ApiClient, { id }: Serialized<Payment>) =>
  expectField(await admin.mutate('completePayment', { paymentId: id }), 'payment')

/** The types of the events, without those of the acknowledgement. */
const typesOf = ({ events }: PaymentRecord) =>
  events.map(({ type }) => type).filter((type) => !type.startsWith('PAYMENT_ACKNOWLEDGE'))

describe('several units at Google Play', () => {
  test('a payment keeps its status until the last of its units is refunded', async ({ buyAndVerify }) => {
    const { change } = await buyAndVerify('GOOGLE_PLAY', { quantity: 3 })
    const one = await change('refund', { quantity: 1 })
    expect(one.payment).toMatchObject({ status: 'PAID', quantity: 3, refunded_quantity: 1 })
    expect(typesOf(one)).toEqual(['PAYMENT_PAID', 'PAYMENT_PARTIALLY_REFUNDED'])
    const two = await change('refund', { quantity: 1 })
    expect(two.payment).toMatchObject({ status: 'PAID', refunded_quantity: 2 })
    const all = await change('refund', { quantity: 1 })
    expect(all.payment).toMatchObject({ status: 'REFUNDED', refunded_quantity: 3 })
    expect(typesOf(all)).toEqual([
      'PAYMENT_PAID',
      'PAYMENT_PARTIALLY_REFUNDED',
      'PAYMENT_PARTIALLY_REFUNDED',
      'PAYMENT_REFUNDED',
    ])
    const entry = { quantity: 1, previous_status: 'PAID', reversed: false }
    expect(all.refunds).toMatchObject([
      { ...entry, is_full: false },
      { ...entry, is_full: false },
      { ...entry, is_full: true },
    ])
  })

  test('a payment with one refunded unit can still be consumed, and shows how many units were refunded', async ({
    admin,
    buyAndVerify,
  }) => {
    const { change, find, read } = await buyAndVerify('GOOGLE_PLAY', { quantity: 3 })
    await change('refund', { quantity: 1 })
    const payment = await find()
    expect(payment).toMatchObject({
      quantity: 3,
      refund: { full: false, quantity: 1, source: 'NOTIFICATION' },
    })
    await consume(admin, payment)
    const rest = await change('refund')
    expect(rest.payment).toMatchObject({ status: 'REFUNDED', refunded_quantity: 3 })
    expect(rest.refunds).toMatchObject([
      { is_full: false, quantity: 1, previous_status: 'PAID' },
      { is_full: true, quantity: 2, previous_status: 'CONSUMED' },
    ])
    expect((await read()).events.at(-1)).toMatchObject({
      type: 'PAYMENT_REFUNDED',
      previous_status: 'CONSUMED',
    })
  })

  test('the amounts of partial refunds sum up to the price', async ({ buyAndVerify }) => {
    const price = { amount: '4.00', currencyCode: 'USD' }
    const { change, find } = await buyAndVerify('GOOGLE_PLAY', { quantity: 4, price })
    const one = await change('refund', { quantity: 1 })
    expect(one.payment.refunded_micros).toBe('1000000')
    expect((await find()).refund).toMatchObject({ amount: { amount: '1', currencyCode: 'USD' } })
    const all = await change('refund')
    expect(all.payment.refunded_micros).toBe('4000000')
    expect(all.refunds.map(({ amount_micros }) => amount_micros)).toEqual(['1000000', '3000000'])
  })
})

describe('a partial refund at the App Store', () => {
  const price = { amount: '9.99', currencyCode: 'USD' }

  test('a partial refund is exact to the micro, and the payment keeps its status', async ({
    admin,
    buyAndVerify,
  }) => {
    const { change, find } = await buyAndVerify('APP_STORE', { price })
    const part = await change('refund', { percentage: 40 })
    expect(part.payment).toMatchObject({ status: 'PAID', refunded_quantity: 0, refunded_micros: '3996000' })
    expect(typesOf(part)).toEqual(['PAYMENT_PAID', 'PAYMENT_PARTIALLY_REFUNDED'])
    const payment = await find()
    expect(payment.refund).toMatchObject({ full: false, amount: { amount: '3.996', currencyCode: 'USD' } })
    await consume(admin, payment)
    const more = await change('refund', { percentage: 70 })
    expect(more.payment).toMatchObject({ status: 'CONSUMED', refunded_micros: '6993000' })
    expect(more.refunds).toMatchObject([
      { is_full: false, amount_micros: '3996000', previous_status: 'PAID' },
      { is_full: false, amount_micros: '2997000', previous_status: 'CONSUMED' },
    ])
  })

  test('a partial refund is undone when the store reverses it', async ({ buyAndVerify }) => {
    const { change } = await buyAndVerify('APP_STORE', { price })
    await change('refund', { percentage: 40 })
    const reversed = await change('reverse-refund')
    expect(reversed.payment).toMatchObject({ status: 'PAID', refunded_quantity: 0, refunded_micros: null })
    expect(reversed.events.at(-1)).toMatchObject({
      type: 'PAYMENT_REFUND_REVERSED',
      previous_status: 'PAID',
      status: 'PAID',
    })
    expect(reversed.refunds).toMatchObject([{ amount_micros: '3996000', reversed: true }])
  })

  test('a partial refund can become a full refund', async ({ buyAndVerify }) => {
    const { change } = await buyAndVerify('APP_STORE', { price })
    await change('refund', { percentage: 40 })
    const all = await change('refund')
    expect(all.payment).toMatchObject({
      status: 'REFUNDED',
      refunded_quantity: 1,
      refunded_micros: '9990000',
    })
    expect(all.refunds.map(({ is_full, amount_micros }) => [is_full, amount_micros])).toEqual([
      [false, '3996000'],
      [true, '5994000'],
    ])
  })
})

describe('a refund that the App Store reverses', () => {
  test.for([
    ['PAID', []],
    ['CONSUMED', [consume]],
    ['COMPLETED', [consume, complete]],
  ] as const)(
    'a payment returns to %s, also the second time',
    async ([before, acts], { admin, buyAndVerify }) => {
      const { payment, change, find } = await buyAndVerify('APP_STORE')
      for (const act of acts) await act(admin, payment)
      for (let time = 1; time <= 2; time += 1) {
        const refunded = await change('refund')
        expect(refunded.payment.status).toBe('REFUNDED')
        expect(refunded.events.at(-1)).toMatchObject({ type: 'PAYMENT_REFUNDED', previous_status: before })
        expect(refunded.refunds).toHaveLength(time)
        expect(refunded.refunds.at(-1)).toMatchObject({
          is_full: true,
          previous_status: before,
          reversed: false,
        })
        const reversed = await change('reverse-refund')
        expect(reversed.payment).toMatchObject({
          status: before,
          refunded_quantity: 0,
          refunded_micros: null,
        })
        const event = reversed.events.filter(({ type }) => type === 'PAYMENT_REFUND_REVERSED').at(-1)
        expect(event).toMatchObject({ previous_status: 'REFUNDED', status: before })
        expect(reversed.refunds.every((entry) => entry.reversed)).toBe(true)
      }
      expect((await find()).refund).toBeNull()
    },
  )

  test('a payment can be consumed after the reversal if it was not consumed before', async ({
    admin,
    buyAndVerify,
  }) => {
    const { payment, change, find } = await buyAndVerify('APP_STORE')
    await change('refund')
    const { problem } = await admin.mutate('consumePayment', toConsumeInput(payment))
    expect(problem?.code).toBe('PAYMENT_REFUNDED')
    await change('reverse-refund')
    await consume(admin, await find())
    expect((await find()).status).toBe('CONSUMED')
  })
})

test('the refund history shows the previous status of the payment for each refund', async ({
  admin,
  buyAndVerify,
}) => {
  const { change, payment } = await buyAndVerify('APP_STORE')
  await change('refund', { percentage: 40 })
  await consume(admin, payment)
  await change('refund')
  await change('reverse-refund')
  const text = `query ($id: ID!) { payment(id: $id) { refunds {
    full quantity reason source previousStatus reversedAt amount { amount } } } }`
  const { payment: payload } = await admin.query(text, { id: payment.id })
  const entry = { source: 'NOTIFICATION', reversedAt: expect.any(String) }
  expect(payload?.refunds).toEqual([
    {
      ...entry,
      full: true,
      quantity: 1,
      reason: 'APP_ISSUE',
      previousStatus: 'CONSUMED',
      amount: { amount: '720' },
    },
    {
      ...entry,
      full: false,
      quantity: 0,
      reason: 'APP_ISSUE',
      previousStatus: 'PAID',
      amount: { amount: '480' },
    },
  ])
})

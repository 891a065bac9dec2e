import { buyItem, toConsumeInput } from '../support/purchase-client.ts'
import { describe, expect, serverTest as test } from '../support/test.ts'

const reused = { code: 'IDEMPOTENCY_KEY_REUSED', field: ['idempotencyKey'], retryable: false }

describe('consumePayment', () => {
  test('a retried consume with the same key returns the same consume, also after the delivery', async ({
    admin,
    buyer,
    databaseSnapshot,
  }) => {
    const { payment } = await buyItem(buyer)
    const input = toConsumeInput(payment, 'consume 1')
    const first = await admin.mutate('consumePayment', input)
    const again = await databaseSnapshot.expectUnchanged(() => admin.mutate('consumePayment', input))
    expect(again).toMatchObject({ replayed: true, problem: null })
    expect(again.consume).toEqual(first.consume)
    await admin.mutate('completePayment', { paymentId: payment.id })
    expect(await admin.mutate('consumePayment', input)).toMatchObject({
      replayed: true,
      problem: null,
      consume: { id: first.consume?.id },
      payment: { status: 'COMPLETED' },
    })
  })

  test('the same key for another payment is rejected, and that payment stays unconsumed', async ({
    admin,
    buyer,
    databaseSnapshot,
  }) => {
    const [first, second] = [await buyItem(buyer), await buyItem(buyer)]
    await admin.mutate('consumePayment', toConsumeInput(first.payment, 'consume 2'))
    const input = toConsumeInput(second.payment, 'consume 2')
    const payload = await databaseSnapshot.expectUnchanged(() => admin.mutate('consumePayment', input))
    expect(payload).toMatchObject({ consume: null, replayed: false, problem: reused })
  })

  test('a consume of a consumed payment with another key, or none, returns the earlier consume', async ({
    admin,
    buyer,
    databaseSnapshot,
  }) => {
    const { payment } = await buyItem(buyer)
    const { consume } = await admin.mutate('consumePayment', toConsumeInput(payment, 'consume 3'))
    for (const key of ['consume 4', null]) {
      const payload = await databaseSnapshot.expectUnchanged(() =>
        admin.mutate('consumePayment', toConsumeInput(payment, key)),
      )
      expect(payload).toMatchObject({
        consume: null,
        payment: { consume: { id: consume?.id, consumedBy: 'SERVER', idempotencyKey: 'consume 3' } },
        problem: { code: 'ALREADY_CONSUMED', field: ['paymentId'], retryable: false },
      })
    }
  })

  test('each consume of a batch has its own result and its own key', async ({ admin, buyer }) => {
    const [first, second] = [await buyItem(buyer), await buyItem(buyer)]
    const consumes = [
      toConsumeInput(first.payment, 'batch 1'),
      toConsumeInput(first.payment, 'batch 1'),
      { ...toConsumeInput(second.payment), purchaseToken: 'wrong' },
      toConsumeInput(second.payment, 'batch 2'),
    ]
    const { results, problem } = await admin.mutate('consumePayments', { consumes })
    expect(problem).toBeNull()
    expect(results.map((result) => result.problem?.code ?? null)).toEqual([
      null,
      null,
      'PURCHASE_TOKEN_INVALID',
      null,
    ])
    expect(
      results
        .slice(0, 2)
        .map(({ replayed }) => replayed)
        .sort(),
    ).toEqual([false, true])
    expect(results[0]?.consume?.id).toBe(results[1]?.consume?.id)
    expect(results[2]?.problem?.field).toEqual(['consumes', '2', 'purchaseToken'])
    expect(results[3]?.payment?.status).toBe('CONSUMED')
  })

  test.for([0, 101])('a batch of %i consumes is rejected as a whole', async (length, { admin }) => {
    const consumes = Array.from({ length }, () => ({ paymentId: 'pay_none', purchaseToken: 'none' }))
    expect(await admin.mutate('consumePayments', { consumes })).toEqual({
      results: [],
      problem: expect.objectContaining({ code: 'INVALID_INPUT', field: ['consumes'] }),
    })
  })
})

describe('completePayment', () => {
  test('a retried completion is replayed with or without a key, and a key with another reference is rejected', async ({
    admin,
    buyer,
    databaseSnapshot,
  }) => {
    const { payment } = await buyItem(buyer)
    await admin.mutate('consumePayment', toConsumeInput(payment))
    const input = { paymentId: payment.id, deliveryReference: 'mail 1', idempotencyKey: 'completion 1' }
    const first = await admin.mutate('completePayment', input)
    expect(first).toMatchObject({ replayed: false, problem: null, payment: { status: 'COMPLETED' } })
    for (const again of [input, { paymentId: payment.id }]) {
      const payload = await databaseSnapshot.expectUnchanged(() => admin.mutate('completePayment', again))
      expect(payload).toMatchObject({ replayed: true, problem: null })
      expect(payload.payment).toEqual(first.payment)
    }
    const other = { ...input, deliveryReference: 'mail 2' }
    expect(await admin.mutate('completePayment', other)).toMatchObject({ payment: null, problem: reused })
  })
})

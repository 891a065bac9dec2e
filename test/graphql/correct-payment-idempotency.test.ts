import { describe, expect, serverTest as test } from '../support/test.ts'
import { correct, createPaymentInStatus } from './corrections.ts'

describe('an idempotency key', () => {
  test('an idempotency key returns the same result again and is rejected for another correction', async ({
    admin,
    buyer,
    records,
  }) => {
    const { id } = await createPaymentInStatus(admin, buyer, 'PAID')
    const change = { status: 'CONSUMED', idempotencyKey: `ticket ${id}` } as const
    const first = await correct(admin, id, change)
    await correct(admin, id, { status: 'COMPLETED' })
    const again = await correct(admin, id, change)
    expect([first.changed, again.changed]).toEqual([true, false])
    expect(again.payment).toMatchObject({ status: 'COMPLETED' })
    const other = await correct(admin, id, { ...change, status: 'REFUNDED' })
    expect(other).toMatchObject({ payment: null, problem: { code: 'IDEMPOTENCY_KEY_REUSED' } })
    expect(await records.events(id)).toHaveLength(2)
  })

  test('an idempotency key shared by simultaneous corrections of two payments applies to one of them', async ({
    admin,
    buyer,
  }) => {
    const [one, other] = [
      await createPaymentInStatus(admin, buyer, 'PAID'),
      await createPaymentInStatus(admin, buyer, 'PAID'),
    ]
    const change = { status: 'CONSUMED', idempotencyKey: `both ${one.id}` } as const
    const payloads = await Promise.all([correct(admin, one.id, change), correct(admin, other.id, change)])
    const codes = payloads.map(({ problem }) => problem?.code ?? null)
    expect(codes.toSorted()).toEqual(['IDEMPOTENCY_KEY_REUSED', null])
  })
})

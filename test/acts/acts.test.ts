import type { ApiClient } from '../support/api.ts'
import { uuidOf } from '../support/database-records.ts'
import { buyItem, createBuyer, toConsumeInput } from '../support/purchase-client.ts'
import { describe, expect } from '../support/test.ts'
import { actsTest as test, readPayment } from './acts-test.ts'

const reason = 'asked for by the customer'
const changed = { code: 'CHANGED_MEANWHILE', field: ['expectedVersion'], retryable: false }

type Act = (
  client: ApiClient,
  input: { readonly paymentId: string; readonly expectedVersion?: number },
) => Promise<{ readonly problem?: { readonly code: string } | null }>

const acts: Readonly<Record<string, Act>> = {
  refundPayment: (client, input) => client.mutate('refundPayment', { ...input, reason }),
  correctPayment: (client, input) =>
    client.mutate('correctPayment', { ...input, status: 'CONSUMED', reason }),
  transferPayment: async (client, input) =>
    client.mutate('transferPayment', { ...input, toUserId: 'taker', reason }),
  consumePaymentForUser: (client, input) => client.mutate('consumePaymentForUser', { ...input, reason }),
  retryAcknowledgement: (client, input) => client.mutate('retryAcknowledgement', input),
}

describe.each(Object.entries(acts))('%s', (name, act) => {
  test('a call that expects the version of the payment acts, and one that expects an earlier version changes nothing', async ({
    server,
    operator,
    buyer,
    records,
  }) => {
    await createBuyer(server, { userId: 'taker' })
    const { payment } = await buyItem(buyer, { store: 'GOOGLE_PLAY' })
    const { id: paymentId, version } = payment
    await operator.client.mutate('correctPayment', {
      paymentId,
      price: payment.price,
      status: 'PAID',
      reason,
    })
    const before = await readPayment(operator.client, paymentId)
    expect(before?.version).toBe(version)
    expect((await act(operator.client, { paymentId, expectedVersion: version })).problem).toBeNull()
    const after = await readPayment(operator.client, paymentId)
    expect(after?.version).toBeGreaterThan(version)
    const entries = await records.auditLog(paymentId)
    expect(entries).toHaveLength(1)
    const again = await act(operator.client, { paymentId, expectedVersion: version })
    expect(again).toMatchObject({ payment: { version: after?.version }, problem: changed })
    expect(await records.auditLog(paymentId)).toEqual(entries)
    expect(await readPayment(operator.client, paymentId)).toEqual(after)
  })

  test(`of ten calls at once that saw the same version one acts, which is ${name}`, async ({
    server,
    operator,
    support,
    buyer,
    records,
  }) => {
    await createBuyer(server, { userId: 'taker' })
    const { id: paymentId, version } = (await buyItem(buyer, { store: 'GOOGLE_PLAY' })).payment
    const isForSupport = name === 'refundPayment' || name === 'consumePaymentForUser'
    const clients = [operator.client, isForSupport ? support.client : operator.client]
    const calls = Array.from({ length: 10 }, (_, index) =>
      act(clients[index % 2] ?? operator.client, { paymentId, expectedVersion: version }),
    )
    const codes = (await Promise.all(calls)).map(({ problem }) => problem?.code ?? null)
    expect(codes.filter((code) => code === null)).toHaveLength(1)
    expect(codes.filter((code) => code === 'CHANGED_MEANWHILE')).toHaveLength(9)
    expect(await records.auditLog(paymentId)).toHaveLength(1)
  })
})

test('a call that repeats an idempotency key is answered from the first call, whatever version it expects', async ({
  support,
  payment,
}) => {
  const { id: paymentId, version } = payment
  const input = { paymentId, reason, expectedVersion: version, idempotencyKey: `consume ${paymentId}` }
  const first = await support.client.mutate('consumePaymentForUser', input)
  expect(first).toMatchObject({ payment: { status: 'CONSUMED' }, replayed: false, problem: null })
  expect(await support.client.mutate('consumePaymentForUser', input)).toMatchObject({
    replayed: true,
    problem: null,
  })
})

test('every change of a payment by anybody is a new version', async ({ admin, server, payment, sql }) => {
  const versions = [payment.version]
  const note = async () => versions.push((await readPayment(admin, payment.id))?.version ?? -1)
  await admin.mutate('consumePayment', toConsumeInput(payment))
  await note()
  await admin.mutate('completePayment', { paymentId: payment.id })
  await note()
  await admin.mutate('transferPayment', {
    paymentId: payment.id,
    toUserId: (await createBuyer(server)).userId,
    reason,
  })
  await note()
  await sql`update payments set submitted_at = now() where id = ${uuidOf(payment.id)}`
  await note()
  expect(versions.toSorted((a, b) => a - b)).toEqual(versions)
  expect(new Set(versions).size).toBe(5)
})

describe('consumePaymentForUser', () => {
  test('I2: of a game server and two operators who consume at once one succeeds, and there is one consume and one event', async ({
    admin,
    support,
    operator,
    server,
    records,
  }) => {
    for (let round = 0; round < 5; round += 1) {
      const { payment } = await buyItem(await createBuyer(server))
      const forUser = { paymentId: payment.id, reason }
      const outcomes = await Promise.all([
        admin.mutate('consumePayment', toConsumeInput(payment)),
        support.client.mutate('consumePaymentForUser', forUser),
        operator.client.mutate('consumePaymentForUser', forUser),
      ])
      expect(outcomes.filter(({ problem }) => problem === null)).toHaveLength(1)
      for (const { problem } of outcomes) expect([undefined, 'ALREADY_CONSUMED']).toContain(problem?.code)
      const consumed = { type: 'PAYMENT_CONSUMED', previous_status: 'PAID', status: 'CONSUMED' }
      expect(await records.events(payment.id)).toEqual([consumed])
    }
  })

  test('the consume names the operator, its reason is in the audit log, and the game server gets ALREADY_CONSUMED', async ({
    admin,
    support,
    payment,
    records,
  }) => {
    const { id: paymentId } = payment
    const consumed = await support.client.mutate('consumePaymentForUser', { paymentId, reason })
    expect(consumed).toMatchObject({ payment: { status: 'CONSUMED', purchaseToken: null }, problem: null })
    expect((await readPayment(admin, paymentId))?.consume).toEqual({ consumedBy: 'OPERATOR' })
    expect(await records.auditLog(paymentId)).toMatchObject([
      { actor: `OPERATOR ${support.id} ${support.operator.email}`, action: 'consumePaymentForUser', reason },
    ])
    const late = await admin.mutate('consumePayment', toConsumeInput(payment))
    expect(late.problem).toMatchObject({ code: 'ALREADY_CONSUMED' })
  })

  test('a payment of a suspended user is not consumed until the user is released', async ({
    operator,
    server,
  }) => {
    const buyer = await createBuyer(server)
    const { payment } = await buyItem(buyer)
    const user = { userId: buyer.userId, reason }
    const consume = () => operator.client.mutate('consumePaymentForUser', { paymentId: payment.id, reason })
    await operator.client.mutate('suspendUser', user)
    expect((await consume()).problem).toMatchObject({ code: 'USER_SUSPENDED' })
    await operator.client.mutate('releaseUser', user)
    expect((await consume()).problem).toBeNull()
  })

  test('a refunded payment and an item that cannot be consumed are not consumed', async ({
    operator,
    server,
  }) => {
    const { client } = operator
    const buyer = await createBuyer(server)
    const refunded = (await buyItem(buyer)).payment
    await client.mutate('refundPayment', { paymentId: refunded.id, reason })
    const kept = (await buyItem(buyer, { itemId: 'remove_ads' })).payment
    const consume = async (paymentId: string) =>
      (await client.mutate('consumePaymentForUser', { paymentId, reason })).problem?.code
    expect(await consume(refunded.id)).toBe('PAYMENT_REFUNDED')
    expect(await consume(kept.id)).toBe('NOT_CONSUMABLE')
  })

  test('callers other than operators who may act are refused', async ({ admin, viewer, buyer, payment }) => {
    const text = `mutation { consumePaymentForUser(input: { paymentId: "${payment.id}", reason: "x" }) { replayed } }`
    for (const client of [admin, viewer.client, buyer.client]) {
      expect(await client.queryErrorCodes(text)).toEqual(['FORBIDDEN'])
    }
  })
})

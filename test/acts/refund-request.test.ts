import { uuidOf } from '../support/database-records.ts'
import { updateStorePurchase } from '../support/emulator-control.ts'
import { buyItem, createBuyer } from '../support/purchase-client.ts'
import { describe, expect } from '../support/test.ts'
import { actsTest as test, readPayment } from './acts-test.ts'

const reason = 'asked for by the customer'

describe('rereadPayment', () => {
  test('a refund at the store that no notification reported is recorded, and the payment says when the store was read', async ({
    support,
    emulator,
    records,
    server,
  }) => {
    const { payment, storePurchase } = await buyItem(await createBuyer(server), { store: 'GOOGLE_PLAY' })
    const before = await readPayment(support.client, payment.id)
    expect(before?.storeReadAt).toBe(before?.verifiedAt)
    const same = await support.client.mutate('rereadPayment', { paymentId: payment.id })
    expect(same).toMatchObject({ payment: { status: 'PAID' }, changed: false, problem: null })
    const read = await readPayment(support.client, payment.id)
    expect(Date.parse(read?.storeReadAt ?? '')).toBeGreaterThan(Date.parse(before?.storeReadAt ?? ''))
    await updateStorePurchase(emulator, storePurchase.id, 'refund')
    const refunded = await support.client.mutate('rereadPayment', { paymentId: payment.id })
    expect(refunded).toMatchObject({ payment: { status: 'REFUNDED' }, changed: true, problem: null })
    const actions = (await records.auditLog(payment.id)).map(({ action }) => action)
    expect(actions).toEqual(['rereadPayment', 'rereadPayment'])
  })

  test('the time of the last read does not change while the store is unavailable', async ({
    support,
    server,
    faults,
  }) => {
    const { payment } = await buyItem(await createBuyer(server), { store: 'GOOGLE_PLAY' })
    const before = await readPayment(support.client, payment.id)
    await faults.inject({ store: 'GOOGLE_PLAY', status: 503 })
    const failed = await support.client.mutate('rereadPayment', { paymentId: payment.id })
    expect(failed).toMatchObject({
      payment: { status: 'PAID' },
      changed: false,
      problem: { code: 'STORE_UNAVAILABLE' },
    })
    expect(await readPayment(support.client, payment.id)).toEqual(before)
  })

  test('a payment without a reference to its sale is not read', async ({ support, payment, sql }) => {
    await sql`update purchases set sale_key = null where id = ${uuidOf(payment.purchase.id)}`
    const { problem } = await support.client.mutate('rereadPayment', { paymentId: payment.id })
    expect(problem).toMatchObject({ code: 'SALE_NOT_FOUND' })
  })
})

describe('the request of a refund', () => {
  test('a refund whose answer of the store was lost shows as requested until the store confirms it', async ({
    support,
    server,
    faults,
  }) => {
    const { payment } = await buyItem(await createBuyer(server), { store: 'GOOGLE_PLAY' })
    const { id: paymentId } = payment
    await faults.inject({ store: 'GOOGLE_PLAY', status: 503, phase: 'AFTER' })
    const lost = await support.client.mutate('refundPayment', { paymentId, reason })
    expect(lost.problem).toMatchObject({ code: 'STORE_UNAVAILABLE' })
    expect((await readPayment(support.client, paymentId))?.refundRequest).toEqual({
      requestedAt: expect.any(String),
      acceptedAt: null,
    })
    await faults.clear()
    await support.client.mutate('rereadPayment', { paymentId })
    expect(await readPayment(support.client, paymentId)).toMatchObject({
      status: 'REFUNDED',
      refundRequest: null,
    })
  })

  test('a refund that the store accepted and has not confirmed shows as accepted', async ({
    support,
    payment,
    sql,
  }) => {
    const { id: paymentId } = payment
    await support.client.mutate('refundPayment', { paymentId, reason })
    // The state between the answer of the store and its confirmation.
    await sql`
      update payments set status = 'PAID', refunded_at = null, refunded_quantity = 0, refunded_micros = null,
        refund_requested_at = now(), refund_accepted_at = now()
      where id = ${uuidOf(paymentId)}`
    const open = await readPayment(support.client, paymentId)
    expect(open?.refundRequest).toEqual({ requestedAt: expect.any(String), acceptedAt: expect.any(String) })
    await support.client.mutate('rereadPayment', { paymentId })
    expect(await readPayment(support.client, paymentId)).toMatchObject({
      status: 'REFUNDED',
      refundRequest: null,
    })
  })

  test('a refund that the store refuses leaves no request, and no client sees one', async ({
    support,
    admin,
    server,
    sql,
  }) => {
    const buyer = await createBuyer(server)
    const { payment } = await buyItem(buyer, { store: 'ONE_STORE' })
    const { id: paymentId } = payment
    const refused = await support.client.mutate('refundPayment', { paymentId, reason })
    expect(refused.problem).toMatchObject({ code: 'REFUND_NOT_POSSIBLE' })
    expect(await readPayment(admin, paymentId)).toMatchObject({ status: 'PAID', refundRequest: null })
    await sql`update payments set refund_requested_at = now() where id = ${uuidOf(paymentId)}`
    const { payment: seen } = await buyer.client.query(
      'query ($id: ID!) { payment(id: $id) { refundRequest { requestedAt } notes { nodes { id } } openRefundApproval { id } } }',
      { id: paymentId },
    )
    expect(seen).toEqual({ refundRequest: null, notes: null, openRefundApproval: null })
  })
})

import { decodeId } from '../../src/platform/ids.ts'
import { allEvents } from '../support/all-events.ts'
import type { ApiClient } from '../support/api.ts'
import { updateStorePurchase } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import {
  buyItem,
  createBuyer,
  createServerClient,
  toConsumeInput,
  type Buyer,
} from '../support/purchase-client.ts'
import { describe, expect, serverTest as test } from '../support/test.ts'

const message = 'The inventory is full.'

const report = (client: ApiClient, paymentId: string, change: { message?: string; attempts?: number } = {}) =>
  client.mutate('reportDeliveryFailure', { paymentId, message, attempts: 20, ...change })

async function failDelivery(admin: ApiClient, buyer: Buyer) {
  const bought = await buyItem(buyer)
  await admin.mutate('consumePayment', toConsumeInput(bought.payment))
  await report(admin, bought.payment.id)
  return bought
}

const listFailed = async (admin: ApiClient, filter: object = {}) => {
  const text = `query ($filter: PaymentFilter) { payments(filter: $filter, first: 100) { nodes { id } } }`
  const { payments } = await admin.query(text, { filter: { hasDeliveryFailure: true, ...filter } })
  return payments.nodes.map(({ id }) => id)
}

const readFailure = async (client: ApiClient, id: string) => {
  const text = 'query ($id: ID!) { payment(id: $id) { status deliveryFailure { message attempts } } }'
  return (await client.query(text, { id })).payment
}

test('a failed delivery is on the payment, in the lists, in the feed and among the issues', async ({
  admin,
  buyer,
  sql,
}) => {
  const { payment } = await failDelivery(admin, buyer)
  const other = await buyItem(buyer)
  expect(await readFailure(admin, payment.id)).toEqual({
    status: 'CONSUMED',
    deliveryFailure: { message, attempts: 20 },
  })
  expect(await listFailed(admin)).toContain(payment.id)
  expect(await listFailed(admin)).not.toContain(other.payment.id)
  expect(await listFailed(admin, { hasDeliveryFailure: false })).toContain(other.payment.id)
  expect(await listFailed(admin, { hasDeliveryFailure: false })).not.toContain(payment.id)
  const rows = await sql<{ type: string; status: string }[]>`
    select type, status from ${allEvents(sql)} where payment_id = ${decodeId('pay', payment.id)} and type like 'PAYMENT_DELIVERY%'`
  expect([...rows]).toEqual([{ type: 'PAYMENT_DELIVERY_FAILED', status: 'CONSUMED' }])
  const text = 'query ($id: ID!) { payment(id: $id) { environment } }'
  const { payment: read } = await admin.query(text, { id: payment.id })
  const { overview } = await admin.query(
    'query ($environment: Environment) { overview(environment: $environment) { issues { kind store severity since } } }',
    { environment: read?.environment },
  )
  expect(overview.issues).toContainEqual({
    kind: 'DELIVERIES_FAILED',
    store: 'TEST_STORE',
    severity: 'WARNING',
    since: expect.any(String) as string,
  })
})

test('a repeated report changes nothing, and a later one replaces the text', async ({
  admin,
  buyer,
  sql,
}) => {
  const { payment } = await failDelivery(admin, buyer)
  const countEvents = async () => {
    const rows = await sql`select from ${allEvents(sql)} where payment_id = ${decodeId('pay', payment.id)}`
    return rows.length
  }
  const before = await countEvents()
  expect((await report(admin, payment.id)).problem).toBeNull()
  await Promise.all([report(admin, payment.id), report(admin, payment.id)])
  expect(await countEvents()).toBe(before)
  const later = await report(admin, payment.id, { message: 'The player has left.', attempts: 21 })
  expect(later.payment?.deliveryFailure).toMatchObject({ message: 'The player has left.', attempts: 21 })
  expect(await countEvents()).toBe(before)
})

test('reports of several game servers at once are one failure with one event', async ({
  admin,
  buyer,
  sql,
}) => {
  const { payment } = await buyItem(buyer)
  await Promise.all(
    Array.from({ length: 8 }, (_, index) => report(admin, payment.id, { attempts: index + 1 })),
  )
  const rows = await sql`
    select type from ${allEvents(sql)}
    where payment_id = ${decodeId('pay', payment.id)} and type = 'PAYMENT_DELIVERY_FAILED'`
  expect(rows.length).toBe(1)
})

describe('a failed delivery ends', () => {
  test('when the payment is completed, and a report that comes too late does not bring it back', async ({
    admin,
    buyer,
  }) => {
    const { payment } = await failDelivery(admin, buyer)
    await admin.mutate('completePayment', { paymentId: payment.id })
    expect(await readFailure(admin, payment.id)).toEqual({ status: 'COMPLETED', deliveryFailure: null })
    expect(await report(admin, payment.id)).toMatchObject({
      problem: null,
      payment: { deliveryFailure: null },
    })
  })

  test('whatever meets first, when a report and a completion come at once', async ({ admin, buyer }) => {
    for (let round = 0; round < 10; round += 1) {
      const { payment } = await buyItem(buyer)
      await admin.mutate('consumePayment', toConsumeInput(payment))
      await Promise.all([
        report(admin, payment.id),
        admin.mutate('completePayment', { paymentId: payment.id }),
      ])
      expect(await readFailure(admin, payment.id)).toEqual({ status: 'COMPLETED', deliveryFailure: null })
    }
  })

  test('when the payment is refunded', async ({ admin, buyer, emulator }) => {
    const { payment, storePurchase } = await failDelivery(admin, buyer)
    await updateStorePurchase(emulator, storePurchase.id, 'refund')
    await admin.mutate('rereadPayment', { paymentId: payment.id })
    await eventually(async () => {
      expect(await readFailure(admin, payment.id)).toEqual({ status: 'REFUNDED', deliveryFailure: null })
    })
  })

  test('when the payment is transferred, because its new user is owed the item', async ({
    server,
    admin,
    buyer,
  }) => {
    const { payment } = await failDelivery(admin, buyer)
    const { userId: toUserId } = await createBuyer(server)
    await admin.mutate('transferPayment', { paymentId: payment.id, toUserId, reason: 'Another account.' })
    expect(await readFailure(admin, payment.id)).toMatchObject({ deliveryFailure: null })
  })

  test('when an operator or the game server has it delivered again, with one event', async ({
    admin,
    buyer,
    sql,
  }) => {
    const { payment } = await failDelivery(admin, buyer)
    const retries = await Promise.all([
      admin.mutate('retryDelivery', { paymentId: payment.id }),
      admin.mutate('retryDelivery', { paymentId: payment.id }),
    ])
    for (const retry of retries) {
      expect(retry).toMatchObject({ problem: null, payment: { status: 'CONSUMED', deliveryFailure: null } })
    }
    const rows = await sql`
      select type from ${allEvents(sql)}
      where payment_id = ${decodeId('pay', payment.id)} and type = 'PAYMENT_DELIVERY_RETRIED'`
    expect(rows.length).toBe(1)
    const version = retries[0].payment?.version ?? 0
    const refused = await admin.mutate('retryDelivery', {
      paymentId: payment.id,
      expectedVersion: version + 1,
    })
    expect(refused.problem?.code).toBe('CHANGED_MEANWHILE')
    await report(admin, payment.id)
    expect(await readFailure(admin, payment.id)).toMatchObject({ deliveryFailure: { message } })
  })
})

test('a client sees no failed delivery, and can report none', async ({ admin, buyer }) => {
  const { payment } = await failDelivery(admin, buyer)
  expect(await readFailure(buyer.client, payment.id)).toEqual({ status: 'CONSUMED', deliveryFailure: null })
  const text =
    'mutation ($input: ReportDeliveryFailureInput!) { reportDeliveryFailure(input: $input) { problem { code } } }'
  const input = { paymentId: payment.id, message, attempts: 1 }
  expect(await buyer.client.queryErrorCodes(text, { input })).toEqual(['FORBIDDEN'])
})

test.for([
  ['an empty text', { message: '' }, 'message'],
  ['a blank text', { message: ' \n' }, 'message'],
  ['a text that is too long', { message: 'x'.repeat(1_001) }, 'message'],
  ['a text that changes its direction', { message: 'a\u202Eb' }, 'message'],
  ['no attempt', { attempts: 0 }, 'attempts'],
  ['too many attempts', { attempts: 1_000_001 }, 'attempts'],
] as const)('a report with %s is refused', async ([, change, field], { admin, buyer }) => {
  const { payment } = await buyItem(buyer)
  expect(await report(admin, payment.id, change)).toMatchObject({
    payment: null,
    problem: { code: 'INVALID_INPUT', field: [field] },
  })
  expect(await readFailure(admin, payment.id)).toMatchObject({ deliveryFailure: null })
})

test('a payment of another AppKey is not found', async ({ server, admin, otherProject, buyer }) => {
  const { payment } = await buyItem(buyer)
  const stranger = createServerClient(server, otherProject)
  for (const answer of [
    await report(stranger, payment.id),
    await stranger.mutate('retryDelivery', { paymentId: payment.id }),
  ]) {
    expect(answer).toMatchObject({ payment: null, problem: { code: 'PAYMENT_NOT_FOUND' } })
  }
  expect(await readFailure(admin, payment.id)).toMatchObject({ deliveryFailure: null })
})

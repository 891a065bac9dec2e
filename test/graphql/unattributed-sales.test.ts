import { randomUUID } from 'node:crypto'
import { updateStorePurchase } from '../support/emulator-control.ts'
import { createBuyer, expectField, toConsumeInput, toStoreProductId } from '../support/purchase-client.ts'
import { describe, expect } from '../support/test.ts'
import {
  listSales,
  sellOutsideApp,
  unattributedSaleTest as test,
} from '../support/unattributed-sale-fixture.ts'

const stores = ['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE'] as const

test.for(stores)(
  'a sale at %s without an owner is kept, and its holder claims it',
  async (store, { emulator, admin, buyer, notifications }) => {
    const price = { amount: '0.99', currencyCode: 'USD' }
    const { storePurchase, sale } = await sellOutsideApp({ emulator, admin, notifications }, store, { price })
    expect(sale).toMatchObject({
      store,
      environment: 'PRODUCTION',
      storeProductId: toStoreProductId('coins_100'),
      item: { itemId: 'coins_100' },
      quantity: 1,
      price,
      accountToken: null,
      storeAccountId: store === 'APP_STORE' ? expect.stringMatching(/^\d+$/) : null,
      acknowledgementDeadline: store === 'APP_STORE' ? null : expect.any(String),
      refundedAt: null,
    })
    const verified = await buyer.client.mutate('verifyPurchase', { receipt: storePurchase.receipt })
    const payment = expectField(verified, 'payment')
    expect(payment).toMatchObject({ status: 'PAID', user: { userId: 'tester' }, price })
    expect(await listSales(admin)).toEqual([])
    expectField(await admin.mutate('consumePayment', toConsumeInput(payment)), 'consume')
  },
)

test('a free sale is kept with the price 0 and is claimed once', async ({
  emulator,
  admin,
  buyer,
  other,
  notifications,
}) => {
  const price = { amount: '0', currencyCode: 'KRW' }
  const { storePurchase, sale } = await sellOutsideApp({ emulator, admin, notifications }, 'APP_STORE', {
    price,
  })
  expect(sale.price).toEqual({ amount: expect.stringMatching(/^0(\.0+)?$/), currencyCode: 'KRW' })
  const { receipt } = storePurchase
  const results = await Promise.all(
    [buyer, other].map(({ client }) => client.mutate('verifyPurchase', { receipt })),
  )
  expect(results.filter(({ payment }) => payment != null)).toHaveLength(1)
  expect(results.find(({ problem }) => problem != null)?.problem?.code).toBe('RECEIPT_USER_MISMATCH')
  expect(await listSales(admin)).toEqual([])
})

describe('assignUnattributedSale', () => {
  test.for(stores)(
    'a sale at %s is assigned to a user once, with an audit entry',
    async (store, { emulator, admin, buyer, notifications, records }) => {
      const { sale } = await sellOutsideApp({ emulator, admin, notifications }, store)
      const input = {
        saleId: sale.id,
        userId: 'tester',
        reason: 'support case 1',
        idempotencyKey: randomUUID(),
      }
      const assigned = await admin.mutate('assignUnattributedSale', input)
      const payment = expectField(assigned, 'payment')
      expect(assigned.replayed).toBe(false)
      expect(payment).toMatchObject({
        status: 'PAID',
        user: { userId: 'tester' },
        item: { itemId: 'coins_100' },
      })
      const again = await admin.mutate('assignUnattributedSale', input)
      expect(again).toMatchObject({ replayed: true, problem: null, payment: { id: payment.id } })
      expect(await records.auditLog(payment.id)).toMatchObject([
        {
          action: 'assignUnattributedSale',
          reason: 'support case 1',
          changes: { after: { userId: 'tester' } },
        },
      ])
      expect(await listSales(admin)).toEqual([])
      const text = '{ unconsumedPayments(first: 100) { nodes { id } } }'
      const { unconsumedPayments } = await buyer.client.query(text)
      expect(unconsumedPayments.nodes.map(({ id }) => id)).toContain(payment.id)
      expect(await notifications.readEventTypes(payment.id)).toEqual(['PAYMENT_PAID'])
    },
  )

  test('I1: an assignment and claims of the holder at the same time record one payment of one user', async ({
    emulator,
    admin,
    buyer,
    other,
    notifications,
    sql,
  }) => {
    const fixtures = { emulator, admin, notifications }
    for (let round = 0; round < 5; round += 1) {
      const { storePurchase, sale } = await sellOutsideApp(fixtures, 'GOOGLE_PLAY')
      const { receipt } = storePurchase
      const [assigned, ...claims] = await Promise.all([
        admin.mutate('assignUnattributedSale', { saleId: sale.id, userId: other.userId, reason: 'race' }),
        buyer.client.mutate('verifyPurchase', { receipt }),
        buyer.client.mutate('verifyPurchase', { receipt }),
      ])
      const owners = [assigned, ...claims].flatMap(({ payment }) => payment?.user.userId ?? [])
      expect(new Set(owners).size).toBe(1)
      const rows = await sql`select from payments where store_transaction_id = ${storePurchase.transactionId}`
      expect(rows).toHaveLength(1)
      expect(await listSales(admin)).toEqual([])
    }
  })

  test('a sale that its holder has claimed is not found, and nothing changes', async ({
    emulator,
    admin,
    buyer,
    other,
    notifications,
    databaseSnapshot,
  }) => {
    const { storePurchase, sale } = await sellOutsideApp({ emulator, admin, notifications }, 'APP_STORE')
    const { receipt } = storePurchase
    expectField(await buyer.client.mutate('verifyPurchase', { receipt }), 'payment')
    await notifications.waitForIdle()
    const input = { saleId: sale.id, userId: other.userId, reason: 'too late' }
    const refused = await databaseSnapshot.expectUnchanged(() =>
      admin.mutate('assignUnattributedSale', input),
    )
    expect(refused).toMatchObject({ payment: null, problem: { code: 'SALE_NOT_FOUND', field: ['saleId'] } })
  })

  test('a sale that was refunded meanwhile is not assigned', async ({ emulator, admin, notifications }) => {
    const { storePurchase, sale } = await sellOutsideApp({ emulator, admin, notifications }, 'GOOGLE_PLAY')
    await updateStorePurchase(emulator, storePurchase.id, 'refund')
    const input = { saleId: sale.id, userId: 'tester', reason: 'refunded' }
    const refused = await admin.mutate('assignUnattributedSale', input)
    expect(refused).toMatchObject({ payment: null, problem: { code: 'PAYMENT_REFUNDED' } })
    await notifications.waitForIdle()
    const [listed] = await listSales(admin)
    expect(listed).toMatchObject({ id: sale.id, refundedAt: expect.any(String) })
  })

  test('a sale of a product that no item has is kept, and is assigned once an item has it', async ({
    emulator,
    admin,
    notifications,
  }) => {
    const productId = 'com.example.arcade.new'
    const { sale } = await sellOutsideApp({ emulator, admin, notifications }, 'GOOGLE_PLAY', { productId })
    expect(sale.item).toBeNull()
    const input = { saleId: sale.id, userId: 'tester', reason: 'new product' }
    const refused = await admin.mutate('assignUnattributedSale', input)
    expect(refused.problem).toMatchObject({ code: 'INVALID_INPUT', field: ['saleId'] })
    const storeProducts = [{ store: 'GOOGLE_PLAY', productId }] as const
    const item = { itemId: 'new', name: 'New', type: 'CONSUMABLE', storeProducts } as const
    expectField(await admin.mutate('upsertItem', item), 'item')
    const payment = expectField(await admin.mutate('assignUnattributedSale', input), 'payment')
    expect(payment.item.itemId).toBe('new')
  })

  test('a user who is not registered, an unknown sale and another project are rejected', async ({
    server,
    emulator,
    admin,
    notifications,
  }) => {
    const { sale } = await sellOutsideApp({ emulator, admin, notifications }, 'APP_STORE')
    const input = { saleId: sale.id, userId: 'nobody', reason: 'x' }
    const unregistered = await admin.mutate('assignUnattributedSale', input)
    expect(unregistered.problem?.code).toBe('USER_NOT_REGISTERED')
    const unknown = await admin.mutate('assignUnattributedSale', { ...input, saleId: 'sal_none' })
    expect(unknown.problem?.code).toBe('SALE_NOT_FOUND')
    const project = await server.addProject({})
    const foreign = (await createBuyer(server, { project, as: 'server' })).client
    expect((await foreign.mutate('assignUnattributedSale', input)).problem?.code).toBe('SALE_NOT_FOUND')
    expect(await listSales(foreign)).toEqual([])
    const text = 'query ($id: ID!) { node(id: $id) { id } }'
    expect(await foreign.query(text, { id: sale.id })).toEqual({ node: null })
    expect(await admin.query(text, { id: sale.id })).toEqual({ node: { id: sale.id } })
    expectField(await admin.mutate('assignUnattributedSale', { ...input, userId: 'tester' }), 'payment')
  })
})

test('a sale with the account token of another system shows it', async ({
  emulator,
  admin,
  notifications,
}) => {
  const accountToken = randomUUID()
  const { sale } = await sellOutsideApp({ emulator, admin, notifications }, 'GOOGLE_PLAY', { accountToken })
  expect(sale.accountToken).toBe(accountToken)
  expectField(
    await admin.mutate('assignUnattributedSale', { saleId: sale.id, userId: 'tester', reason: 'legacy app' }),
    'payment',
  )
})

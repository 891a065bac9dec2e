import { encodeCursor } from '../../src/platform/cursor.ts'
import { decodeId } from '../../src/platform/ids.ts'
import type { ApiClient } from '../support/api.ts'
import {
  buyItem,
  toConsumeInput,
  payAtStore,
  requestPurchase,
  createServerClient,
  type Buyer,
  type VerifiedPurchase,
} from '../support/purchase-client.ts'
import { describe, expect, serverTest } from '../support/test.ts'

const test = serverTest
  .extend('paid', { scope: 'file' }, async ({ buyer }) => {
    const paid: VerifiedPurchase[] = []
    for (const store of ['APP_STORE', 'TEST_STORE', 'APP_STORE', 'TEST_STORE', 'TEST_STORE'] as const) {
      paid.push(await buyItem(buyer, { store }))
    }
    return paid
  })
  .extend('ids', { scope: 'file' }, ({ paid }) => paid.map(({ payment }) => payment.id))

test.beforeAll(({ paid }) => expect(paid).toHaveLength(5))

const pageText = `query ($filter: PaymentFilter, $orderBy: PaymentOrder, $first: Int, $after: Cursor, $last: Int, $before: Cursor) {
  payments(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
    edges { cursor node { id } } nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`

type PageArguments = Readonly<Record<string, unknown>>

async function readPage(admin: ApiClient, buyer: Buyer, page: PageArguments) {
  const filter = { userId: buyer.userId }
  return (await admin.query(pageText, { filter, orderBy: 'PAID_AT_ASC', ...page })).payments
}

const idsOf = ({ nodes }: { readonly nodes: readonly { readonly id: string }[] }) => nodes.map(({ id }) => id)

describe('paging', () => {
  test('forward pages follow each other without gap or overlap, in either order', async ({
    admin,
    buyer,
    ids,
  }) => {
    for (const [orderBy, expected] of [
      ['PAID_AT_ASC', ids],
      ['PAID_AT_DESC', ids.toReversed()],
    ] as const) {
      const seen: string[] = []
      let after: string | null | undefined = null
      let more = true
      while (more) {
        const page = await readPage(admin, buyer, { orderBy, first: 2, after })
        expect(page.pageInfo.hasPreviousPage).toBe(seen.length > 0)
        seen.push(...idsOf(page))
        after = page.pageInfo.endCursor
        more = page.pageInfo.hasNextPage
      }
      expect(seen).toEqual(expected)
    }
  })

  test('backward pages start at the end, each in the order of the list', async ({ admin, buyer, ids }) => {
    const end = await readPage(admin, buyer, { last: 2 })
    expect(idsOf(end)).toEqual(ids.slice(3))
    expect(end.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true })
    const middle = await readPage(admin, buyer, { last: 2, before: end.pageInfo.startCursor })
    expect(idsOf(middle)).toEqual(ids.slice(1, 3))
    expect(middle.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true })
    const start = await readPage(admin, buyer, { last: 2, before: middle.pageInfo.startCursor })
    expect(idsOf(start)).toEqual(ids.slice(0, 1))
    expect(start.pageInfo.hasPreviousPage).toBe(false)
  })

  test('a range between two cursors excludes both ends', async ({ admin, buyer, ids }) => {
    const { edges } = await readPage(admin, buyer, { first: 5 })
    const span = { after: edges[0]?.cursor, before: edges[4]?.cursor }
    expect(idsOf(await readPage(admin, buyer, { first: 10, ...span }))).toEqual(ids.slice(1, 4))
    expect(idsOf(await readPage(admin, buyer, { last: 2, ...span }))).toEqual(ids.slice(2, 4))
  })

  test('cursors are stable across pages and after the payment has changed', async ({
    admin,
    buyer,
    paid,
    ids,
  }) => {
    const { edges } = await readPage(admin, buyer, { first: 5 })
    const backwards = await readPage(admin, buyer, { last: 5 })
    expect(backwards.edges).toEqual(edges)
    await admin.mutate('consumePayment', toConsumeInput(paid[1]!.payment))
    expect(idsOf(await readPage(admin, buyer, { first: 1, after: edges[1]?.cursor }))).toEqual([ids[2]])
  })

  test.for([
    { first: 0 },
    { first: 101 },
    { first: -1 },
    { last: 0 },
    { last: 101 },
    { first: 1, last: 1 },
    { after: 'nonsense' },
    { before: 'nonsense' },
    { after: 'not even base64!' },
  ])('the page arguments %j are BAD_USER_INPUT', async (page, { admin }) => {
    expect(await admin.queryErrorCodes(pageText, page)).toEqual(['BAD_USER_INPUT'])
  })

  test('cursors of another list, of another AppKey, or made up are BAD_USER_INPUT', async ({
    server,
    project,
    admin,
    buyer,
  }) => {
    const other = await server.addProject({})
    const { items, paymentEvents } = await admin.query(
      '{ items { pageInfo { endCursor } } paymentEvents { pageInfo { endCursor } } }',
    )
    const foreign = (await readPage(admin, buyer, { first: 1 })).pageInfo.endCursor
    for (const after of [items.pageInfo.endCursor, paymentEvents.pageInfo.endCursor]) {
      expect(await admin.queryErrorCodes(pageText, { after })).toEqual(['BAD_USER_INPUT'])
    }
    expect(await createServerClient(server, other).queryErrorCodes(pageText, { after: foreign })).toEqual([
      'BAD_USER_INPUT',
    ])
    const appId = decodeId('ak', project.appKey) ?? ''
    for (const text of ['', 'nonsense', '2026-01-01T00:00:00.000Z 7', '2026-13-01T00:00:00.000Z nul \0']) {
      const after = encodeCursor('payments', appId, text)
      expect(await admin.queryErrorCodes(pageText, { after })).toEqual(['BAD_USER_INPUT'])
    }
    const after = encodeCursor('items', appId, 'nul \0')
    expect(
      await admin.queryErrorCodes('query ($after: Cursor) { items(after: $after) { nodes { id } } }', {
        after,
      }),
    ).toEqual(['BAD_USER_INPUT'])
  })

  test('a page has 20 payments by default and at most 100', async ({ admin, buyer, ids }) => {
    expect(idsOf(await readPage(admin, buyer, { first: 100 }))).toEqual(ids)
    const { payments } = await admin.query('{ payments { nodes { id } } }')
    expect(payments.nodes.length).toBeLessThanOrEqual(20)
  })
})

describe('the filter', () => {
  const filtered = async (admin: ApiClient, buyer: Buyer, filter: PageArguments) =>
    idsOf(await readPage(admin, buyer, { filter: { userId: buyer.userId, ...filter } }))

  test('a payment must match all conditions of the filter', async ({ admin, buyer, paid, ids }) => {
    const { payment, storePurchase } = paid[0]!
    expect(await filtered(admin, buyer, { store: ['APP_STORE'] })).toEqual([ids[0], ids[2]])
    expect(await filtered(admin, buyer, { store: ['APP_STORE'], environment: 'SANDBOX' })).toEqual([])
    expect(await filtered(admin, buyer, { environment: 'PRODUCTION' })).toEqual([ids[0], ids[2]])
    expect(await filtered(admin, buyer, { storeTransactionId: storePurchase.transactionId })).toEqual([
      ids[0],
    ])
    expect(await filtered(admin, buyer, { itemId: 'coins_100' })).toEqual(ids)
    expect(await filtered(admin, buyer, { itemId: 'coins_500' })).toEqual([])
    expect(await filtered(admin, buyer, { userId: 'nobody' })).toEqual([])
    expect(await filtered(admin, buyer, { acknowledgementStatus: ['PENDING'] })).toEqual(ids)
    expect(await filtered(admin, buyer, { acknowledgementStatus: ['ACKNOWLEDGED'] })).toEqual([])
    expect(await filtered(admin, buyer, { status: ['PAID', 'CONSUMED'] })).toEqual(ids)
    expect(await filtered(admin, buyer, { status: [] })).toEqual([])
    expect(
      await filtered(admin, buyer, { paidBetween: { from: payment.paidAt, to: paid[1]?.payment.paidAt } }),
    ).toEqual([ids[0]])
  })

  test('payments are found by receipt and by order number', async ({ admin, buyer, paid, ids }) => {
    for (const [index, { payment, storePurchase }] of paid.entries()) {
      const { appStore } = storePurchase.receipt
      const receipt = appStore == null ? storePurchase.receipt.testStore?.receipt : appStore.signedTransaction
      expect(await filtered(admin, buyer, { receipt })).toEqual([ids[index]])
      expect(await filtered(admin, buyer, { receipt: ` ${storePurchase.transactionId}\n` })).toEqual([
        ids[index],
      ])
      if (payment.storeOrderId != null)
        expect(await filtered(admin, buyer, { storeOrderId: payment.storeOrderId })).toEqual([ids[index]])
    }
  })

  test('prices are compared exactly, both ends included, in one currency', async ({
    server,
    admin,
    buyer,
    ids,
  }) => {
    const purchase = await requestPurchase(buyer, { store: 'TEST_STORE' })
    const { receipt } = await payAtStore(server, purchase, {
      price: { amount: '4.990001', currencyCode: 'USD' },
    })
    const { payment } = await buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
    const between = (from: string, to: string) =>
      filtered(admin, buyer, { currencyCode: 'USD', priceBetween: { from, to } })
    expect(await between('4.990001', '4.990001')).toEqual([payment?.id])
    expect(await between('4.99', '4.99')).toEqual([])
    expect(await filtered(admin, buyer, { currencyCode: 'KRW', priceBetween: { from: '1200' } })).toEqual(ids)
    const withoutCurrency = { filter: { priceBetween: { from: '1' } } }
    expect(await admin.queryErrorCodes(pageText, withoutCurrency)).toEqual(['BAD_USER_INPUT'])
  })

  test.for([
    { userId: 'nul \u0000' },
    { itemId: 'nul \u0000' },
    { storeOrderId: 'nul \u0000' },
    { storeTransactionId: 'nul \u0000' },
    { receipt: 'nul \u0000' },
    { receipt: `e30.${Buffer.from('{"transactionId":"nul \\u0000"}').toString('base64url')}.e30` },
    { paidBetween: { from: '0000-01-01T00:00:00Z' } },
    { paidBetween: { from: '0001-01-01T00:00:00+14:00' } },
    { paidBetween: { to: '9999-12-31T23:59:59-14:00' } },
    { paidBetween: { from: '2026-02-30T00:00:00' } },
    { currencyCode: 'krw' },
    { currencyCode: 'KRW', priceBetween: { from: '1e3' } },
    { currencyCode: 'KRW', priceBetween: { from: '99999999999999999999' } },
  ])('the filter %j is BAD_USER_INPUT and no internal error', async (filter, { admin }) => {
    expect(await admin.queryErrorCodes(pageText, { filter })).toEqual(['BAD_USER_INPUT'])
  })

  test('extreme values of the filter match nothing and cause no error', async ({ admin, buyer }) => {
    const whole = { from: '0001-01-01T00:00:00Z', to: '9999-12-31T23:59:59.999999999Z' }
    expect(
      await filtered(admin, buyer, { paidBetween: whole, storeTransactionId: 'x'.repeat(10_000) }),
    ).toEqual([])
    expect(
      await filtered(admin, buyer, { currencyCode: 'KRW', priceBetween: { from: '999999999999.999999' } }),
    ).toEqual([])
  })
})

import { updateStorePurchase } from '../support/emulator-control.ts'
import {
  buyItem,
  buyUnverified,
  createAppClient,
  createBuyer,
  createServerClient,
  requestPurchase,
} from '../support/purchase-client.ts'
import { expect, serverTest } from '../support/test.ts'

const test = serverTest.extend('player', ({ server }) => createBuyer(server))

const text = `query ($filter: PurchaseFilter, $first: Int, $after: Cursor, $last: Int, $before: Cursor) {
  purchases(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
    nodes { id status store problem { message } user { userId } item { itemId } payment { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`

test('purchases are listed by status, store, user, item and time, with why they ended', async ({
  admin,
  player,
  server,
}) => {
  const { userId, client } = player
  const requested = await requestPurchase(player, { store: 'GOOGLE_PLAY' })
  const canceled = await requestPurchase(player, { itemId: 'coins_500' })
  await client.mutate('cancelPurchase', { purchaseId: canceled.id, reason: 'the player left' })
  const pending = await buyUnverified(player, { outcome: 'PENDING' })
  await client.mutate('verifyPurchase', {
    purchaseId: pending.purchase.id,
    receipt: pending.storePurchase.receipt,
  })
  const { purchase: paid, payment } = await buyItem(player)
  const list = async (filter: object) =>
    (await admin.query(text, { filter: { userId, ...filter } })).purchases.nodes
  const idsOf = async (filter: object) => (await list(filter)).map(({ id }) => id)
  expect(await idsOf({})).toEqual([paid.id, pending.purchase.id, canceled.id, requested.id])
  expect(await list({ status: ['CANCELED', 'FAILED'] })).toMatchObject([
    {
      id: canceled.id,
      problem: { message: 'the player left' },
      user: { userId },
      item: { itemId: 'coins_500' },
      payment: null,
    },
  ])
  const eventsText = 'query ($id: ID!) { purchase(id: $id) { events { type } } }'
  const { purchase: ended } = await admin.query(eventsText, { id: canceled.id })
  expect(ended?.events.map(({ type }) => type)).toEqual(['PURCHASE_REQUESTED', 'PURCHASE_CANCELED'])
  expect(await list({ status: ['VERIFIED'] })).toMatchObject([{ id: paid.id, payment: { id: payment.id } }])
  expect(await idsOf({ status: ['REQUESTED', 'PENDING'] })).toEqual([pending.purchase.id, requested.id])
  expect(await idsOf({ store: ['GOOGLE_PLAY'] })).toEqual([requested.id])
  expect(await idsOf({ itemId: 'coins_500' })).toEqual([canceled.id])
  expect(await idsOf({ requestedBetween: { from: new Date(Date.now() + 60_000) } })).toEqual([])
  expect(await idsOf({ requestedBetween: { to: new Date(Date.now() + 60_000) } })).toHaveLength(4)
  expect(await idsOf({ status: [] })).toEqual([])
  expect(await idsOf({ userId: 'nobody' })).toEqual([])
  await expect(createAppClient(server).query(text)).rejects.toThrow(/FORBIDDEN|UNAUTHENTICATED/)
})

test('the pages of the list lead forward and back, and show no purchase of another AppKey', async ({
  admin,
  player,
  server,
  otherProject,
}) => {
  for (let count = 0; count < 5; count += 1) await requestPurchase(player)
  const read = async (page: object) =>
    (await admin.query(text, { filter: { userId: player.userId }, ...page })).purchases
  const all = (await read({ first: 100 })).nodes.map(({ id }) => id)
  const first = await read({ first: 2 })
  const second = await read({ first: 2, after: first.pageInfo.endCursor })
  const back = await read({ last: 2, before: second.pageInfo.startCursor })
  expect(first.nodes.map(({ id }) => id)).toEqual(all.slice(0, 2))
  expect(second.nodes.map(({ id }) => id)).toEqual(all.slice(2, 4))
  expect(second.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true })
  expect(back.nodes.map(({ id }) => id)).toEqual(all.slice(0, 2))
  const others = await createServerClient(server, otherProject).query(text, { first: 100 })
  expect(others.purchases.nodes.filter(({ id }) => all.includes(id))).toEqual([])
})

test('totals of a user count payments and refunds by currency, and refunds of a period by the clock of the server', async ({
  admin,
  player,
  server,
  sql,
  records,
}) => {
  const price = (amount: string, currencyCode: string) => ({ price: { amount, currencyCode } })
  const { emulator } = server
  const cheap = await buyItem(player, price('0.1', 'USD'))
  await buyItem(player, price('0.2', 'USD'))
  const won = await buyItem(player, price('1100', 'KRW'))
  await admin.mutate('consumePayment', {
    paymentId: won.payment.id,
    purchaseToken: won.payment.purchaseToken ?? '',
  })
  const { receipt } = await updateStorePurchase(emulator, won.storePurchase.id, 'refund')
  await player.client.mutate('verifyPurchase', { receipt })
  await records.addRefund(cheap.payment.id, { reversedAt: new Date() })
  const totals = `query ($userId: String!) { user(userId: $userId) {
    paymentTotals(environment: SANDBOX) { paymentCount unconsumedCount refundedPaymentCount isExact
      currencies { currencyCode paymentCount refundedPaymentCount gross refunded } }
    production: paymentTotals { paymentCount currencies { currencyCode } }
    recent: refundTotals(environment: SANDBOX, lastMonths: 3) { since refundCount afterConsumeCount isExact
      currencies { currencyCode refundCount refunded } }
    refundTotals(environment: SANDBOX) { since refundCount afterConsumeCount }
  } }`
  const read = async () => (await admin.query(totals, { userId: player.userId })).user
  expect(await read()).toMatchObject({
    paymentTotals: {
      ...{ paymentCount: 3, unconsumedCount: 2, refundedPaymentCount: 1, isExact: true },
      currencies: [
        { currencyCode: 'USD', paymentCount: 2, refundedPaymentCount: 0, gross: '0.3', refunded: '0' },
        { currencyCode: 'KRW', paymentCount: 1, refundedPaymentCount: 1, gross: '1100', refunded: '1100' },
      ],
    },
    production: { paymentCount: 0, currencies: [] },
    recent: {
      ...{ refundCount: 1, afterConsumeCount: 1, isExact: true, since: expect.any(String) },
      currencies: [{ currencyCode: 'KRW', refundCount: 1, refunded: '1100' }],
    },
    refundTotals: { since: null, refundCount: 1, afterConsumeCount: 1 },
  })
  await sql`update refunds set refunded_at = now() - interval '4 months' where currency_code = 'KRW'`
  expect(await read()).toMatchObject({ recent: { refundCount: 0 }, refundTotals: { refundCount: 1 } })
  const codes = await admin.queryErrorCodes(
    'query ($userId: String!) { user(userId: $userId) { refundTotals(lastMonths: 25) { refundCount } } }',
    player,
  )
  expect(codes).toEqual(['BAD_USER_INPUT'])
  expect(await admin.queryErrorCodes('{ user { id } }')).toEqual(['BAD_USER_INPUT'])
})

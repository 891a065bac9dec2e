import { randomUUID } from 'node:crypto'
import type { Sql } from 'postgres'
import { setNotificationTargets } from '../../src/development/emulator-connections.ts'
import type { DevApp } from '../../src/development/dev-app.ts'
import { decodeId } from '../../src/platform/ids.ts'
import { createEntitlementRecords, type EntitlementRecords } from '../entitlements/entitlement-records.ts'
import { requestRefundReview, updateStorePurchase } from '../support/emulator-control.ts'
import type { ApiClient } from '../support/api.ts'
import {
  buyAndConsume,
  buyItem,
  buyUnverified,
  createBuyer,
  createServerClient,
  expectField,
  toConsumeInput,
  type Buyer,
  type VerifiedPurchase,
} from '../support/purchase-client.ts'
import type { TestServer } from '../support/test-server.ts'
import { waitForIdle } from '../support/wait-for-idle.ts'

export type AppUse = {
  readonly server: TestServer
  readonly sql: Sql
  readonly webhookUrl: string
}

/** Calls of each kind; a connection that runs a statement more than five times keeps its plan. */
const manyRounds = 8

/** Executes every statement that serves a project: as its clients, its game server, its stores, its jobs and its operators. */
export async function useApp(
  { server, sql, webhookUrl }: AppUse,
  project: DevApp,
  rounds = manyRounds,
): Promise<void> {
  setNotificationTargets(server.emulator, server.instance.url, project.appKey)
  const endpoint = { ...server, project }
  const admin = createServerClient(endpoint)
  expectField(await admin.mutate('createWebhookEndpoint', { url: webhookUrl }), 'webhookEndpoint')
  const entitlements = createEntitlementRecords(sql, decodeId('ak', project.appKey) ?? '')
  await entitlements.addEntitlement(`no_ads_${randomUUID()}`, [await entitlements.itemIdOf('remove_ads')])
  for (let round = 0; round < rounds; round += 1) {
    const buyer = await createBuyer(endpoint, { as: 'server' })
    const sold = await sellItems(buyer, randomUUID())
    await giveEntitlements(entitlements, buyer)
    await readAsClient(buyer, sold)
    await readAsOperator(admin, sold)
    await changeAsOperator(admin, sold, buyer)
  }
  await waitForIdle(server, sql, 30_000)
}

async function sellItems(buyer: Buyer, idempotencyKey: string): Promise<VerifiedPurchase> {
  const { client, endpoint } = buyer
  const canceled = await buyUnverified(buyer, { idempotencyKey: `${idempotencyKey}-canceled` })
  await client.mutate('cancelPurchase', { purchaseId: canceled.purchase.id })
  const several = await buyTogether(buyer)
  const consumes = several.map(({ payment }) => toConsumeInput(payment))
  expectField(await client.mutate('consumePayments', { consumes }), 'results')
  const { storePurchase } = await buyAndConsume(buyer, { store: 'ONE_STORE' })
  await updateStorePurchase(endpoint.emulator, storePurchase.id, 'refund')
  const reviewed = await buyAndConsume(buyer, {
    store: 'GOOGLE_PLAY',
    price: { amount: '9.99', currencyCode: 'USD' },
  })
  await requestRefundReview(endpoint.emulator, reviewed.storePurchase.id)
  const sold = await buyItem(buyer, { idempotencyKey })
  const consume = toConsumeInput(sold.payment, idempotencyKey)
  expectField(await client.mutate('consumePayment', consume), 'consume')
  const replay = await client.mutate('consumePayment', consume)
  if (!replay.replayed) throw new Error('the consume was not replayed')
  const completion = { paymentId: sold.payment.id, idempotencyKey }
  expectField(await client.mutate('completePayment', completion), 'payment')
  return sold
}

/** By a payment, a subscription and a grant; each of the two records is what only stores and operators create. */
async function giveEntitlements(entitlements: EntitlementRecords, buyer: Buyer): Promise<void> {
  await buyItem(buyer, { itemId: 'remove_ads', store: 'GOOGLE_PLAY' })
  const [userId, itemId] = [
    await entitlements.userIdOf(buyer.userId),
    await entitlements.itemIdOf('remove_ads'),
  ]
  await entitlements.addSubscription({ userId, itemId, accessUntil: new Date(Date.now() + 60_000) })
  await entitlements.updateUser(userId)
  const [entitlement] = await entitlements.entitlementsOf(userId)
  if (entitlement === undefined) throw new Error('the user has no entitlement')
  await entitlements.addGrant({ userId, entitlementId: entitlement.entitlement_id, kind: 'ADD' })
}

/** Verifies receipts at the same time, so that their payments share statements. */
async function buyTogether(buyer: Buyer): Promise<Pick<VerifiedPurchase, 'payment'>[]> {
  const unverified = await Promise.all(Array.from({ length: 5 }, () => buyUnverified(buyer)))
  return Promise.all(
    unverified.map(async ({ purchase, storePurchase }) => {
      const input = { purchaseId: purchase.id, receipt: storePurchase.receipt }
      return { payment: expectField(await buyer.client.mutate('verifyPurchase', input), 'payment') }
    }),
  )
}

const paymentFields = 'id status consume { id } events { id } refunds { refundedAt }'

async function readAsClient({ client, userId }: Buyer, { purchase, payment }: VerifiedPurchase) {
  await client.query('query ($id: ID!) { purchase(id: $id) { id payment { id } } }', { id: purchase.id })
  await client.query(`query ($id: ID!) { payment(id: $id) { ${paymentFields} } }`, { id: payment.id })
  const owner = 'user { id payments { nodes { id item { name } consume { id } } } refunds { nodes { id } } }'
  const unconsumed = `query ($userId: String!) { unconsumedPayments(userId: $userId) { nodes { id ${owner} } } }`
  await client.query(unconsumed, { userId })
  await client.query('query ($id: ID!) { node(id: $id) { id } }', { id: payment.consume?.id ?? payment.id })
}

async function readAsOperator(admin: ApiClient, { payment }: VerifiedPurchase) {
  const { storeTransactionId, storeOrderId, user } = payment
  const filters = [
    {},
    { storeTransactionId },
    { storeOrderId: storeOrderId ?? 'none' },
    { userId: user.userId },
  ]
  for (const filter of filters) {
    const text =
      'query ($filter: PaymentFilter) { payments(filter: $filter, first: 20) { nodes { id user { id } item { name } consume { id } } } }'
    await admin.query(text, { filter })
  }
  const lists = ['paymentEvents(first: 20)', 'notifications', 'auditLog', 'eventConsumers', 'items']
  for (const list of lists) await admin.query(`{ ${list} { nodes { id } } }`)
  for (const filter of [{}, { status: ['CANCELED', 'FAILED'] }, { userId: user.userId }]) {
    const text = 'query ($filter: PurchaseFilter) { purchases(filter: $filter, first: 20) { nodes { id } } }'
    await admin.query(text, { filter })
  }
  await admin.query(
    `query ($userId: String!) { user(userId: $userId) { suspendedAt paymentTotals { paymentCount }
      refundTotals(lastMonths: 3) { refundCount } } suspendedUsers { nodes { id } } reconciliationDays { day } }`,
    { userId: user.userId },
  )
  for (const orderBy of ['REQUESTED_AT_DESC', 'DEADLINE_ASC']) {
    const text = `{ refundReviews(orderBy: ${orderBy}, first: 20) { nodes { id payments { id } } } }`
    await admin.query(text)
  }
  const ofPayment = `query ($id: ID!) { payment(id: $id) { refundReviews { id } auditEntries { nodes { id } }
    webhookDeliveries { nodes { id } } storeEvidence { kind } consume { serverKey { id } } user { auditEntries { nodes { id } } } } }`
  await admin.query(ofPayment, { id: payment.id })
  await admin.query('{ webhookEndpoints { id deliveries { nodes { id } } } }')
  await admin.query('{ setUpSteps { isDone } }')
  await admin.mutate('checkStoreConnection', { store: 'TEST_STORE' })
}

async function changeAsOperator(admin: ApiClient, { payment }: VerifiedPurchase, buyer: Buyer) {
  const receiver = await createBuyer(buyer.endpoint, { as: 'server' })
  const reason = 'a test'
  const csv = `itemId,name,TEST_STORE\ncoins_100,Coins of ${randomUUID()},com.example.arcade.coins_100`
  expectField(await admin.mutate('importItems', { csv }), 'rows')
  const transfer = { paymentId: payment.id, toUserId: receiver.userId, reason }
  expectField(await admin.mutate('transferPayment', transfer), 'payment')
  const refund = { paymentId: payment.id, reason }
  expectField(await admin.mutate('refundPayment', refund), 'payment')
  expectField(await admin.mutate('eraseUser', { userId: receiver.userId }), 'user')
}

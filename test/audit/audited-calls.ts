import { generateKeyPairSync, randomUUID } from 'node:crypto'
import type { Sql } from 'postgres'
import type { DevApp } from '../../src/development/dev-app.ts'
import type { NotificationHelpers } from '../notifications/notification-fixture.ts'
import { createApiClient, type ApiClient } from '../support/api.ts'
import { emulatorConnectionInputs } from '../support/connect-emulator.ts'
import type { DatabaseRecords } from '../support/database-records.ts'
import { createStorePurchase } from '../support/emulator-control.ts'
import { readStoreIds } from '../search/search-fixture.ts'
import { addOperator, addToken, setGrant, tokenHeaders } from '../support/operators.ts'
import {
  buyItem,
  createBuyer,
  expectField,
  newUserId,
  toStoreProductId,
  type Buyer,
} from '../support/purchase-client.ts'
import { subscribe, subscribeAtStore, verify } from '../subscriptions/subscription-fixture.ts'
import type { TestServer } from '../support/test-server.ts'
import { sellOutsideApp } from '../support/unattributed-sale-fixture.ts'
import type { ReasonClient } from './reason-client.ts'

export type CallFixtures = {
  readonly server: TestServer
  readonly project: DevApp
  readonly admin: ApiClient
  readonly sql: Sql
  readonly records: DatabaseRecords
  readonly notifications: NotificationHelpers
  readonly owner: ReasonClient
  readonly openReview: () => Promise<{ readonly review: { readonly id: string } }>
}

/** The mutations of settings, keys and persisted operations. */
async function callSettings({ admin, owner: { mutate } }: CallFixtures): Promise<void> {
  await mutate('createAppKey', { name: 'another' })
  await mutate('updateAppKey', { name: 'renamed' })
  const { userSecret } = await mutate('rotateUserSecret', { overlapHours: 1 })
  const { userSecrets } = (await admin.query('{ appKey { userSecrets { id } } }')).appKey
  const previous = userSecrets.find(({ id }) => id !== userSecret?.id)
  await mutate('withdrawUserSecret', { userSecretId: previous?.id ?? '' })
  const key = expectField(await mutate('createServerKey', { name: 'shard', role: 'READER' }), 'serverKey')
  await mutate('updateServerKey', { serverKeyId: key.id, name: 'renamed' })
  await mutate('rotateServerKey', { serverKeyId: key.id })
  await mutate('revokeServerKey', { serverKeyId: key.id })
  const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' })
  const registered = await mutate('registerUserTokenKey', { publicKey: JSON.stringify(jwk) })
  await mutate('withdrawUserTokenKey', { userTokenKeyId: expectField(registered, 'userTokenKey').id })
  const document = 'query Items { items { nodes { id } } }'
  const operations = await mutate('registerOperations', { operations: [{ document }] })
  const documentIds = expectField(operations, 'operations').map(({ documentId }) => documentId)
  await mutate('deleteOperations', { documentIds })
}

/** Id of a subscription that a buyer has verified. */
async function subscribeOnce(admin: ApiClient, buyer: Buyer): Promise<string> {
  const storeProducts = [{ store: 'GOOGLE_PLAY' as const, productId: toStoreProductId('vip') }]
  await admin.mutate('upsertItem', { itemId: 'vip', name: 'VIP', type: 'AUTO_RENEWABLE', storeProducts })
  const { purchase, atStore } = await subscribe(buyer, { itemId: 'vip' })
  expectField(await verify(buyer, atStore, purchase.id), 'payment')
  const { subscriptions } = await admin.query('{ subscriptions { nodes { id } } }')
  return subscriptions.nodes[0]?.id ?? ''
}

/** The mutations of subscriptions; the last one ends it. */
async function callSubscriptions(
  { mutate, reasonOf }: CallFixtures['owner'],
  subscriptionId: string,
): Promise<void> {
  await mutate('refreshSubscription', { subscriptionId })
  await mutate('extendSubscription', { subscriptionId, days: 1, reason: reasonOf('extendSubscription') })
  await mutate('cancelSubscription', { subscriptionId, reason: reasonOf('cancelSubscription') })
  const csv = 'userId,store,key\ntester,GOOGLE_PLAY,a-token-of-another-server'
  await mutate('importSubscriptions', { csv })
  const refund = 'FULL' as const
  await mutate('revokeSubscription', { subscriptionId, refund, reason: reasonOf('revokeSubscription') })
}

/** A subscription that its store reports and that no app submits. */
async function assignSubscription({
  server,
  admin,
  notifications,
  owner: { mutate, reasonOf },
}: CallFixtures): Promise<void> {
  await subscribeAtStore(server.emulator)
  await notifications.waitForIdle()
  const text = '{ subscriptions(filter: { isUnattributed: true }) { nodes { id } } }'
  const subscriptionId = (await admin.query(text)).subscriptions.nodes[0]?.id ?? ''
  const reason = reasonOf('assignSubscription')
  await mutate('assignSubscription', { subscriptionId, userId: 'tester', reason })
}

/** The mutations of items, payments and users. */
async function callPayments(fixtures: CallFixtures): Promise<void> {
  const { server, admin, records, project, notifications, openReview, owner } = fixtures
  const { mutate, reasonOf } = owner
  const { emulator } = server
  const storeProducts = [{ store: 'TEST_STORE' as const, productId: 'gems' }]
  await mutate('upsertItem', { itemId: 'gems', name: 'Gems', type: 'CONSUMABLE', storeProducts })
  await mutate('importItems', { csv: 'itemId,name\ngems,Gem' })
  await mutate('upsertEntitlement', { key: 'no_ads', itemIds: ['remove_ads'] })
  const buyer = await createBuyer(server, { userId: 'tester' })
  const { userId } = await createBuyer(server)
  const paymentId = (await buyItem(buyer)).payment.id
  await mutate('transferPayment', { paymentId, toUserId: userId, reason: reasonOf('transferPayment') })
  await mutate('correctPayment', { paymentId, status: 'CONSUMED', reason: reasonOf('correctPayment') })
  await mutate('refundPayment', { paymentId, reason: reasonOf('refundPayment') })
  const { id: unconsumedId } = (await buyItem(buyer)).payment
  const consume = { paymentId: unconsumedId, reason: reasonOf('consumePaymentForUser') }
  await mutate('consumePaymentForUser', consume)
  await mutate('rereadPayment', { paymentId: unconsumedId })
  await mutate('addNote', { paymentId: unconsumedId, text: 'called' })
  const unacknowledged = await buyItem(buyer, { store: 'GOOGLE_PLAY' })
  await mutate('retryAcknowledgement', { paymentId: unacknowledged.payment.id })
  await admin.mutate('reportDeliveryFailure', {
    paymentId: unacknowledged.payment.id,
    message: 'The inventory is full.',
    attempts: 3,
  })
  await mutate('retryDelivery', { paymentId: unacknowledged.payment.id })
  const reviewId = (await openReview()).review.id
  await mutate('answerRefundReview', { reviewId, answer: 'GRANT', reason: reasonOf('answerRefundReview') })
  const { sale } = await sellOutsideApp({ emulator, admin, notifications }, 'ONE_STORE')
  const reason = reasonOf('assignUnattributedSale')
  await mutate('assignUnattributedSale', { saleId: sale.id, userId: 'tester', reason })
  await callSubscriptions(owner, await subscribeOnce(admin, buyer))
  await assignSubscription(fixtures)
  const { receipt } = await createStorePurchase(emulator, {
    store: 'GOOGLE_PLAY',
    productId: toStoreProductId('coins_100'),
    accountToken: randomUUID(),
  })
  const sold = await createStorePurchase(emulator, {
    store: 'GOOGLE_PLAY',
    productId: toStoreProductId('coins_100'),
  })
  const text = (await readStoreIds(emulator, sold)).orderId ?? ''
  const adopted = { store: 'GOOGLE_PLAY' as const, text, userId: 'tester' }
  await mutate('adoptPayment', { ...adopted, reason: reasonOf('adoptPayment') })
  await mutate('importPurchases', { purchases: [{ userId: newUserId(), receipt }] })
  await mutate('replayNotification', { notificationId: await records.addNotification(project) })
  await mutate('exportUser', { userId })
  await mutate('suspendUser', { userId, reason: reasonOf('suspendUser') })
  await mutate('releaseUser', { userId, reason: reasonOf('releaseUser') })
  const granted = { userId, key: 'no_ads', reason: reasonOf('grantEntitlement') }
  const grantId = expectField(await mutate('grantEntitlement', granted), 'grant').id
  await mutate('revokeEntitlementGrant', { grantId, reason: reasonOf('revokeEntitlementGrant') })
  const discrepancyId = await records.addDiscrepancy(project)
  await mutate('ignoreDiscrepancy', { discrepancyId, reason: reasonOf('ignoreDiscrepancy') })
  await mutate('reopenDiscrepancy', { discrepancyId, reason: reasonOf('reopenDiscrepancy') })
  await mutate('eraseUser', { userId })
}

/** The mutations of refunds that a second operator approves: the second one is the owner. */
async function callApprovals({
  server,
  project,
  sql,
  owner: { mutate, reasonOf },
}: CallFixtures): Promise<void> {
  await mutate('updateAppKey', { refundApprovalLimits: [{ amount: '0', currencyCode: 'USD' }] })
  const requester = await addOperator(sql)
  await setGrant(sql, requester, project, 'SUPPORT')
  const secret = await addToken(sql, requester, { role: 'SUPPORT', allowSensitiveActs: true })
  const client = createApiClient(server.graphqlUrl, tokenHeaders(secret, project))
  const buyer = await createBuyer(server)
  const request = async () => {
    const { payment } = await buyItem(buyer)
    const { approval } = await client.mutate('refundPayment', {
      paymentId: payment.id,
      reason: reasonOf('refundPayment'),
    })
    return approval?.id ?? ''
  }
  await mutate('approveRefund', { approvalId: await request(), reason: reasonOf('approveRefund') })
  await mutate('rejectRefund', { approvalId: await request(), reason: reasonOf('rejectRefund') })
  const canceled = { approvalId: await request(), reason: reasonOf('cancelRefundApproval') }
  await mutate('cancelRefundApproval', canceled)
  await mutate('updateAppKey', { refundApprovalLimits: [] })
}

/** The mutations of the feed, of webhooks and of store connections. */
async function callIntegrations({
  server,
  project,
  admin,
  records,
  owner: { mutate },
}: CallFixtures): Promise<void> {
  const { paymentEvents } = await admin.query('{ paymentEvents(first: 2) { edges { cursor } } }')
  const [first = '', second = ''] = paymentEvents.edges.map(({ cursor }) => cursor)
  await mutate('ackEvents', { consumer: 'ledger', cursor: second })
  await mutate('ackEvents', { consumer: 'ledger', cursor: first, allowRewind: true })
  await mutate('deleteEventConsumer', { consumer: 'ledger' })
  const created = await mutate('createWebhookEndpoint', { url: 'https://games.example.com/hook' })
  const { id: endpointId, cursor } = expectField(created, 'webhookEndpoint')
  // No request is sent to this address.
  await mutate('updateWebhookEndpoint', { endpointId, url: 'https://127.0.0.1/other' })
  await mutate('testWebhookEndpoint', { endpointId })
  const { paymentEvents: sent } = await admin.query('{ paymentEvents(first: 1) { nodes { id } } }')
  const eventId = sent.nodes[0]?.id ?? ''
  await mutate('replayWebhookDelivery', {
    deliveryId: await records.addDelivery(project, { endpointId, eventId }),
  })
  await mutate('rotateWebhookSecret', { endpointId })
  await mutate('pauseWebhookEndpoint', { endpointId })
  await mutate('replayWebhookEvents', { endpointId, from: cursor })
  await mutate('resumeWebhookEndpoint', { endpointId })
  await mutate('deleteWebhookEndpoint', { endpointId })
  const { googlePlay } = emulatorConnectionInputs(server.emulator)
  await mutate('connectStore', { googlePlay: { ...googlePlay, shared: true } })
  await mutate('startReconciliation', { store: 'GOOGLE_PLAY' })
  await mutate('disconnectStore', { store: 'GOOGLE_PLAY' })
}

async function callOperators({ server, sql, owner }: CallFixtures): Promise<void> {
  const { mutate, headers } = owner
  const { email } = await addOperator(sql)
  const invited = await mutate('inviteOperator', { email: 'kim@studio.example', role: 'VIEWER' })
  await mutate('revokeOperatorInvitation', { invitationId: expectField(invited, 'invitation').id })
  const client = createApiClient(server.graphqlUrl, headers)
  const { operators } = await client.query('{ operators(first: 100) { nodes { id email } } }')
  const operatorId = operators.nodes.find((each) => each.email === email)?.id ?? ''
  await mutate('grantOperator', { operatorId, role: 'SUPPORT' })
  await mutate('revokeOperatorGrant', { operatorId })
  await mutate('disableOperator', { operatorId })
  await mutate('enableOperator', { operatorId })
  const expiresAt = new Date(Date.now() + 86_400_000)
  const created = await mutate('createPersonalAccessToken', { name: 'ci', role: 'VIEWER', expiresAt })
  await mutate('revokePersonalAccessToken', { tokenId: expectField(created, 'token').id })
}

/** Calls every mutation that the audit log records, at least once with an effect. */
export async function callAuditedMutations(fixtures: CallFixtures): Promise<void> {
  await callPayments(fixtures)
  await callApprovals(fixtures)
  await callIntegrations(fixtures)
  await callOperators(fixtures)
  // Last, because it withdraws what signs the tokens of users.
  await callSettings(fixtures)
}

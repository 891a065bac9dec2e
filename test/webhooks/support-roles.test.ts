import type { OperatorRole } from '../../src/domain/models.ts'
import { createApiClient, type ApiClient } from '../support/api.ts'
import { eventually } from '../support/eventually.ts'
import { addOperator, addToken, setGrant, tokenHeaders } from '../support/operators.ts'
import { buyItem, createBuyer, createServerClient } from '../support/purchase-client.ts'
import { expect, webhookTest } from './webhook-fixture.ts'
import { respondWithStatus } from './webhook-receiver.ts'

const limitedRoles = ['SUPPORT', 'VIEWER'] as const
const reason = 'the customer wrote to us'
const secret = 'hunter2'

const auditFields =
  'nodes { id action reason address changes actor { kind } } pageInfo { hasNextPage endCursor }'
/** What the console shows of a payment. */
const pageText = `query ($id: ID!, $first: Int = 20, $after: Cursor) { payment(id: $id) {
  auditEntries(first: $first, after: $after) { ${auditFields} }
  webhookDeliveries { nodes { id endpointId host url status responseStatus responseBody durationMs event { type } } }
  user { auditEntries { nodes { action } } }
} }`
const nodeText = 'query ($id: ID!) { node(id: $id) { __typename } }'

const readPage = async (
  client: ApiClient,
  id: string,
  page: { first?: number; after?: string | null } = {},
) => (await client.query(pageText, { id, ...page })).payment
const readNode = async (client: ApiClient, id: string | undefined) =>
  (await client.query(nodeText, { id })).node

const test = webhookTest
  .extend('addClient', { scope: 'file' }, ({ server, project, sql }) => async (role: OperatorRole) => {
    const operator = await addOperator(sql)
    await setGrant(sql, operator, project, role)
    return createApiClient(server.graphqlUrl, tokenHeaders(await addToken(sql, operator), project))
  })
  .extend('sold', async ({ server, admin, receiver, webhooks }, { onCleanup }) => {
    const buyer = await createBuyer(server)
    const url = `${receiver.url}?token=${secret}`
    receiver.respondWith(respondWithStatus(200, `thanks for ${url}`))
    const { id: endpointId } = await webhooks.createEndpoint(url, ['PAYMENT_PAID'])
    onCleanup(() => webhooks.deleteEndpoint(endpointId))
    const { payment } = await buyItem(buyer)
    await admin.mutate('exportUser', { userId: buyer.userId })
    await admin.mutate('correctPayment', { paymentId: payment.id, status: 'CONSUMED', reason })
    await admin.mutate('correctPayment', { paymentId: payment.id, status: 'COMPLETED', reason })
    const delivery = await eventually(async () => {
      const [found] = await webhooks.readDeliveries(endpointId)
      if (found === undefined) throw new Error('nothing was delivered')
      return found
    })
    return { id: payment.id, buyer, endpointId, url, host: new URL(url).host, delivery }
  })

test.for(limitedRoles)(
  'the role %s sees what was done to a payment and where its events were delivered, and no secret',
  async (role, { addClient, admin, sold }) => {
    const client = await addClient(role)
    const page = await readPage(client, sold.id)
    expect(page?.auditEntries?.nodes).toMatchObject([
      { action: 'correctPayment', reason, actor: { kind: 'SERVER_KEY' }, address: null },
      { action: 'correctPayment', reason, changes: { before: { status: 'PAID' } }, address: null },
    ])
    expect(page?.webhookDeliveries?.nodes).toEqual([
      {
        ...{ id: sold.delivery.id, endpointId: sold.endpointId, host: sold.host },
        ...{ status: 'DELIVERED', responseStatus: 200, durationMs: expect.any(Number) },
        ...{ url: null, responseBody: null, event: { type: 'PAYMENT_PAID' } },
      },
    ])
    expect(page?.user.auditEntries?.nodes).toEqual([{ action: 'exportUser' }])
    const { webhookEndpoints } = await client.query(
      '{ webhookEndpoints { id host url status deliveries { nodes { id url responseBody error } } } }',
    )
    expect(webhookEndpoints).toContainEqual({
      ...{ id: sold.endpointId, host: sold.host, url: null, status: 'ACTIVE' },
      deliveries: { nodes: [{ id: sold.delivery.id, url: null, responseBody: null, error: null }] },
    })
    expect(JSON.stringify([page, webhookEndpoints])).not.toContain(secret)
    // Settings have values that may be secrets, such as the URL of the endpoint.
    const { auditLog } = await admin.query(`{ auditLog(action: "createWebhookEndpoint") { nodes { id } } }`)
    expect(await client.queryErrorCodes('{ auditLog { nodes { id } } }')).toEqual(['FORBIDDEN'])
    expect(await readNode(client, auditLog.nodes[0]?.id)).toBeNull()
    const ids = [page?.auditEntries?.nodes[0]?.id, sold.endpointId, sold.delivery.id]
    const types = ['AuditEntry', 'WebhookEndpoint', 'WebhookDeliveryAttempt']
    for (const [index, id] of ids.entries())
      expect(await readNode(client, id)).toEqual({ __typename: types[index] })
  },
)

test('the roles OWNER and ADMIN see the addresses, the URLs and the responses too', async ({
  addClient,
  sold,
}) => {
  for (const role of ['OWNER', 'ADMIN'] as const) {
    const page = await readPage(await addClient(role), sold.id)
    expect(page?.auditEntries?.nodes[0]?.address).toBe('127.0.0.1')
    expect(page?.webhookDeliveries?.nodes).toMatchObject([
      { url: sold.url, responseBody: `thanks for ${sold.url}` },
    ])
  }
})

test('the audit entries of a payment are read page by page', async ({ addClient, sold }) => {
  const client = await addClient('SUPPORT')
  const first = (await readPage(client, sold.id, { first: 1 }))?.auditEntries
  const second = (await readPage(client, sold.id, { first: 1, after: first?.pageInfo.endCursor ?? null }))
    ?.auditEntries
  expect([first?.nodes.length, second?.nodes.length]).toEqual([1, 1])
  expect([first?.pageInfo.hasNextPage, second?.pageInfo.hasNextPage]).toEqual([true, false])
  expect(first?.nodes[0]?.id).not.toBe(second?.nodes[0]?.id)
})

test('clients and server keys without the role ADMIN see neither audit entries nor deliveries', async ({
  server,
  admin,
  sold,
}) => {
  const created = await admin.mutate('createServerKey', { name: 'shard', role: 'GAME_SERVER' })
  const gameServer = createServerClient(server, { ...server.project, serverKey: created.secret ?? '' })
  for (const client of [sold.buyer.client, gameServer]) {
    expect(await readPage(client, sold.id)).toEqual({
      auditEntries: null,
      webhookDeliveries: null,
      user: { auditEntries: null },
    })
  }
})

test('I11: an operator of another AppKey sees no payment, no entry and no delivery of this one', async ({
  server,
  otherProject,
  sql,
  sold,
}) => {
  const operator = await addOperator(sql)
  await setGrant(sql, operator, otherProject, 'OWNER')
  const headers = tokenHeaders(await addToken(sql, operator), otherProject)
  const client = createApiClient(server.graphqlUrl, headers)
  expect(await readPage(client, sold.id)).toBeNull()
  for (const id of [sold.endpointId, sold.delivery.id]) expect(await readNode(client, id)).toBeNull()
})

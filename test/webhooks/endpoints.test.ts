import { createApiClient, type ApiClient } from '../support/api.ts'
import { expectField, createServerClient } from '../support/purchase-client.ts'
import { uuidOf } from '../support/database-records.ts'
import { describe, expect, serverTest } from '../support/test.ts'

const url = 'https://games.example.com/hook'

const createEndpoint = async (admin: ApiClient) =>
  expectField(await admin.mutate('createWebhookEndpoint', { url }), 'webhookEndpoint')
const test = serverTest
  .extend('otherClient', { scope: 'file' }, async ({ server }) =>
    createServerClient(server, await server.addProject({})),
  )
  .extend('endpointId', { scope: 'file' }, async ({ admin }) => (await createEndpoint(admin)).id)

const list = async (client: ApiClient) =>
  (await client.query('{ webhookEndpoints { id url types status } }')).webhookEndpoints

test('a new endpoint is active, receives all later events, and shows its secret once', async ({ admin }) => {
  const created = await admin.mutate('createWebhookEndpoint', { url })
  expect(created.problem).toBeNull()
  expect(created.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  expect(created.webhookEndpoint).toMatchObject({
    url,
    types: null,
    status: 'ACTIVE',
    consecutiveFailures: 0,
  })
  const { id } = expectField(created, 'webhookEndpoint')
  expect(await list(admin)).toContainEqual({ id, url, types: null, status: 'ACTIVE' })
  expect((await admin.query('query ($id: ID!) { node(id: $id) { id __typename } }', { id })).node).toEqual({
    id,
    __typename: 'WebhookEndpoint',
  })
})

test('I10: secrets are encrypted in the database, and in no later response and no audit entry', async ({
  admin,
  sql,
  records,
}) => {
  const created = await admin.mutate('createWebhookEndpoint', { url })
  const endpointId = expectField(created, 'webhookEndpoint').id
  const first = expectField(created, 'secret')
  const second = expectField(await admin.mutate('rotateWebhookSecret', { endpointId }), 'secret')
  expect(second).not.toBe(first)
  const [row] = await sql`select * from webhook_endpoints where id = ${uuidOf(endpointId)}`
  const audit = await records.auditLog(endpointId)
  const stored = `${Buffer.from(row?.['encrypted_secret'] as Uint8Array).toString('latin1')}${JSON.stringify([row, audit])}`
  for (const secret of [first, second]) {
    expect(stored).not.toContain(secret.slice('whsec_'.length))
    expect(Buffer.from(row?.['encrypted_secret'] as Uint8Array).includes(Buffer.from(secret, 'utf8'))).toBe(
      false,
    )
  }
  const fields = await admin.query('{ __type(name: "WebhookEndpoint") { fields { name } } }')
  expect(JSON.stringify(fields)).not.toContain('"secret"')
})

test('an endpoint is changed, paused, resumed and deleted, and the audit log records it', async ({
  admin,
  records,
}) => {
  const { id: endpointId } = await createEndpoint(admin)
  const other = 'https://games.example.com/other'
  const types = ['PAYMENT_PAID', 'PAYMENT_REFUNDED'] as const
  const changed = await admin.mutate('updateWebhookEndpoint', { endpointId, url: other, types })
  expect(changed.webhookEndpoint).toMatchObject({ url: other, types })
  const unchangedTypes = await admin.mutate('updateWebhookEndpoint', { endpointId, url })
  expect(unchangedTypes.webhookEndpoint).toMatchObject({ url, types })
  const all = await admin.mutate('updateWebhookEndpoint', { endpointId, types: null })
  expect(all.webhookEndpoint).toMatchObject({ url, types: null })
  const paused = await admin.mutate('pauseWebhookEndpoint', { endpointId })
  expect(paused.webhookEndpoint).toMatchObject({ status: 'PAUSED', pauseReason: 'MANUAL' })
  const resumed = await admin.mutate('resumeWebhookEndpoint', { endpointId })
  expect(resumed.webhookEndpoint).toMatchObject({ status: 'ACTIVE', pauseReason: null })
  const deleted = await admin.mutate('deleteWebhookEndpoint', { endpointId })
  expect(deleted.webhookEndpoint).toMatchObject({ id: endpointId })
  expect((await list(admin)).map(({ id }) => id)).not.toContain(endpointId)
  expect((await records.auditLog(endpointId)).map(({ action }) => action)).toEqual([
    'createWebhookEndpoint',
    ...Array.from({ length: 3 }, () => 'updateWebhookEndpoint'),
    'pauseWebhookEndpoint',
    'resumeWebhookEndpoint',
    'deleteWebhookEndpoint',
  ])
})

test.for([
  ['no protocol', 'games', ['url']],
  ['another protocol', 'ftp://games.example.com', ['url']],
  ['a password', 'https://user:password@games.example.com', ['url']],
  ['a fragment', 'https://games.example.com/#there', ['url']],
] as const)('a URL with %s is rejected', async ([, wrong, field], { admin }) => {
  const { problem } = await admin.mutate('createWebhookEndpoint', { url: wrong })
  expect(problem).toMatchObject({ code: 'INVALID_INPUT', field })
})

test('an empty list of types is rejected', async ({ admin }) => {
  const { problem } = await admin.mutate('createWebhookEndpoint', { url, types: [] })
  expect(problem).toMatchObject({ code: 'INVALID_INPUT', field: ['types'] })
})

test('an AppKey has at most 20 endpoints, however many are created at once', async ({ server }) => {
  const busy = createServerClient(server, await server.addProject({}))
  const created = await Promise.all(
    Array.from({ length: 30 }, () => busy.mutate('createWebhookEndpoint', { url })),
  )
  expect(created.filter(({ webhookEndpoint }) => webhookEndpoint !== null)).toHaveLength(20)
  const problems = new Set(created.flatMap(({ problem }) => problem?.message ?? []))
  expect(problems).toEqual(new Set(['An app can have at most 20 webhook endpoints.']))
  expect(await list(busy)).toHaveLength(20)
})

test('a cursor of another feed is rejected', async ({ admin }) => {
  const { id: endpointId } = await createEndpoint(admin)
  const { problem } = await admin.mutate('replayWebhookEvents', { endpointId, from: 'nonsense' })
  expect(problem).toMatchObject({ code: 'INVALID_INPUT', field: ['from'] })
})

describe('I11: another AppKey', () => {
  test('a client of another AppKey sees no endpoint', async ({ otherClient, endpointId }) => {
    expect(await list(otherClient)).toEqual([])
    const text = 'query ($id: ID!) { webhookEndpoint(id: $id) { id } node(id: $id) { id } }'
    expect(await otherClient.query(text, { id: endpointId })).toEqual({ webhookEndpoint: null, node: null })
  })

  test.for([
    'updateWebhookEndpoint',
    'deleteWebhookEndpoint',
    'rotateWebhookSecret',
    'pauseWebhookEndpoint',
    'resumeWebhookEndpoint',
  ] as const)(
    'a client of another AppKey finds no endpoint to change by %s',
    async (name, { admin, otherClient, endpointId }) => {
      const { problem } = await otherClient.mutate(name, { endpointId })
      expect(problem).toMatchObject({ code: 'WEBHOOK_ENDPOINT_NOT_FOUND', field: ['endpointId'] })
      expect((await list(admin)).map(({ id }) => id)).toContain(endpointId)
    },
  )
})

test('a key without the role ADMIN may not read endpoints', async ({ server, admin }) => {
  const { secret } = await admin.mutate('createServerKey', { name: 'game', role: 'GAME_SERVER' })
  const game = createApiClient(server.graphqlUrl, { authorization: `Bearer ${secret ?? ''}` })
  expect(await game.queryErrorCodes('{ webhookEndpoints { id } }')).toEqual(['FORBIDDEN'])
  const { id } = await createEndpoint(admin)
  const { node } = await game.query('query ($id: ID!) { node(id: $id) { id } }', { id })
  expect(node).toBeNull()
})

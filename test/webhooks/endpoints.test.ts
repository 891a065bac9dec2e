import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApiClient, type ApiClient } from '../support/api.ts'
import { expectField, createServerClient } from '../support/buyer.ts'
import { openDatabaseRecords, uuidOf, type DatabaseRecords } from '../support/database-records.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

const url = 'https://games.example.com/hook'

let server: TestServer
let admin: ApiClient
let records: DatabaseRecords
beforeAll(async () => {
  server = await startTestServer()
  admin = createServerClient(server)
  records = openDatabaseRecords(server.databaseUrl)
})
afterAll(async () => {
  await records.close()
  await server.close()
})

const create = async () =>
  expectField(await admin.mutate('createWebhookEndpoint', { url }), 'webhookEndpoint')
const list = async (api: ApiClient) =>
  (await api.query('{ webhookEndpoints { id url types status } }')).webhookEndpoints

test('a new endpoint is active, gets everything from now on, and shows its secret once', async () => {
  const made = await admin.mutate('createWebhookEndpoint', { url })
  expect(made.problem).toBeNull()
  expect(made.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  expect(made.webhookEndpoint).toMatchObject({ url, types: null, status: 'ACTIVE', consecutiveFailures: 0 })
  const { id } = expectField(made, 'webhookEndpoint')
  expect(await list(admin)).toContainEqual({ id, url, types: null, status: 'ACTIVE' })
  expect((await admin.query('query ($id: ID!) { node(id: $id) { id __typename } }', { id })).node).toEqual({
    id,
    __typename: 'WebhookEndpoint',
  })
})

test('I10: secrets are sealed in the database, and in no answer and no audit entry later', async () => {
  const made = await admin.mutate('createWebhookEndpoint', { url })
  const endpointId = expectField(made, 'webhookEndpoint').id
  const first = expectField(made, 'secret')
  const second = expectField(await admin.mutate('rotateWebhookSecret', { endpointId }), 'secret')
  expect(second).not.toBe(first)
  const [row] = await records.sql`select * from webhook_endpoints where id = ${uuidOf(endpointId)}`
  const audit = await records.auditLog(endpointId)
  const stored = `${Buffer.from(row?.['secret'] as Uint8Array).toString('latin1')}${JSON.stringify([row, audit])}`
  for (const secret of [first, second]) {
    expect(stored).not.toContain(secret.slice('whsec_'.length))
    expect(Buffer.from(row?.['secret'] as Uint8Array).includes(Buffer.from(secret, 'utf8'))).toBe(false)
  }
  const fields = await admin.query('{ __type(name: "WebhookEndpoint") { fields { name } } }')
  expect(JSON.stringify(fields)).not.toContain('"secret"')
})

test('an endpoint is changed, paused, resumed and deleted, and the audit log tells of it', async () => {
  const { id: endpointId } = await create()
  const other = 'https://games.example.com/other'
  const types = ['PAYMENT_PAID', 'PAYMENT_REFUNDED'] as const
  const changed = await admin.mutate('updateWebhookEndpoint', { endpointId, url: other, types })
  expect(changed.webhookEndpoint).toMatchObject({ url: other, types })
  const kept = await admin.mutate('updateWebhookEndpoint', { endpointId, url })
  expect(kept.webhookEndpoint).toMatchObject({ url, types })
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

test.each([
  ['no address', 'games', ['url']],
  ['another protocol', 'ftp://games.example.com', ['url']],
  ['a password', 'https://user:password@games.example.com', ['url']],
  ['a fragment', 'https://games.example.com/#there', ['url']],
])('%s is refused', async (_, wrong, field) => {
  const { problem } = await admin.mutate('createWebhookEndpoint', { url: wrong })
  expect(problem).toMatchObject({ code: 'INVALID_INPUT', field })
})

test('an empty list of types is refused', async () => {
  const { problem } = await admin.mutate('createWebhookEndpoint', { url, types: [] })
  expect(problem).toMatchObject({ code: 'INVALID_INPUT', field: ['types'] })
})

test('an AppKey has at most 20 endpoints, however many are made at once', async () => {
  const busy = createServerClient(server, await server.addProject({}))
  const made = await Promise.all(
    Array.from({ length: 30 }, () => busy.mutate('createWebhookEndpoint', { url })),
  )
  expect(made.filter(({ webhookEndpoint }) => webhookEndpoint !== null)).toHaveLength(20)
  const problems = new Set(made.flatMap(({ problem }) => problem?.message ?? []))
  expect(problems).toEqual(new Set(['An AppKey has at most 20 endpoints.']))
  expect(await list(busy)).toHaveLength(20)
})

test('a cursor that is none of this feed is refused', async () => {
  const { id: endpointId } = await create()
  const { problem } = await admin.mutate('replayWebhookEvents', { endpointId, from: 'nonsense' })
  expect(problem).toMatchObject({ code: 'INVALID_INPUT', field: ['from'] })
})

describe('I11: another AppKey', () => {
  let other: ApiClient
  let endpointId: string
  beforeAll(async () => {
    other = createServerClient(server, await server.addProject({}))
    endpointId = (await create()).id
  })

  test('sees no endpoint', async () => {
    expect(await list(other)).toEqual([])
    const text = 'query ($id: ID!) { webhookEndpoint(id: $id) { id } node(id: $id) { id } }'
    expect(await other.query(text, { id: endpointId })).toEqual({ webhookEndpoint: null, node: null })
  })

  test.each([
    'updateWebhookEndpoint',
    'deleteWebhookEndpoint',
    'rotateWebhookSecret',
    'pauseWebhookEndpoint',
    'resumeWebhookEndpoint',
  ] as const)('finds none to change by %s', async (name) => {
    const { problem } = await other.mutate(name, { endpointId })
    expect(problem).toMatchObject({ code: 'WEBHOOK_ENDPOINT_NOT_FOUND', field: ['endpointId'] })
    expect((await list(admin)).map(({ id }) => id)).toContain(endpointId)
  })
})

test('a key that is no ADMIN may not look at endpoints', async () => {
  const { secret } = await admin.mutate('createServerKey', { name: 'game', role: 'GAME_SERVER' })
  const game = createApiClient(server.graphqlUrl, { authorization: `Bearer ${secret ?? ''}` })
  expect(await game.queryErrorCodes('{ webhookEndpoints { id } }')).toEqual(['FORBIDDEN'])
  const { id } = await create()
  const { node } = await game.query('query ($id: ID!) { node(id: $id) { id } }', { id })
  expect(node).toBeNull()
})

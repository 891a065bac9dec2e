import { createHash } from 'node:crypto'
import { startOperationCheck } from '../../src/domain/persisted-operation/check-stored-operations.ts'
import { createLog } from '../../src/platform/log.ts'
import type { ApiClient } from '../support/api.ts'
import { eventually } from '../support/eventually.ts'
import { createServerClient } from '../support/purchase-client.ts'
import { serverKeyHeaders, userTokenHeaders } from '../support/graphql-client.ts'
import type { TestServer } from '../support/test-server.ts'
import { describe, expect, serverTest as test } from '../support/test.ts'

const hashOf = (document: string) => createHash('sha256').update(document).digest('hex')
const idOf = (document: string) => `sha256:${hashOf(document)}`
const apolloOf = (document: string) => ({ persistedQuery: { version: 1, sha256Hash: hashOf(document) } })

const items = 'query Items($first: Int = 3) { items(first: $first) { nodes { itemId } } }'
const register = 'mutation Register { registerUser(input: {}) { user { userId } problem { code } } }'
const other = 'query Other { items { nodes { name } } }'

async function addProject(server: TestServer, operationsPolicy: 'ANY' | 'PERSISTED_ONLY' = 'PERSISTED_ONLY') {
  const project = await server.addProject({ operationsPolicy })
  const admin = createServerClient(server, project)
  const registerAll = (...documents: string[]) =>
    admin.mutate('registerOperations', { operations: documents.map((document) => ({ document })) })
  const client = await userTokenHeaders(project, 'player')
  return { project, admin, registerAll, client }
}

type Answer = { status: number; data: unknown; code: string | undefined; message: string | undefined }

async function readAnswer(response: Response): Promise<Answer> {
  const { data, errors } = (await response.json()) as {
    data?: unknown
    errors?: { message: string; extensions: { code: string } }[]
  }
  return { status: response.status, data, code: errors?.[0]?.extensions.code, message: errors?.[0]?.message }
}

const post = async (server: TestServer, headers: Record<string, string>, body: object) =>
  readAnswer(
    await fetch(server.graphqlUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    }),
  )

const get = async (server: TestServer, headers: Record<string, string>, parameters: Record<string, string>) =>
  readAnswer(
    await fetch(`${server.graphqlUrl}?${new URLSearchParams(parameters).toString()}`, {
      headers: { 'apollo-require-preflight': 'true', ...headers },
    }),
  )

const executed = { status: 200, data: { items: { nodes: [] } }, code: undefined }
const notFound = { status: 400, code: 'PERSISTED_OPERATION_NOT_FOUND' }

describe('a client under PERSISTED_ONLY', () => {
  test('executes registered operations by their document id, by the extension of Apollo, and by their text', async ({
    server,
  }) => {
    const { client, registerAll } = await addProject(server)
    expect((await registerAll(items, register)).problem).toBeNull()
    const variables = { first: 2 }
    for (const body of [
      { documentId: idOf(items), variables },
      { documentId: idOf(items), operationName: 'Items' },
      { documentId: idOf(items), query: '' },
      { extensions: apolloOf(items), variables },
      { extensions: apolloOf(items), query: items, variables },
      { query: items, variables },
    ]) {
      // The second execution is a compiled one.
      for (const _ of [1, 2]) expect(await post(server, client, body)).toMatchObject(executed)
    }
    expect(await post(server, client, { documentId: idOf(register) })).toMatchObject({
      data: { registerUser: { user: { userId: 'player' } } },
    })
    const extensions = JSON.stringify(apolloOf(items))
    expect(await get(server, client, { documentId: idOf(items), variables: '{"first":2}' })).toMatchObject(
      executed,
    )
    expect(await get(server, client, { extensions })).toMatchObject(executed)
    expect(await get(server, client, { query: items })).toMatchObject(executed)
    expect((await get(server, client, { documentId: idOf(register) })).status).toBe(405)
  })

  test('executes no other operation, however it is sent, and changes nothing', async ({
    server,
    databaseSnapshot,
  }) => {
    const { client, registerAll } = await addProject(server)
    await registerAll(items)
    const bodies = [
      { query: register },
      { query: `${items} ` },
      { query: '{ __typename }' },
      { query: '{ __schema { types { name } } }' },
      { query: 'not a document' },
      { documentId: idOf(register) },
      { extensions: apolloOf(register) },
      { extensions: apolloOf(register), query: register },
    ]
    await databaseSnapshot.expectUnchanged(async () => {
      for (const body of bodies) expect(await post(server, client, body)).toMatchObject(notFound)
      expect(await get(server, client, { query: other })).toMatchObject(notFound)
      expect(await get(server, client, { documentId: idOf(other) })).toMatchObject(notFound)
    })
    for (const body of [
      { documentId: idOf(items), query: register },
      { documentId: idOf(items).toUpperCase() },
      { documentId: hashOf(items) },
      { documentId: 7 },
      { extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } },
      { extensions: { persistedQuery: true } },
      { extensions: apolloOf(items), query: register },
    ]) {
      expect(await post(server, client, body)).toMatchObject({ status: 400, code: 'BAD_USER_INPUT' })
    }
    const [twice, batch] = [
      `${server.graphqlUrl}?query=${encodeURIComponent(items)}&query=${encodeURIComponent(register)}`,
      [{ query: register }],
    ]
    expect((await fetch(twice, { headers: { ...client, 'apollo-require-preflight': 'true' } })).status).toBe(
      400,
    )
    expect((await post(server, client, batch)).status).toBe(400)
  })

  test('executes an operation no longer after it was deleted', async ({ server }) => {
    const { client, admin, registerAll } = await addProject(server)
    await registerAll(items, other)
    expect(await post(server, client, { documentId: idOf(items) })).toMatchObject(executed)
    const input = { documentIds: [idOf(items), idOf(register)] }
    expect(await admin.mutate('deleteOperations', input)).toEqual({
      documentIds: [idOf(items)],
      problem: null,
    })
    expect(await post(server, client, { documentId: idOf(items) })).toMatchObject(notFound)
    expect(await post(server, client, { documentId: idOf(other) })).toMatchObject(executed)
  })

  test('is held to it on its open WebSocket too', async ({ server, openSocket }) => {
    const { client, admin, registerAll } = await addProject(server, 'ANY')
    await registerAll(items)
    const socket = await openSocket({ connectionParams: client })
    const run = async (payload: object) => {
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload }))
      const { type, payload: result } = await socket.next('1')
      if (type === 'next') await socket.next('1')
      return { type, result }
    }
    const refused = [expect.objectContaining({ extensions: { code: 'PERSISTED_OPERATION_NOT_FOUND' } })]
    expect((await run({ query: other })).type).toBe('next')
    await admin.mutate('updateAppKey', { operationsPolicy: 'PERSISTED_ONLY' })
    expect(await run({ query: other })).toEqual({ type: 'error', result: refused })
    expect(await run({ query: '', documentId: idOf(other) })).toEqual({ type: 'error', result: refused })
    expect((await run({ query: '', documentId: idOf(items), variables: { first: 1 } })).type).toBe('next')
    expect((await run({ query: '', extensions: apolloOf(items) })).type).toBe('next')
    expect((await run({ query: items })).type).toBe('next')
    expect((await run({ query: '', documentId: 'nonsense' })).type).toBe('error')
  })
})

describe('other callers', () => {
  test('are free: servers always, and clients under ANY, who may still name operations', async ({
    server,
  }) => {
    const strict = await addProject(server)
    await strict.registerAll(items)
    const serverKey = serverKeyHeaders(strict.project)
    expect(await post(server, serverKey, { query: other })).toMatchObject(executed)
    expect(await post(server, serverKey, { documentId: idOf(items) })).toMatchObject(executed)
    const free = await addProject(server, 'ANY')
    await free.registerAll(items)
    expect(await post(server, free.client, { documentId: idOf(items) })).toMatchObject(executed)
    expect(await post(server, free.client, { query: other })).toMatchObject(executed)
    expect(await post(server, free.client, { documentId: idOf(other) })).toMatchObject(notFound)
    // Apollo's clients send the text after this message; it is executed, and not registered.
    expect(await post(server, free.client, { extensions: apolloOf(other) })).toMatchObject({
      ...notFound,
      message: 'PersistedQueryNotFound',
    })
    expect(await post(server, free.client, { extensions: apolloOf(other), query: other })).toMatchObject(
      executed,
    )
    expect(await post(server, free.client, { documentId: idOf(other) })).toMatchObject(notFound)
  })

  test('of another AppKey cannot execute an operation by its id', async ({ server }) => {
    const [ours, theirs] = [await addProject(server), await addProject(server)]
    await theirs.registerAll(items)
    expect(await post(server, theirs.client, { documentId: idOf(items) })).toMatchObject(executed)
    expect(await post(server, ours.client, { documentId: idOf(items) })).toMatchObject(notFound)
    expect(await post(server, ours.client, { query: items })).toMatchObject(notFound)
    expect((await ours.admin.mutate('deleteOperations', { documentIds: [idOf(items)] })).documentIds).toEqual(
      [],
    )
    expect(await post(server, theirs.client, { documentId: idOf(items) })).toMatchObject(executed)
  })

  test('without credentials cannot name an operation', async ({ server }) => {
    expect(await post(server, {}, { documentId: idOf(items) })).toMatchObject({
      status: 401,
      code: 'UNAUTHENTICATED',
    })
  })
})

const list = async (admin: ApiClient) =>
  (
    await admin.query(`{ appKey { persistedOperations(first: 100) {
      nodes { id documentId document operationNames invalidReason } } } }`)
  ).appKey.persistedOperations.nodes

describe('registerOperations', () => {
  test('registers all documents or none, and each once', async ({ server }) => {
    const { admin, registerAll } = await addProject(server)
    const forbidden = 'query Payments { payments { nodes { id } } }'
    const failed = await registerAll(items, forbidden)
    expect(failed).toMatchObject({
      operations: null,
      problem: { code: 'INVALID_INPUT', field: ['operations', '1', 'document'] },
    })
    expect(failed.problem?.message).toContain('Clients may not use the field "payments"')
    expect(await list(admin)).toEqual([])
    const first = await registerAll(items, register, items)
    expect(first.operations?.map(({ documentId }) => documentId)).toEqual([items, register, items].map(idOf))
    expect((await registerAll(register, other)).problem).toBeNull()
    const stored = await list(admin)
    expect(stored.map(({ operationNames }) => operationNames[0]).toSorted()).toEqual([
      'Items',
      'Other',
      'Register',
    ])
    const [{ id } = { id: '' }] = stored
    const text = 'query ($id: ID!) { node(id: $id) { ... on PersistedOperation { document } } }'
    expect((await admin.query(text, { id })).node).toEqual({ document: stored[0]?.document })
    const { auditLog } = await admin.query('{ auditLog(first: 2) { nodes { action changes } } }')
    expect(auditLog.nodes.map(({ action }) => action)).toEqual(['registerOperations', 'registerOperations'])
    expect(auditLog.nodes[0]?.changes).toEqual({
      after: { operations: [{ documentId: idOf(other), operationNames: ['Other'] }] },
    })
  })

  test('registers at most 1,000 documents with 2,000,000 characters, also if calls come at the same time', async ({
    server,
    sql,
  }) => {
    const { admin, registerAll } = await addProject(server)
    const numbered = (from: number) =>
      Array.from({ length: 100 }, (_, index) => `query Q${from + index} { items { nodes { id } } }`)
    for (let from = 0; from < 900; from += 100)
      expect((await registerAll(...numbered(from))).problem).toBeNull()
    const outcomes = await Promise.all([registerAll(...numbered(900)), registerAll(...numbered(1_000))])
    expect(outcomes.map(({ problem }) => problem?.code ?? 'registered').toSorted()).toEqual([
      'INVALID_INPUT',
      'registered',
    ])
    const [count] = await sql`
      select count(*)::int from persisted_operations o join apps a using (app_id) where a.operations_policy = 'PERSISTED_ONLY'
      group by app_id order by 1 desc limit 1`
    expect(count).toEqual({ count: 1_000 })
    const large = await addProject(server)
    const padded = (index: number) => `# ${'x'.repeat(99_900)}\nquery Q${index} { __typename }`
    const documents = Array.from({ length: 21 }, (_, index) => padded(index))
    for (const document of documents.slice(0, 20))
      expect((await large.registerAll(document)).problem).toBeNull()
    expect((await large.registerAll(documents[20] ?? '')).problem).toMatchObject({ code: 'INVALID_INPUT' })
    expect((await registerAll()).problem?.field).toEqual(['operations'])
    expect((await admin.mutate('deleteOperations', { documentIds: ['sha256:x'] })).problem?.field).toEqual([
      'documentIds',
    ])
  })
})

test('an operation that a new version of the schema does not accept is reported once, and keeps the server running', async ({
  server,
  services,
  sql,
}) => {
  const { admin, client, registerAll } = await addProject(server)
  await registerAll(items, other)
  const invalid = 'query Removed { removedField }'
  await sql`update persisted_operations set document = ${invalid}, hash = sha256(${invalid}::text::bytea)
    where hash = decode(${hashOf(other)}, 'hex')
      and app_id = (select app_id from persisted_operations order by id desc limit 1)`
  const warnings: unknown[] = []
  const log = Object.assign(createLog('silent'), { warn: (fields: unknown) => void warnings.push(fields) })
  const checker = {
    schemaHash: 'new',
    check: (text: string) =>
      text === invalid
        ? { operationNames: null, invalidReason: 'Cannot query field "removedField".' }
        : { operationNames: [], invalidReason: null },
  }
  const checkAgain = async () => {
    const check = startOperationCheck({ ...services, log }, checker)
    await eventually(async () => {
      const rows = await sql`select from persisted_operations where schema_hash <> 'new'`
      expect(rows).toHaveLength(0)
    })
    await check.stop()
  }
  await checkAgain()
  await checkAgain()
  expect(warnings).toEqual([
    expect.objectContaining({
      documentId: idOf(invalid),
      invalidReason: 'Cannot query field "removedField".',
    }),
  ])
  const stored = await list(admin)
  expect(stored.map(({ invalidReason }) => invalidReason).toSorted()).toEqual([
    'Cannot query field "removedField".',
    null,
  ])
  expect(await post(server, client, { documentId: idOf(items) })).toMatchObject(executed)
  expect(await post(server, client, { documentId: idOf(invalid) })).toMatchObject({
    status: 400,
    code: 'BAD_USER_INPUT',
  })
})

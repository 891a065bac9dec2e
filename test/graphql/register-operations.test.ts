import { startOperationCheck } from '../../src/domain/persisted-operation/check-stored-operations.ts'
import { createLog } from '../../src/platform/log.ts'
import type { ApiClient } from '../support/api.ts'
import { eventually } from '../support/eventually.ts'
import { describe, expect, serverTest as test } from '../support/test.ts'
import {
  addProject,
  executed,
  hashOf,
  idOf,
  items,
  other,
  post,
  register,
} from './persisted-operation-fixture.ts'

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

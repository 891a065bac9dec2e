import fc from 'fast-check'
import type { Sql, TransactionSql } from 'postgres'
import { expect, serverTest } from '../support/test.ts'
import { addAuditedProject, verify, verifyAfter } from './audited-project.ts'

const test = serverTest.extend('audited', { scope: 'file' }, ({ server }) => addAuditedProject(server))

/** The columns of each table, with a change that alters any stored value. */
const changes: Readonly<Record<string, readonly (readonly [column: string, changed: string])[]>> = {
  audit_log: [
    ['occurred_at', `occurred_at + interval '1 millisecond'`],
    ['actor_kind', `actor_kind || 'x'`],
    ['actor_id', `coalesce(actor_id || 'x', '')`],
    ['actor_name', `coalesce(actor_name || 'x', '')`],
    ['transport', `coalesce(transport || 'x', '')`],
    ['address', `coalesce(address || 'x', '')`],
    ['request_id', `coalesce(request_id || 'x', '')`],
    ['action', `action || 'x'`],
    ['subject_id', 'gen_random_uuid()'],
    ['reason', `coalesce(reason || 'x', '')`],
    ['changes', `changes || '{"x": 1}'`],
    ['id', 'gen_random_uuid()'],
    ['app_id', 'gen_random_uuid()'],
  ],
  audit_chain: [
    ['position', 'position + 1000'],
    ['entry_id', 'gen_random_uuid()'],
    ['previous_hash', 'sha256(previous_hash)'],
    ['hash', 'sha256(hash)'],
    ['app_id', 'gen_random_uuid()'],
  ],
  audit_heads: [
    ['position', 'position + 1'],
    ['position', 'position - 1'],
    ['hash', 'sha256(hash)'],
    ['previous_hash', 'sha256(previous_hash)'],
    ['app_id', 'gen_random_uuid()'],
  ],
  audit_personal_values: [
    ['value', `value || 'x'`],
    ['salt', 'sha256(salt)'],
    ['salt', 'null'],
    ['digest', 'sha256(digest)'],
    ['entry_id', 'gen_random_uuid()'],
    ['app_id', 'gen_random_uuid()'],
  ],
}

const tables = Object.keys(changes)

const tampering = fc.oneof(
  fc.constantFrom(...tables).chain((table) =>
    fc.record({
      kind: fc.constant('change' as const),
      table: fc.constant(table),
      column: fc.constantFrom(...(changes[table] ?? [])),
      row: fc.nat(),
    }),
  ),
  fc.record({ kind: fc.constant('removal' as const), table: fc.constantFrom(...tables), row: fc.nat() }),
  fc.record({
    kind: fc.constant('swap' as const),
    column: fc.constantFrom('entry_id', 'hash'),
    row: fc.nat(1_000),
    // The project has at least five entries.
    distance: fc.integer({ min: 1, max: 4 }),
  }),
)

type Tampering = typeof tampering extends fc.Arbitrary<infer Value> ? Value : never

/** Where a row is, by its place among the rows of the AppKey in its table. */
async function createRowFinder(sql: Sql, appId: string) {
  const counts = new Map<string, number>()
  for (const table of tables) {
    const rows = await sql.unsafe(`select from ${table} where app_id = '${appId}'`)
    counts.set(table, rows.length)
  }
  return (table: string, row: number) =>
    `(select ctid from ${table} where app_id = '${appId}' order by ctid offset ${row % (counts.get(table) ?? 1)} limit 1)`
}

type RowFinder = Awaited<ReturnType<typeof createRowFinder>>

function toStatement(change: Tampering, find: RowFinder): string {
  if (change.kind === 'removal')
    return `delete from ${change.table} where ctid = ${find(change.table, change.row)}`
  if (change.kind === 'change') {
    const [column, changed] = change.column
    return `update ${change.table} set ${column} = ${changed} where ctid = ${find(change.table, change.row)}`
  }
  const { column, row, distance } = change
  return `drop index audit_chain_entry;
    with pair as (
      select a.ctid as a, b.ctid as b, a.${column} as of_a, b.${column} as of_b from audit_chain a, audit_chain b
      where a.ctid = ${find('audit_chain', row)} and b.ctid = ${find('audit_chain', row + distance)}
    )
    update audit_chain c set ${column} = case when c.ctid = a then of_b else of_a end from pair where c.ctid in (a, b)`
}

test('any change of any stored field, any removal and any swap is found', async ({ audited, sql }) => {
  const { appId } = audited
  const find = await createRowFinder(sql, appId)
  await fc.assert(
    fc.asyncProperty(tampering, async (change) => {
      const statement = toStatement(change, find)
      const result = await verifyAfter(sql, appId, (transaction) => transaction.unsafe(statement).simple())
      expect(result.fault).not.toBeNull()
    }),
    { numRuns: 150 },
  )
  expect((await verify(sql, appId)).fault).toBeNull()
})

test('the fault says which entry is the first broken one, and how', async ({ audited, sql }) => {
  const { appId } = audited
  const head = (await verify(sql, appId)).head
  const last = head?.position ?? 0n
  const kindAfter = async (statement: string, options: object = {}) => {
    const { fault } = await verifyAfter(sql, appId, (transaction) => transaction.unsafe(statement), options)
    return fault === null ? null : [fault.kind, fault.position]
  }
  const at = (position: bigint) => `app_id = '${appId}' and position = ${position}`
  expect(
    await kindAfter(
      `update audit_log set reason = 'x' where app_id = '${appId}' and action = 'createServerKey'`,
    ),
  ).toEqual(['CHANGED', 3n])
  expect(
    await kindAfter(`delete from audit_log where id = (select entry_id from audit_chain where ${at(2n)})`),
  ).toEqual(['MISSING', 2n])
  expect(await kindAfter(`delete from audit_chain where ${at(2n)}`)).toEqual(['MISSING', 2n])
  expect(await kindAfter(`delete from audit_chain where ${at(last)}`)).toEqual(['TRUNCATED', last])
  expect(
    await kindAfter(`insert into audit_log select (jsonb_populate_record(a, jsonb_build_object('id', gen_random_uuid()))).*
      from audit_log a where app_id = '${appId}' limit 1`),
  ).toEqual(['INSERTED', null])
  expect(
    await kindAfter(
      `update audit_log set reason = 'x' where id = (select entry_id from audit_chain where ${at(2n)})`,
      { from: 3n },
    ),
  ).toBeNull()
})

test('an end that was removed together with its head is noticed only with a head that was kept', async ({
  audited,
  sql,
}) => {
  const { appId } = audited
  const { head } = await verify(sql, appId)
  if (head === null) throw new Error('no head')
  const removeEnd = async (transaction: TransactionSql) => {
    await transaction`delete from audit_personal_values where app_id = ${appId} and entry_id in (
      select entry_id from audit_chain where app_id = ${appId} and position = ${head.position.toString()})`
    await transaction`delete from audit_log where app_id = ${appId} and id in (
      select entry_id from audit_chain where app_id = ${appId} and position = ${head.position.toString()})`
    await transaction`delete from audit_chain where app_id = ${appId} and position = ${head.position.toString()}`
    await transaction`update audit_heads h set position = c.position, hash = c.hash, previous_hash = c.previous_hash
      from audit_chain c where h.app_id = ${appId} and c.app_id = h.app_id and c.position = h.position - 1`
  }
  expect((await verifyAfter(sql, appId, removeEnd)).fault).toBeNull()
  expect((await verifyAfter(sql, appId, removeEnd, { knownHead: head })).fault).toMatchObject({
    kind: 'TRUNCATED',
    position: head.position,
  })
  const otherHead = { ...head, hash: '0'.repeat(64) }
  expect((await verify(sql, appId, { knownHead: otherHead })).fault).toMatchObject({ kind: 'CHANGED' })
  expect((await verify(sql, appId, { knownHead: head })).fault).toBeNull()
})

import { installationId } from '../../src/platform/ids.ts'
import { randomUUID } from 'node:crypto'
import { recordOperatorAudit } from '../../src/domain/audit/record-audit.ts'
import type { Db } from '../../src/db/client.ts'
import { createServerClient } from '../support/purchase-client.ts'
import { expect, serverTest } from '../support/test.ts'
import { addAuditedProject, Rollback, verify, verifyAfter } from './audited-project.ts'

const test = serverTest.extend('audited', { scope: 'file' }, ({ server }) => addAuditedProject(server))

test('the entries of an AppKey form one chain from the first position to the head', async ({
  audited,
  sql,
}) => {
  const { appId, admin } = audited
  const { fault, head, checkedCount } = await verify(sql, appId)
  expect([fault, checkedCount]).toEqual([null, Number(head?.position)])
  expect(checkedCount).toBeGreaterThanOrEqual(5)
  const { appKey } = await admin.query('{ appKey { auditHead { position hash } } }')
  expect(appKey.auditHead).toEqual({ position: checkedCount, hash: head?.hash })
  const { auditLog } = await admin.query('{ auditLog(first: 100) { nodes { position hash } } }')
  expect(auditLog.nodes.map(({ position }) => position).toReversed()).toEqual(
    Array.from({ length: checkedCount }, (_, index) => index + 1),
  )
})

test('the database refuses to update, delete and truncate the audit log', async ({ audited, sql }) => {
  const { appId } = audited
  for (const table of ['audit_log', 'audit_chain', 'audit_heads', 'audit_personal_values']) {
    const where = `where app_id = '${appId}'`
    await expect(sql.unsafe(`delete from ${table} ${where}`)).rejects.toThrow('append-only')
    await expect(sql.unsafe(`truncate ${table}`)).rejects.toThrow('append-only')
    await expect(sql.unsafe(`update ${table} set app_id = gen_random_uuid() ${where}`)).rejects.toThrow(
      'append-only',
    )
  }
  await expect(
    sql`update audit_personal_values set value = 'mallory' where app_id = ${appId}`,
  ).rejects.toThrow('append-only')
  expect((await verify(sql, appId)).fault).toBeNull()
})

test('a transaction that is rolled back leaves no gap', async ({ server, services, sql }) => {
  const { appId } = await addAuditedProject(server)
  const entry = {
    appId,
    actor: { kind: 'SYSTEM', id: null, name: null },
    action: 'startReconciliation',
    subjectId: appId,
    reason: null,
    changes: {},
    address: null,
  } as const
  const { head } = await verify(sql, appId)
  const rolledBack = sql.begin(async (transaction) => {
    const db = { sql: transaction, orm: services.db.orm } as unknown as Db
    await recordOperatorAudit({ db, clock: services.clock }, entry)
    throw new Rollback()
  })
  await expect(rolledBack).rejects.toBeInstanceOf(Rollback)
  await recordOperatorAudit(services, entry)
  const after = await verify(sql, appId)
  expect([after.fault, after.head?.position]).toEqual([null, (head?.position ?? 0n) + 1n])
})

test('erasing a user replaces the id in the entries and leaves the chain whole', async ({ server, sql }) => {
  const { admin, appId } = await addAuditedProject(server)
  const { head } = await verify(sql, appId)
  const { user } = await admin.mutate('eraseUser', { userId: 'ann' })
  const { auditLog } = await admin.query('{ auditLog(first: 100) { nodes { action changes } } }')
  expect(JSON.stringify(auditLog)).not.toContain('"ann"')
  expect(auditLog.nodes.find(({ action }) => action === 'updateAppKey')?.changes).toMatchObject({
    before: { sandboxTesterUserIds: [user?.userId, 'bob'] },
    after: { sandboxTesterUserIds: [user?.userId] },
  })
  const erased = await verify(sql, appId, { knownHead: head })
  expect([erased.fault, erased.head?.position]).toEqual([null, (head?.position ?? 0n) + 1n])
  // Nobody can make a value unreadable by claiming that its user was erased.
  const { fault } = await verifyAfter(
    sql,
    appId,
    (transaction) =>
      transaction`update audit_personal_values set value = 'erased:nobody', salt = null where app_id = ${appId} and value = 'bob'`,
  )
  expect(fault).toMatchObject({ kind: 'CHANGED' })
})

test('entries about no AppKey are in the chain of the installation', async ({ services, sql }) => {
  const operatorId = randomUUID()
  const changed = { before: { role: 'VIEWER' }, after: { role: 'ADMIN' } }
  await recordOperatorAudit(services, {
    appId: null,
    actor: { kind: 'OPERATOR', id: 'opr_00000000000000000000000000', name: 'Kim' },
    action: 'reencryptSecrets',
    subjectId: operatorId,
    reason: 'promoted',
    changes: changed,
    address: '192.0.2.1',
  })
  const { fault, head } = await verify(sql, installationId)
  expect(fault).toBeNull()
  const [row] = await sql`select hash from audit_heads where app_id = ${installationId}`
  expect(row?.['hash']).toEqual(Buffer.from(head?.hash ?? '', 'hex'))
})

// The last test: a connection that was killed at its end would fail the first call of a following one.
test('forty operators at once on one AppKey write one unbroken chain, while backends are killed', async ({
  server,
  sql,
}) => {
  const { project, admin, appId } = await addAuditedProject(server)
  const before = Number((await verify(sql, appId)).head?.position)
  const killing = new AbortController()
  const killer = (async () => {
    while (!killing.signal.aborted) {
      await sql`select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = 'coinslot' and datname = current_database() and state = 'active' limit 1`
    }
  })()
  const results = await Promise.allSettled(
    Array.from({ length: 40 }, async (_, index) => {
      const client = createServerClient(server, project)
      return client.mutate('createServerKey', { name: `key ${index}`, role: 'READER' })
    }),
  )
  killing.abort()
  await killer
  const { fault, head, checkedCount } = await verify(sql, appId)
  expect(fault).toBeNull()
  expect(checkedCount).toBe(Number(head?.position))
  const [row] = await sql<{ keys: number; entries: number }[]>`
    select (select count(*)::int from server_keys where app_id = ${appId} and name like 'key %') as keys,
           (select count(*)::int from audit_log where app_id = ${appId} and action = 'createServerKey'
             and changes -> 'after' ->> 'name' like 'key %') as entries`
  // Of a call that failed because its backend was killed, either both are stored or neither.
  expect(row?.keys).toBe(row?.entries)
  expect(row?.keys).toBeGreaterThanOrEqual(results.filter(({ status }) => status === 'fulfilled').length)
  expect(checkedCount).toBe(before + (row?.entries ?? 0))
  expect((await admin.query('{ appKey { auditHead { position } } }')).appKey.auditHead?.position).toBe(
    checkedCount,
  )
})

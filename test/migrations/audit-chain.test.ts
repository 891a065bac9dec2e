import { verify } from '../audit/audited-project.ts'
import { expect, test } from 'vitest'
import { listMigrationFiles } from '../../src/db/migration-files.ts'
import { migrate } from '../../src/db/migrate.ts'
import { newUuid } from '../../src/platform/ids.ts'
import { createEmptyDatabase, withDatabase } from './empty-database.ts'

/** The statement of the migrations that chains the entries of earlier versions. */
function findBackfill(): string {
  const statements = listMigrationFiles().flatMap((file) => file.statements)
  const found = statements.find((each) => each.includes('FOR entry IN SELECT * FROM audit_log'))
  if (found === undefined) throw new Error('no migration chains the existing entries')
  return found
}

const columns = 'actor_kind, actor_id, actor_name, actor'
const actors = ['server key key_1', 'operator Kim', 'operator command line']
const expected = [
  { actor_kind: 'SERVER_KEY', actor_id: 'key_1', actor_name: null, actor: null },
  { actor_kind: 'OPERATOR', actor_id: null, actor_name: 'Kim', actor: null },
  { actor_kind: 'COMMAND_LINE', actor_id: null, actor_name: null, actor: null },
]

test('the entries of an earlier version get their actor, their place in the chain, and digests of user ids', async () => {
  const url = await createEmptyDatabase()
  await migrate(url)
  const appIds = [newUuid(), newUuid()]
  await withDatabase(url, async (sql) => {
    // As the earlier version wrote them: without triggers.
    await sql`set session_replication_role = replica`
    for (const appId of appIds) {
      for (const actor of actors) {
        await sql`
          insert into audit_log (app_id, id, occurred_at, actor, action, subject_id, changes)
          values (${appId}, ${newUuid()}, now(), ${actor}, 'transferPayment', ${newUuid()}, '{"after": {"userId": "ann"}}')`
      }
    }
    await sql.unsafe(findBackfill())
    await sql`set session_replication_role = origin`
    for (const appId of appIds) {
      const { fault, checkedCount } = await verify(sql, appId)
      expect([fault, checkedCount]).toEqual([null, 3])
      expect(
        await sql.unsafe(`select ${columns} from audit_log where app_id = '${appId}' order by id`),
      ).toEqual(expected)
    }
    expect(await sql`select from audit_log where changes::text like '%ann%'`).toHaveLength(0)
    expect(await sql`select from audit_personal_values where value = 'ann'`).toHaveLength(6)
  })
})

test('an entry that a process of the previous version writes during an upgrade is chained like the others', async () => {
  const url = await createEmptyDatabase()
  await migrate(url)
  const appId = newUuid()
  await withDatabase(url, async (sql) => {
    for (const actor of actors) {
      await sql`
        insert into audit_log (app_id, id, occurred_at, actor, action, subject_id, reason, changes)
        values (${appId}, ${newUuid()}, now(), ${actor}, 'refundPayment', ${newUuid()}, 'a reason', '{}')`
    }
    expect((await verify(sql, appId)).fault).toBeNull()
    expect(await sql.unsafe(`select ${columns} from audit_log order by id`)).toEqual(expected)
  })
})

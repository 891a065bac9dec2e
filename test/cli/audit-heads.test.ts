import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import postgres from 'postgres'
import { decodeId } from '../../src/platform/ids.ts'
import { expect } from '../support/test.ts'
import { cliTest } from './cli-test.ts'
import { runCli, runCliJson } from './run-cli.ts'

type Verified = { readonly app: string; readonly result: string; readonly head: string | null }

const test = cliTest.extend('sql', { scope: 'file' }, ({ database }, { onCleanup }) => {
  const sql = postgres(database.url)
  onCleanup(() => sql.end())
  return sql
})

test(
  'heads that were kept reveal a chain that was cut off, and one that is gone',
  { timeout: 120_000 },
  async ({ environment, app, sql, temporaryFolder }) => {
    const writeFileOf = async (name: string, heads: readonly object[]) => {
      await writeFile(join(temporaryFolder, name), JSON.stringify(heads))
      return join(temporaryFolder, name)
    }
    await runCliJson(['app', 'update', '--app', app.key, '--name', 'Renamed'], environment)
    const before = await runCliJson<Verified[]>(['audit', 'verify'], environment)
    const heads = await writeFileOf('heads.json', before)
    expect((await runCli(['audit', 'verify', '--heads', heads], environment)).exitCode).toBe(0)
    const appId = decodeId('ak', app.key)
    await sql.begin(async (transaction) => {
      await transaction`set local session_replication_role = replica`
      await transaction`
      with cut as (
        delete from audit_chain c using audit_heads h where c.app_id = ${appId} and h.app_id = c.app_id and c.position = h.position
        returning c.entry_id
      )
      delete from audit_log a using cut where a.app_id = ${appId} and a.id = cut.entry_id`
      await transaction`
      update audit_heads h set position = c.position, hash = c.hash, previous_hash = c.previous_hash
      from audit_chain c where h.app_id = ${appId} and c.app_id = h.app_id and c.position = h.position - 1`
    })
    const gone = { app: 'ak_01k00000000000000000000000', head: `3:${'0'.repeat(64)}` }
    const unnoticed = await runCli(['audit', 'verify'], environment)
    expect(unnoticed.exitCode).toBe(0)
    const noticed = await runCli(
      ['audit', 'verify', '--heads', await writeFileOf('more.json', [...before, gone]), '--json'],
      environment,
    )
    expect(noticed.exitCode).toBe(1)
    expect(noticed.stderr).toContain('The audit log is broken: 2 of 3 chains.')
    const results = JSON.parse(noticed.stdout) as Verified[]
    expect(Object.fromEntries(results.map(({ app: name, result }) => [name, result]))).toEqual({
      installation: 'OK',
      [app.key]: 'TRUNCATED',
      [gone.app]: 'TRUNCATED',
    })
  },
)

test(
  'a head before the first position to check is refused, because it would not be compared',
  { timeout: 120_000 },
  async ({ environment, app }) => {
    const flags = ['--app', app.key, '--from', '2', '--head', `1:${'0'.repeat(64)}`]
    const refused = await runCli(['audit', 'verify', ...flags], environment)
    expect(refused).toMatchObject({ exitCode: 1, stdout: '' })
    expect(refused.stderr).toContain('--head must not be before --from')
  },
)

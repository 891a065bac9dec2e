import { userInfo } from 'node:os'
import postgres from 'postgres'
import { addOperator } from '../support/operators.ts'
import { expect } from '../support/test.ts'
import { cliTest } from './cli-test.ts'
import { runCli, runCliJson } from './run-cli.ts'

const test = cliTest.extend('sql', { scope: 'file' }, ({ database }, { onCleanup }) => {
  const sql = postgres(database.url, { max: 1 })
  onCleanup(() => sql.end())
  return sql
})

test(
  'a command acts as the operator of COINSLOT_TOKEN, by its role, and otherwise as the command line',
  { timeout: 120_000 },
  async ({ environment, app, sql }) => {
    const operator = await addOperator(sql)
    const onApp = ['--app', app.key]
    const grant = ['operator-grant', 'set', operator.email, '--role', 'support', ...onApp]
    expect(await runCliJson(grant, environment)).toMatchObject({ role: 'SUPPORT' })
    const create = ['token', 'create', '--operator', operator.email, '--name', 'ci', '--role', 'support']
    const { secret, id } = await runCliJson<{ secret: string; id: string }>(create, environment)
    const asOperator = { ...environment, COINSLOT_TOKEN: secret }
    expect(await runCliJson(['item', 'list', ...onApp], asOperator)).toEqual([])
    const refund = ['payment', 'refund', 'pay_none', '--reason', 'test', ...onApp]
    // A token needs to be created for sensitive acts; the command line may do everything.
    expect((await runCli(refund, asOperator)).stderr).toContain('FORBIDDEN: This field requires a token')
    expect((await runCli(refund, environment)).stderr).toContain('PAYMENT_NOT_FOUND')
    const key = ['server-key', 'create', '--name', 'x', ...onApp]
    expect((await runCli(key, asOperator)).stderr).toContain('FORBIDDEN: This field requires an operator')
    expect((await runCli(create, asOperator)).stderr).toContain('FORBIDDEN: Personal access tokens cannot')
    expect((await runCli(['app', 'list'], asOperator)).stderr).toContain(
      'FORBIDDEN: This field requires an owner',
    )
    await runCliJson(['token', 'revoke', id], environment)
    const rejected = await runCli(['item', 'list', ...onApp], asOperator)
    expect([rejected.exitCode, rejected.stderr]).toEqual([1, expect.stringContaining('UNAUTHENTICATED')])
    const actors =
      await sql`select distinct actor_kind, actor_name from audit_log where action like '%Token' or action like 'grant%'`
    expect(actors).toEqual([{ actor_kind: 'COMMAND_LINE', actor_name: userInfo().username }])
  },
)

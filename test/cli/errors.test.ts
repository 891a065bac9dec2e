import postgres from 'postgres'
import { describe, expect, vi } from 'vitest'
import { cliTest as test } from './cli-test.ts'
import { runCli, runCliJson, type CliEnvironment } from './run-cli.ts'

/** Each test starts processes, which can take long on a busy machine. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

describe('rejected commands', () => {
  test.for<readonly [string, readonly string[], string | RegExp]>([
    ['an unknown AppKey', ['item', 'list', '--app', 'ak_nobody'], 'INVALID_INPUT: AppKey not found. (app)'],
    ['a name that is too long', ['app', 'create', '--name', 'x'.repeat(101)], /^INVALID_INPUT: .+ \(name\)$/],
  ])('%s is reported on stderr with exit code 1', async ([, args, message], { environment }) => {
    const { exitCode, stdout, stderr } = await runCli(args, environment)
    expect([exitCode, stdout]).toEqual([1, ''])
    expect(stderr.trimEnd()).toMatch(message)
  })

  test('the error of a connection names the invalid field', async ({ environment, app }) => {
    const connect = [
      'store',
      'connect',
      'app-store',
      '--app',
      app.key,
      '--bundle-id',
      'com.example.arcade',
      '--key-id',
      'K',
    ]
    const { exitCode, stderr } = await runCli(connect, environment)
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringMatching(/^INVALID_INPUT: .+ \(appStore\.(issuerId|privateKey)\)\n$/),
    ])
  })

  test.for<readonly [string, readonly string[]]>([
    ['an unknown command', ['destroy']],
    ['a missing option', ['app', 'create']],
    ['an unknown choice', ['app', 'create', '--name', 'x', '--consume-model', 'both']],
    ['a missing file', ['store', 'connect', 'test-store', '--api-secret-file', '/nowhere']],
    ['a product without a store', ['item', 'upsert', 'x', '--app', 'a', '--name', 'x', '--product', 'gems']],
  ])('%s is reported as wrong usage with exit code 2', async ([, args], { environment }) => {
    const { exitCode, stdout, stderr } = await runCli(args, environment)
    expect([exitCode, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^error: /)
  })

  test('an emulator and the Test store are rejected in production', async ({
    environment,
    app,
    writeSecret,
  }) => {
    const production = { ...environment, NODE_ENV: 'production' }
    const file = await writeSecret('any', 'x')
    const files = ['--api-secret-file', file, '--receipt-public-key-file', file]
    const testStore = [
      'store',
      'connect',
      'test-store',
      '--app',
      app.key,
      '--bundle-id',
      'a',
      '--base-url',
      'http://127.0.0.1',
    ]
    expect(await runCli([...testStore, ...files], production)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('The Test store does not exist in production'),
    })
    const appStore = [
      'store',
      'connect',
      'app-store',
      '--app',
      app.key,
      '--bundle-id',
      'a',
      '--production-url',
      'http://127.0.0.1',
    ]
    expect(await runCli(appStore, production)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('is not allowed in production (appStore.productionUrl)'),
    })
  })

  test.for<readonly [string, CliEnvironment, RegExp]>([
    ['a missing secret', { COINSLOT_SECRET: '' }, /^Configuration: DATABASE_URL requires COINSLOT_SECRET/],
    [
      'an unavailable database',
      { DATABASE_URL: 'postgres://u:p@127.0.0.1:1/x' },
      /^The database cannot be reached: /,
    ],
  ])('%s is reported in one line', async ([, changes, line], { environment }) => {
    const { exitCode, stderr } = await runCli(['app', 'list'], { ...environment, ...changes })
    expect([exitCode, stderr.trimEnd().split('\n').length]).toEqual([1, 1])
    expect(stderr).toMatch(line)
  })
})

test('an empty database is rejected until it is migrated', async ({ environment, postgresUrl }) => {
  const sql = postgres(postgresUrl, { max: 1 })
  const name = `test_cli_${process.pid}`
  await sql`create database ${sql(name)}`
  const empty = { ...environment, DATABASE_URL: new URL(`/${name}`, postgresUrl).href }
  expect(await runCli(['app', 'list'], empty)).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('coinslot migrate'),
  })
  expect(await runCli(['migrate'], { DATABASE_URL: empty.DATABASE_URL })).toMatchObject({
    exitCode: 0,
    stderr: '',
  })
  expect(await runCliJson(['app', 'list'], empty)).toEqual([])
  await sql`drop database ${sql(name)} with (force)`
  await sql.end()
})

import postgres from 'postgres'
import { expect, vi } from 'vitest'
import type { Finding } from '../../src/domain/doctor/finding.ts'
import { cliTest as test } from './cli-test.ts'
import { runCli, type CliEnvironment } from './run-cli.ts'

/** Each test starts a process, which can take long on a busy machine. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

async function diagnose(environment: CliEnvironment) {
  const { exitCode, stdout, stderr } = await runCli(['doctor', '--json'], environment)
  if (stdout === '') throw new Error(`the doctor printed nothing: ${stderr}`)
  return { exitCode, findings: JSON.parse(stdout) as readonly Finding[] }
}

test('a healthy server has no failed check, in lines of 80 columns without colours', async ({
  environment,
  app,
  redisUrl,
}) => {
  expect(app.key).toMatch(/^ak_/)
  const { exitCode, stdout, stderr } = await runCli(['doctor'], { ...environment, REDIS_URL: redisUrl })
  expect([exitCode, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(/^ok {3}audit log +The newest \d+ entries are unchanged\.$/m)
  expect(stdout).toMatch(/^ok {3}redis +Redis \d/m)
  expect(stdout).toMatch(/^warn workers +No process runs jobs\.\n +-> Start a server/m)
  expect(stdout).not.toContain('\u{1b}')
  expect(Math.max(...stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80)
})

test('a secret that does not fit the database, and a Redis that is gone, fail with what to do', async ({
  environment,
  app,
}) => {
  expect(app.key).toMatch(/^ak_/)
  const { exitCode, findings } = await diagnose({
    ...environment,
    COINSLOT_SECRET: 'another-secret-of-enough-length-0123456789',
    REDIS_URL: 'redis://127.0.0.1:1',
  })
  expect(exitCode).toBe(1)
  expect(findings).toContainEqual(
    expect.objectContaining({
      name: 'secret',
      status: 'fail',
      advice: expect.stringContaining('new,old') as string,
    }),
  )
  expect(findings).toContainEqual(expect.objectContaining({ name: 'redis', status: 'fail' }))
})

test('a database that cannot be reached fails with the reason', async ({ environment }) => {
  const { exitCode, findings } = await diagnose({
    ...environment,
    DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing',
  })
  expect(exitCode).toBe(1)
  expect(findings.filter(({ status }) => status === 'fail').length).toBeGreaterThan(0)
  expect(JSON.stringify(findings)).toMatch(/ECONNREFUSED|cannot be reached/)
  expect(findings).toContainEqual(
    expect.objectContaining({ name: 'database', advice: expect.stringContaining('Check DATABASE_URL') }),
  )
})

test('a changed audit entry and a payment past its deadline are found', async ({
  environment,
  app,
  database,
}) => {
  expect(app.key).toMatch(/^ak_/)
  const sql = postgres(database.url, { max: 1, onnotice: () => undefined })
  await sql.begin(async (transaction) => {
    await transaction`set local session_replication_role = replica`
    await transaction`update audit_log set reason = 'changed later'`
    await transaction`
      insert into acknowledgements (app_id, payment_id, consumable, deadline_at, store_acknowledged, attempts, next_attempt_at)
      values (gen_random_uuid(), gen_random_uuid(), true, now() - interval '1 hour', false, 3, now())`
  })
  await sql.end()
  const { exitCode, findings } = await diagnose(environment)
  expect(exitCode).toBe(1)
  const failed = findings.filter(({ status }) => status === 'fail')
  expect(failed.map(({ name }) => name).toSorted()).toEqual(['acknowledgement', 'audit log'])
  expect(failed.find(({ name }) => name === 'audit log')?.message).toContain('position 1')
  const verified = await runCli(['audit', 'verify'], environment)
  expect([verified.exitCode, verified.stdout]).toEqual([1, expect.stringContaining('CHANGED')])
})

test('a server key that expires within 14 days is found', async ({ environment, app }) => {
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString()
  const key = ['--app', app.key, '--name', 'short', '--role', 'reader', '--expires', expiresAt]
  const created = await runCli(['server-key', 'create', ...key], environment)
  expect(created).toMatchObject({ exitCode: 0, stderr: '' })
  const { findings } = await diagnose(environment)
  expect(findings).toContainEqual(
    expect.objectContaining({
      name: 'keys',
      status: 'warn',
      message: expect.stringMatching(/^1 server keys/) as string,
    }),
  )
})

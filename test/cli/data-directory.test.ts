import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { spawnServer, waitForOutput } from '../support/server-process.ts'
import { testSecret } from '../support/test-server.ts'
import { runCli, runCliJson, type CreatedApp, type CreatedServerKey } from './run-cli.ts'

/** Each test starts processes, which can take long on a busy machine. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

test('the commands use a development data directory while the server runs and after it has stopped', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'coinslot-test-cli-data-'))
  const development = { COINSLOT_DATA_DIR: dataDir }
  const created = await runCliJson<CreatedApp>(['app', 'create', '--name', 'before any start'], development)
  expect((await stat(join(dataDir, 'secret'))).mode & 0o777).toBe(0o600)

  const server = spawnServer({ ...development, PORT: '0', EMULATOR_PORT: '0' })
  await waitForOutput(server, /Ctrl-C stops everything/)
  const { graphqlUrl } = JSON.parse(await readFile(join(dataDir, 'dev.json'), 'utf8')) as {
    graphqlUrl: string
  }
  const key = await runCliJson<CreatedServerKey>(
    ['server-key', 'create', '--app', created.key, '--name', 'new'],
    development,
  )
  const response = await fetch(graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key.secret}` },
    body: JSON.stringify({ query: '{ appKey { name } }' }),
  })
  expect(await response.json()).toEqual({ data: { appKey: { name: 'before any start' } } })
  await server.kill('SIGTERM')

  const { stdout } = await runCli(['app', 'list'], development)
  expect(stdout).toContain('before any start')
  expect(stdout).toContain('Arcade')
  await rm(dataDir, { recursive: true, force: true })
})

/** A Node on this machine that is too old for the server; the Node that npm installed is in node_modules. */
function findOldNode(): string | undefined {
  const folders = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((path) => !path.includes('node_modules'))
  return folders
    .map((path) => join(path, 'node'))
    .find((path) => {
      try {
        return (
          Number.parseInt(execFileSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' }), 10) < 24
        )
      } catch {
        return false
      }
    })
}

const oldNode = findOldNode()

test.skipIf(oldNode === undefined)(
  'an older Node starts the Node that npm installed (skipped without an older Node)',
  async () => {
    const help = await runCli(['--help'], {}, oldNode)
    expect(help).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('Usage: coinslot'),
      stderr: '',
    })
    const unavailable = { DATABASE_URL: 'postgres://u:p@127.0.0.1:1/x', COINSLOT_SECRET: testSecret }
    const failure = { exitCode: 1, stderr: expect.stringContaining('The database cannot be reached') }
    expect(await runCli(['app', 'list'], unavailable, oldNode)).toMatchObject(failure)
    expect(await runCli(['destroy'], {}, oldNode)).toMatchObject({ exitCode: 2 })
  },
)

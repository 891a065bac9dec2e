import { execFile, spawn } from 'node:child_process'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import postgres from 'postgres'
import { chooseOsAccount } from '../../src/db/embedded/os-account.ts'
import { startOnFreePort } from '../setup/free-port.ts'
import { waitForChildOutput } from '../setup/wait-for-child-output.ts'

const run = promisify(execFile)

export type DumpableServer = { readonly url: string; readonly close: () => Promise<void> }

/**
 * A PostgreSQL server that the `pg_dump` of this machine can dump: it refuses servers that are newer than itself. The server of the
 * tests is one if `pg_dump` is new enough; otherwise one of the version of `pg_dump` is started.
 */
export async function startDumpableServer(testServerUrl: string): Promise<DumpableServer> {
  const { stdout } = await run('pg_dump', ['--version'])
  const clientVersion = Number(/ (\d+)/.exec(stdout)?.[1])
  const sql = postgres(testServerUrl, { max: 1 })
  const [row] = await sql<
    { version: number }[]
  >`select current_setting('server_version_num')::int / 10000 as version`
  await sql.end()
  if (row !== undefined && row.version <= clientVersion)
    return { url: testServerUrl, close: async () => undefined }
  return startOwnServer()
}

async function startOwnServer(): Promise<DumpableServer> {
  const { stdout } = await run('pg_config', ['--bindir'])
  const binary = (name: string) => join(stdout.trim(), name)
  const directory = await mkdtemp(join(tmpdir(), 'coinslot-test-dumps-'))
  const account = await chooseOsAccount(join(directory, 'data'))
  if ('uid' in account) await chown(directory, account.uid, account.gid)
  const options = { ...account, cwd: '/' }
  await run(
    binary('initdb'),
    [`--pgdata=${directory}`, '--username=test', '--auth=trust', '--encoding=UTF8', '--locale=C'],
    options,
  )
  const { child, url } = await startOnFreePort(async (port) => {
    const settings = { port, fsync: 'off', unix_socket_directories: '' }
    const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    const started = spawn(binary('postgres'), ['-D', directory, ...args], {
      ...options,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    await waitForChildOutput(started, {
      program: 'PostgreSQL',
      readOutput: () => '',
      pattern: /ready to accept connections/,
    })
    return { child: started, url: `postgres://test@127.0.0.1:${port}/postgres` }
  })
  const exited = new Promise((resolve) => child.once('exit', resolve))
  return {
    url,
    close: async () => {
      child.kill('SIGQUIT')
      await exited
      await rm(directory, { recursive: true, force: true })
    },
  }
}

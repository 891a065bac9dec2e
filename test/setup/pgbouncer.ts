import { mkdtemp, rm, writeFile, chmod } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { spawnSupervised } from '../../src/db/embedded/spawn-supervised.ts'
import { findProgram } from './find-program.ts'
import { startOnFreePort, type PortOptions } from './free-port.ts'
import { waitForChildOutput } from './wait-for-child-output.ts'

export type Pgbouncer = {
  /** The same database through PgBouncer. */
  readonly url: string
  readonly stop: () => Promise<void>
}

export type PgbouncerOptions = {
  /** The database that PgBouncer connects to. */
  readonly databaseUrl: string
  /** Connections to the database, shared by all clients. */
  readonly poolSize: number
  /** The query that PgBouncer runs on each new connection to the database. */
  readonly connectQuery?: string
}

/** Starts PgBouncer in transaction mode with its default startup parameters. */
export function startPgbouncer(options: PgbouncerOptions, ports: PortOptions = {}): Promise<Pgbouncer> {
  return startOnFreePort((port) => startAt(port, options), ports)
}

async function startAt(port: number, options: PgbouncerOptions): Promise<Pgbouncer> {
  const program = await findProgram({ names: ['pgbouncer'], debianPackage: 'pgbouncer' })
  const dir = await mkdtemp(join(tmpdir(), 'coinslot-test-pgbouncer-'))
  const file = join(dir, 'pgbouncer.ini')
  await writeFile(file, toIni(options, port))
  await chmod(dir, 0o755)
  // PgBouncer does not run as root.
  const account = process.getuid?.() === 0 ? ['-u', 'nobody'] : []
  const child = spawnSupervised(program, [...account, file], { orphanSignal: 'KILL' })
  await waitForChildOutput(child, {
    program: 'PgBouncer',
    readOutput: () => '',
    pattern: /process up: PgBouncer/,
  })
  const { pathname } = new URL(options.databaseUrl)
  return {
    url: `postgres://coinslot@127.0.0.1:${port}${pathname}`,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        const exited = once(child, 'exit')
        child.kill('SIGKILL')
        await exited
      }
      await rm(dir, { recursive: true, force: true })
    },
  }
}

function toIni({ databaseUrl, poolSize, connectQuery }: PgbouncerOptions, port: number): string {
  const { hostname, port: behind, username, password } = new URL(databaseUrl)
  const query = connectQuery === undefined ? '' : ` connect_query='${connectQuery}'`
  const server = `host=${hostname} port=${behind} user=${username} password=${decodeURIComponent(password)}`
  return `[databases]
* = ${server}${query}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = ${poolSize}
max_client_conn = 500
`
}

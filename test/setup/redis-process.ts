import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawnSupervised } from '../../src/db/embedded/spawn-supervised.ts'
import type { SupervisedProcess } from '../../src/db/embedded/spawn-supervised.ts'
import { findFreePort, startOnFreePort, type PortOptions } from './free-port.ts'
import { waitForChildOutput } from './wait-for-child-output.ts'

export type RedisProcess = {
  readonly url: string
  readonly port: number
  /** The port for the other nodes of a Redis Cluster. */
  readonly busPort: number
  readonly pid: number
  /** Ends the process at once, as a crash does. */
  kill: () => Promise<void>
  /** Stops the process without closing its connections: commands get no response. */
  pause: () => void
  resume: () => void
  /** Starts an empty Redis on the same port. */
  restart: () => Promise<void>
  stop: () => Promise<void>
}

/** Starts a Redis process. Every process gets an empty configuration file, which Sentinel requires. */
export async function startRedisProcess(
  server: string,
  flags: string[] = [],
  ports: PortOptions = {},
): Promise<RedisProcess> {
  const dir = await mkdtemp(join(tmpdir(), 'coinslot-test-redis-'))
  const { choosePort = findFreePort } = ports
  try {
    return await startOnFreePort(
      async (port) => startAt(server, flags, { dir, port, busPort: await choosePort() }),
      ports,
    )
  } catch (error) {
    await rm(dir, { recursive: true, force: true })
    throw error
  }
}

type Place = { readonly dir: string; readonly port: number; readonly busPort: number }

async function startAt(server: string, flags: string[], place: Place): Promise<RedisProcess> {
  const { dir, port, busPort } = place
  let child = await launch(server, flags, place)

  async function kill(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  }

  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    busPort,
    get pid() {
      return child.pid ?? 0
    },
    kill,
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    async restart() {
      await kill()
      child = await launch(server, flags, place)
    },
    async stop() {
      await kill()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

async function launch(
  server: string,
  flags: string[],
  { dir, port, busPort }: Place,
): Promise<SupervisedProcess> {
  const [config, log] = [join(dir, 'redis.conf'), join(dir, 'redis.log')]
  for (const file of [config, log]) await writeFile(file, '')
  const network = ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--logfile', log]
  // By default the other nodes connect to the port plus 10,000, which may be in use.
  const bus = flags.includes('--cluster-enabled') ? ['--cluster-port', String(busPort)] : []
  const memoryOnly = flags.includes('--sentinel') ? [] : ['--save', '', '--appendonly', 'no']
  const args = [config, ...network, ...bus, ...memoryOnly, ...flags]
  const child = spawnSupervised(server, args, { orphanSignal: 'KILL' })
  await waitForChildOutput(child, {
    program: 'Redis',
    readOutput: () => readFile(log, 'utf8'),
    pattern: /Ready to accept connections|Sentinel ID is/,
  })
  return child
}

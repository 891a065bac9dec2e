import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { spawnSupervised } from '../../src/db/embedded/spawn-supervised.ts'
import type { SupervisedProcess } from '../../src/db/embedded/spawn-supervised.ts'
import { eventually } from '../support/eventually.ts'
import { findFreePort } from './free-port.ts'

export type RedisProcess = {
  readonly url: string
  readonly port: number
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
export async function startRedisProcess(server: string, flags: string[] = []): Promise<RedisProcess> {
  const dir = await mkdtemp(join(tmpdir(), 'coinslot-test-redis-'))
  const port = await findFreePort()
  const config = join(dir, 'redis.conf')
  await writeFile(config, '')
  const network = ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir]
  const memoryOnly = flags.includes('--sentinel') ? [] : ['--save', '', '--appendonly', 'no']
  const start = () => launch(server, [config, ...network, ...memoryOnly, ...flags], port)
  let child = await start()

  async function kill(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  }

  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    get pid() {
      return child.pid ?? 0
    },
    kill,
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    async restart() {
      await kill()
      child = await start()
    },
    async stop() {
      await kill()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

async function launch(server: string, args: string[], port: number): Promise<SupervisedProcess> {
  const child = spawnSupervised(server, args, { orphanSignal: 'KILL' })
  child.stderr.resume()
  await eventually(() => assertResponding(port), { timeoutMs: 10_000, intervalMs: 20 })
  return child
}

async function assertResponding(port: number): Promise<void> {
  const client = new Redis(port, '127.0.0.1', { lazyConnect: true, retryStrategy: () => null })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.ping()
  } finally {
    client.disconnect()
  }
}

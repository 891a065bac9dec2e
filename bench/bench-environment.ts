import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startEmbeddedPostgres } from '../src/db/embedded/embedded-postgres.ts'
import { createLog } from '../src/platform/log.ts'
import { startRedisProcess } from '../test/setup/redis-process.ts'
import { findRedisServer } from '../test/setup/find-redis-server.ts'

/** `short`: fewer client counts and shorter runs; `full`: all of them. */
export type BenchScale = 'short' | 'full'

export const benchSecret = 'a secret of the benchmarks that is long enough'

/** A PostgreSQL (fsync on) and a Redis of the benchmark's own, in a temporary folder. */
export type BenchEnvironment = {
  readonly folder: string
  readonly databaseUrl: string
  readonly redisUrl: string
  /** The process whose children serve the connections. */
  readonly postgresPid: number
  close: () => Promise<void>
}

export async function startBenchEnvironment(): Promise<BenchEnvironment> {
  const folder = await mkdtemp(join(tmpdir(), 'coinslot-bench-'))
  const log = createLog('silent')
  const settings = {
    // A quarter of the memory, as the manual of PostgreSQL advises.
    shared_buffers: `${Math.floor(totalmem() / 4 / 2 ** 20)}MB`,
    max_wal_size: '4GB',
    max_connections: 150,
    track_commit_timestamp: 'on',
  }
  const postgres = await startEmbeddedPostgres({ dataDir: folder, log, settings })
  const redis = await startRedisProcess(await findRedisServer())
  return {
    folder,
    databaseUrl: postgres.url,
    redisUrl: redis.url,
    postgresPid: postgres.pid,
    close: async () => {
      await redis.stop()
      await postgres.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export type BenchProcess = {
  readonly url: string
  readonly pid: number
  /** What it printed until it was ready. */
  readonly output: string
  readonly stop: () => Promise<void>
}

const startFile = new URL('../src/start.mjs', import.meta.url)
const emulatorFile = new URL('../packages/store-emulator/src/main.ts', import.meta.url)

/** One API process. It runs in development mode, because the benchmarks use the emulated stores. */
export async function startApi(environment: Readonly<Record<string, string>>): Promise<BenchProcess> {
  const started = await startScript(startFile, 'Coinslot listens on', {
    NODE_ENV: 'development',
    ...environment,
  })
  return { ...started, url: `${started.url}/graphql` }
}

/** The server as `npm start` starts it without configuration. */
export function startDevelopmentServer(environment: Readonly<Record<string, string>>): Promise<BenchProcess> {
  return startScript(startFile, '  GraphQL', { NODE_ENV: 'development', ...environment })
}

/** The store emulator runs in its own process, so that it does not share a thread with the load. */
export function startEmulatorProcess(): Promise<BenchProcess> {
  return startScript(emulatorFile, 'Store emulator', {})
}

/** A script that prints the text and its URL when it is ready. */
export async function startScript(
  script: URL,
  readyText: string,
  environment: Readonly<Record<string, string>>,
): Promise<BenchProcess> {
  const child = spawn(process.execPath, [fileURLToPath(script)], {
    env: { ...process.env, PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const { url, output } = await waitForUrl(child, readyText)
  return { url: new URL(url).origin, output, pid: child.pid ?? 0, stop: () => stopChild(child) }
}

/** Starts a process while the stores are prepared. If the preparation fails, the process is stopped. */
export async function startDuring<T>(
  starting: Promise<BenchProcess>,
  preparing: Promise<T>,
): Promise<[started: BenchProcess, prepared: T]> {
  const [started] = await Promise.allSettled([starting, preparing])
  try {
    return [await starting, await preparing]
  } catch (error) {
    if (started.status === 'fulfilled') await started.value.stop()
    throw error
  }
}

/** The URL that the output has after the text, and the output. */
async function waitForUrl(child: ChildProcess, text: string): Promise<{ url: string; output: string }> {
  let output = ''
  const ended = once(child, 'exit').then(() => {
    throw new Error(`${child.spawnfile} ended before it was ready:\n${output}`)
  })
  const pattern = new RegExp(String.raw`${text} +(http\S+)\s`)
  const ready = new Promise<{ url: string; output: string }>((resolve) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      const [, url] = pattern.exec(output) ?? []
      if (url !== undefined) resolve({ url, output })
    })
  })
  return Promise.race([ready, ended])
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  await exited
}

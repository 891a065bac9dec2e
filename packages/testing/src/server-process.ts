import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, open, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** What the server writes to `dev.json` once it is ready. */
export type ServerCredentials = {
  readonly graphqlUrl: string
  readonly webSocketUrl: string
  readonly emulatorUrl: string
  readonly consoleUrl: string
  readonly appKey: string
  readonly serverKey: string
  readonly userTokenSecret: string
}

export type ServerProcess = {
  readonly credentials: ServerCredentials
  readonly dataDirectory: string
  /** Ends the server with its database, and deletes its data. Calling it again does nothing. */
  readonly stop: () => Promise<void>
}

export type ServerProcessOptions = {
  readonly serverDirectory: string | undefined
  readonly startTimeoutMs: number
}

const requiredNodeMajor = 24
const pollIntervalMs = 50
const stopTimeoutMs = 15_000
const folderPrefix = 'coinslot-testing-'

/**
 * Starts a development server in a process and a data directory of its own. It gets none of the variables of this process: a DATABASE_URL
 * of the tests would connect it to their database. The server stops when this process ends, however that happens.
 */
export async function startServerProcess({
  serverDirectory,
  startTimeoutMs,
}: ServerProcessOptions): Promise<ServerProcess> {
  const directory = serverDirectory ?? fileURLToPath(new URL('../../..', import.meta.url))
  const script = join(directory, 'src', 'start.mjs')
  if (!existsSync(script)) {
    throw new Error(`There is no Coinslot server in ${directory}. Set the option \`serverDirectory\`.`)
  }
  await deleteAbandonedFolders()
  const dataDirectory = await mkdtemp(join(tmpdir(), `${folderPrefix}${process.pid}-`))
  // Started by root, PostgreSQL runs as another account, which must reach its folder.
  await chmod(dataDirectory, 0o711)
  const output = await open(join(dataDirectory, 'server.log'), 'a')
  const child = spawn(findNode(directory), [script], {
    cwd: directory,
    env: createEnvironment(dataDirectory),
    // The server stops when the channel closes.
    stdio: ['ignore', output.fd, output.fd, 'ipc'],
  })
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  await output.close()
  let stopping: Promise<void> | null = null
  const stop = () => (stopping ??= stopServer(child, exited, dataDirectory))
  try {
    const credentials = await waitUntilReady(dataDirectory, exited, startTimeoutMs)
    // A test that forgets to stop the server must not keep its process alive.
    child.unref()
    child.channel?.unref()
    return { credentials, dataDirectory, stop }
  } catch (error) {
    const log = await readFile(join(dataDirectory, 'server.log'), 'utf8').catch(() => '')
    await stop()
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`${reason} Its output was:\n${log.slice(-4_000)}`, { cause: error })
  }
}

/** The node that runs this process, or the newer one that the server has installed for itself. */
function findNode(directory: string): string {
  if (Number.parseInt(process.versions.node, 10) >= requiredNodeMajor) return process.execPath
  const installed = join(directory, 'node_modules', '.bin', 'node')
  if (existsSync(installed)) return installed
  throw new Error(`The Coinslot server requires Node ${requiredNodeMajor}, and this is ${process.version}.`)
}

function createEnvironment(dataDirectory: string): Record<string, string> {
  const inherited = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'LANG']
  const values = inherited.flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return {
    ...Object.fromEntries(values),
    COINSLOT_DATA_DIR: dataDirectory,
    HOST: '127.0.0.1',
    PORT: '0',
    EMULATOR_PORT: '0',
    // Due jobs and events follow an advance of the clock at once.
    JOB_RECOVERY_INTERVAL_MS: '100',
    EVENT_POLL_INTERVAL_MS: '100',
  }
}

async function waitUntilReady(
  dataDirectory: string,
  exited: Promise<void>,
  timeoutMs: number,
): Promise<ServerCredentials> {
  const state = { hasExited: false }
  void exited.then(() => (state.hasExited = true))
  const endAt = performance.now() + timeoutMs
  for (;;) {
    const text = await readFile(join(dataDirectory, 'dev.json'), 'utf8').catch(() => null)
    if (text !== null) return JSON.parse(text) as ServerCredentials
    if (state.hasExited) throw new Error('The Coinslot server ended while it started.')
    if (performance.now() > endAt) {
      throw new Error(`The Coinslot server was not ready after ${timeoutMs} ms.`)
    }
    await delay(pollIntervalMs)
  }
}

async function stopServer(child: ChildProcess, exited: Promise<void>, dataDirectory: string): Promise<void> {
  child.ref()
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs)
  await exited
  clearTimeout(timer)
  await rm(dataDirectory, { recursive: true, force: true, maxRetries: 5 })
}

/** Deletes what servers left behind whose tests were killed. */
async function deleteAbandonedFolders(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(new RegExp(`^${folderPrefix}(\\d+)-`).exec(name)?.[1] ?? Number.NaN)
    if (Number.isNaN(pid) || isRunning(pid)) continue
    // Another process may delete it at the same time, or its server still be stopping: a later start succeeds.
    await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined)
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

import { execFile, execFileSync } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { platform } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import type { Logger } from 'pino'
import type { OsAccount } from './os-account.ts'
import type { PostgresBinaries } from './binaries.ts'
import { isAlive, readProc, spawnSupervised, waitForExit } from './spawn-supervised.ts'

export type Postmaster = {
  readonly pid: number
  /** Resolves when the process has exited, for whatever reason. */
  readonly exited: Promise<void>
}

export type PostmasterOptions = {
  binaries: PostgresBinaries
  clusterDir: string
  account: OsAccount
  settings: Record<string, string | number>
  log: Pick<Logger, 'debug' | 'warn'>
  /** Called when PostgreSQL runs and is not ready yet. */
  onWait: () => void
}

const execFileAsync = promisify(execFile)
const startTimeoutMs = 120_000
const fastShutdownTimeoutMs = 4000
const immediateShutdownTimeoutMs = 6000

/** A setting with the pid of the server that PostgreSQL belongs to; it is visible on the command line. */
const ownerSetting = 'cluster_name=coinslot-'

export async function startPostmaster(options: PostmasterOptions): Promise<Postmaster> {
  const { binaries, clusterDir, account, settings, log, onWait } = options
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const args = ['-D', clusterDir, '-c', `${ownerSetting}${process.pid}`, ...flags]
  const child = spawnSupervised(binaries.postgres, args, { ...account, orphanSignal: 'INT' })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const lastLines: string[] = []

  await new Promise<void>((resolve, reject) => {
    const fail = (message: string) => reject(new Error(`${message}\n${lastLines.join('\n')}`.trim()))
    const timer = setTimeout(() => fail('PostgreSQL start timed out.'), startTimeoutMs)
    timer.unref()
    child.once('error', reject)
    child.once('close', () => fail('PostgreSQL did not start.'))
    createInterface({ input: child.stderr }).on('line', (line) => {
      log[/ (FATAL|PANIC): /.test(line) ? 'warn' : 'debug']({ postgres: line }, 'PostgreSQL log')
      lastLines.push(line)
      if (lastLines.length > 20) lastLines.shift()
      if (/database system is ready to accept (read-only )?connections/.test(line)) resolve()
    })
    void exited.then(() => clearTimeout(timer))
    onWait()
  })
  if (child.pid === undefined) throw new Error('PostgreSQL did not start.')
  return { pid: child.pid, exited }
}

/** Fast shutdown; if that takes too long, immediate shutdown, which needs recovery at the next start. */
export async function stopPostmaster(pid: number, binaries: PostgresBinaries): Promise<void> {
  await sendSignal(pid, 'INT', binaries)
  if (await waitForExit(pid, fastShutdownTimeoutMs)) return
  await sendSignal(pid, 'QUIT', binaries)
  if (await waitForExit(pid, immediateShutdownTimeoutMs)) return
  await sendSignal(pid, 'KILL', binaries)
  await waitForExit(pid, immediateShutdownTimeoutMs)
}

async function sendSignal(
  pid: number,
  name: 'INT' | 'QUIT' | 'KILL',
  { pg_ctl }: PostgresBinaries,
): Promise<void> {
  try {
    // Windows has no signals; PostgreSQL emulates them.
    if (platform() === 'win32') await execFileAsync(pg_ctl, ['kill', name, String(pid)])
    else process.kill(pid, `SIG${name}`)
  } catch (error) {
    if (isAlive(pid)) throw error
  }
}

/**
 * Finds the PostgreSQL server that uses the cluster. PostgreSQL's own check takes any process with the pid in `postmaster.pid` for
 * a server; after a crash of the machine that may be another program, and PostgreSQL would never start again.
 */
export async function findPostmaster(
  clusterDir: string,
): Promise<{ state: 'none' } | { state: 'owned' | 'orphan'; pid: number }> {
  const file = join(clusterDir, 'postmaster.pid')
  const pid = Number.parseInt((await readFile(file, 'utf8').catch(() => '')).split('\n')[0] ?? '', 10)
  if (!(pid > 0)) return { state: 'none' }
  const command = isAlive(pid) ? readCommandLine(pid) : ''
  // Unknown: refusing to start is safer than starting twice.
  if (command === null) return { state: 'owned', pid }
  if (!command.includes(clusterDir)) {
    await rm(file, { force: true })
    return { state: 'none' }
  }
  const owner = command.split(ownerSetting)[1]
  const orphaned = owner !== undefined && !isAlive(Number.parseInt(owner, 10))
  return { state: orphaned ? 'orphan' : 'owned', pid }
}

function readCommandLine(pid: number): string | null {
  if (platform() === 'linux') return readProc(pid, 'cmdline')
  if (platform() === 'win32') return null
  try {
    return execFileSync('ps', ['-ww', '-p', String(pid), '-o', 'command='], { encoding: 'utf8' })
  } catch {
    return null
  }
}

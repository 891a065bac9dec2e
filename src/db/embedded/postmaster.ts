import { execFile, execFileSync } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { platform } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import type { Logger } from 'pino'
import type { Account } from './account.ts'
import type { PostgresBinaries } from './binaries.ts'
import { isAlive, readProc, spawnTied, waitForEnd } from './tied-process.ts'

export type Postmaster = {
  readonly pid: number
  /** resolves when the process is gone, for whatever reason */
  readonly exited: Promise<void>
}

export type PostmasterOptions = {
  binaries: PostgresBinaries
  clusterDir: string
  account: Account
  settings: Record<string, string | number>
  log: Pick<Logger, 'debug' | 'warn'>
}

const run = promisify(execFile)
const startLimitMs = 120_000
const fastLimitMs = 4000
const immediateLimitMs = 6000

/** Names the process that PostgreSQL belongs to, in a setting that shows on its command line. */
const ownerSetting = 'cluster_name=coinslot-'

export async function startPostmaster(options: PostmasterOptions): Promise<Postmaster> {
  const { binaries, clusterDir, account, settings, log } = options
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const args = ['-D', clusterDir, '-c', `${ownerSetting}${process.pid}`, ...flags]
  const child = spawnTied(binaries.postgres, args, { ...account, signalAtOrphaning: 'INT' })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const lastLines: string[] = []

  await new Promise<void>((resolve, reject) => {
    const fail = (message: string) => reject(new Error(`${message}\n${lastLines.join('\n')}`.trim()))
    const timer = setTimeout(() => fail('PostgreSQL did not start in time.'), startLimitMs)
    timer.unref()
    child.once('error', reject)
    child.once('close', () => fail('PostgreSQL did not start.'))
    createInterface({ input: child.stderr }).on('line', (line) => {
      log[/ (FATAL|PANIC): /.test(line) ? 'warn' : 'debug']({ postgres: line }, 'PostgreSQL says')
      lastLines.push(line)
      if (lastLines.length > 20) lastLines.shift()
      if (/database system is ready to accept (read-only )?connections/.test(line)) resolve()
    })
    void exited.then(() => clearTimeout(timer))
  })
  if (child.pid === undefined) throw new Error('PostgreSQL did not start.')
  return { pid: child.pid, exited }
}

/** Fast shutdown; when that takes too long the immediate one, whose recovery happens at the next start. */
export async function stopPostmaster(pid: number, binaries: PostgresBinaries): Promise<void> {
  await signal(pid, 'INT', binaries)
  if (await waitForEnd(pid, fastLimitMs)) return
  await signal(pid, 'QUIT', binaries)
  if (await waitForEnd(pid, immediateLimitMs)) return
  await signal(pid, 'KILL', binaries)
  await waitForEnd(pid, immediateLimitMs)
}

async function signal(
  pid: number,
  name: 'INT' | 'QUIT' | 'KILL',
  { pg_ctl }: PostgresBinaries,
): Promise<void> {
  try {
    // Windows has no signals; PostgreSQL emulates them.
    if (platform() === 'win32') await run(pg_ctl, ['kill', name, String(pid)])
    else process.kill(pid, `SIG${name}`)
  } catch (error) {
    if (isAlive(pid)) throw error
  }
}

/**
 * Looks who uses the cluster. PostgreSQL's own check takes any living process with the pid in `postmaster.pid` for a
 * server; after a crash of the machine that may be a stranger, and nothing would ever start again.
 */
export async function findPostmaster(
  clusterDir: string,
): Promise<{ state: 'none' } | { state: 'owned' | 'orphan'; pid: number }> {
  const file = join(clusterDir, 'postmaster.pid')
  const pid = Number.parseInt((await readFile(file, 'utf8').catch(() => '')).split('\n')[0] ?? '', 10)
  if (!(pid > 0)) return { state: 'none' }
  const command = isAlive(pid) ? readCommand(pid) : ''
  // Not to be told apart: better refuse to start than start twice.
  if (command === undefined) return { state: 'owned', pid }
  if (!command.includes(clusterDir)) {
    await rm(file, { force: true })
    return { state: 'none' }
  }
  const owner = command.split(ownerSetting)[1]
  const orphaned = owner !== undefined && !isAlive(Number.parseInt(owner, 10))
  return { state: orphaned ? 'orphan' : 'owned', pid }
}

function readCommand(pid: number): string | undefined {
  if (platform() === 'linux') return readProc(pid, 'cmdline')
  if (platform() === 'win32') return undefined
  try {
    return execFileSync('ps', ['-ww', '-p', String(pid), '-o', 'command='], { encoding: 'utf8' })
  } catch {
    return undefined
  }
}

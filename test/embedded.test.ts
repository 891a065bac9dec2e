import { spawn } from 'node:child_process'
import type { ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Interface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import postgres from 'postgres'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DataDirectoryInUseError, startEmbeddedPostgres } from '../src/db/embedded/embedded-postgres.ts'
import { isAlive } from '../src/db/embedded/spawn-supervised.ts'
import { eventually } from './support/eventually.ts'

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined }
const isRoot = process.getuid?.() === 0
const isLinux = process.platform === 'linux'
const parentScript = fileURLToPath(new URL('setup/embedded-postgres-process.ts', import.meta.url))

let dataDir: string
let cleanups: (() => Promise<unknown>)[]

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'coinslot-test-embedded-'))
  cleanups = [() => rm(dataDir, { recursive: true, force: true })]
})
afterEach(async () => {
  const outcomes: PromiseSettledResult<unknown>[] = []
  for (const end of cleanups.reverse()) outcomes.push(...(await Promise.allSettled([end()])))
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
})

async function start() {
  const server = await startEmbeddedPostgres({ dataDir, log })
  cleanups.push(server.close)
  return server
}

async function query<T extends postgres.MaybeRow[]>(
  url: string,
  work: (sql: postgres.Sql) => Promise<T>,
): Promise<T> {
  const sql = postgres(url, { max: 1 })
  try {
    return await work(sql)
  } finally {
    await sql.end()
  }
}

type Parent = {
  process: ChildProcessByStdio<null, Readable, null>
  lines: Interface
  url: string
  pid: number
}

async function startParent(account: { uid?: number; gid?: number } = {}): Promise<Parent> {
  const args = ['--no-warnings', parentScript, dataDir]
  const child = spawn(process.execPath, args, {
    ...account,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const gone = once(child, 'exit')
  let postmaster = 0
  cleanups.push(async () => {
    child.kill('SIGKILL')
    await gone
    await eventually(() => expect(postmaster > 0 && isAlive(postmaster)).toBe(false), { timeoutMs: 15_000 })
    if (isLinux)
      await eventually(async () => expect(await findSupervisors()).toEqual([]), { timeoutMs: 15_000 })
  })
  const lines = createInterface({ input: child.stdout })
  const [line] = (await once(lines, 'line')) as [string]
  const { url, pid } = JSON.parse(line) as { url: string; pid: number }
  postmaster = pid
  return { process: child, lines, url, pid }
}

async function killParent(parent: Parent): Promise<void> {
  const gone = once(parent.process, 'exit')
  parent.process.kill('SIGKILL')
  await gone
}

const makeTable = (url: string) => query(url, (sql) => sql`create table kept as select 42 as value`)
const readTable = (url: string) => query(url, (sql) => sql`select value from kept`)

test('a server starts in an empty folder, with durable settings', async () => {
  const server = await start()
  const [row] = await query(
    server.url,
    (sql) => sql`
      select current_database() as db, current_setting('fsync') as fsync, current_setting('server_encoding') as encoding,
             current_setting('synchronous_commit') as sync, current_setting('listen_addresses') as listens,
             (select datcollate from pg_database where datname = current_database()) as locale`,
  )
  expect(row).toEqual({
    db: 'coinslot',
    fsync: 'on',
    sync: 'on',
    encoding: 'UTF8',
    locale: 'C',
    listens: '127.0.0.1',
  })
  expect((await stat(join(dataDir, 'postgres/password'))).mode & 0o777).toBe(0o600)
  const wrong = new URL(server.url)
  wrong.password = 'wrong'
  await expect(query(wrong.href, (sql) => sql`select 1`)).rejects.toThrow(/password/)
})

test('a restart finds the same data at the same address', async () => {
  const first = await start()
  await makeTable(first.url)
  await first.close()
  await first.exited
  await first.close()
  expect(isAlive(first.pid)).toBe(false)

  const second = await start()
  expect(second.url).toBe(first.url)
  expect(await readTable(second.url)).toEqual([{ value: 42 }])
})

test('a server uses another free port when its last one is occupied', async () => {
  const first = await start()
  await first.close()
  const occupied = createServer().listen(first.port, '127.0.0.1')
  await once(occupied, 'listening')
  cleanups.push(async () => occupied.close())
  const second = await start()
  expect(second.port).not.toBe(first.port)
})

test('a second server on the same folder fails with the pid of the process that uses it', async () => {
  const { pid, url } = await startParent()
  const error = await start().catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(DataDirectoryInUseError)
  expect(error).toMatchObject({ pid, message: expect.stringContaining(String(pid)) as string })
  expect(await query(url, (sql) => sql`select 1 as one`)).toEqual([{ one: 1 }])
})

test('two simultaneous servers on one folder create one database cluster', async () => {
  const outcomes = await Promise.allSettled([start(), start()])
  const rejected = outcomes.filter((outcome) => outcome.status === 'rejected')
  expect(rejected.map(({ reason }) => reason as unknown)).toEqual([expect.any(DataDirectoryInUseError)])
  expect((await readdir(dataDir)).sort()).toEqual(['postgres'])
})

test('a server that is killed ends its PostgreSQL too', async () => {
  const parent = await startParent()
  await makeTable(parent.url)
  await killParent(parent)
  await eventually(() => expect(isAlive(parent.pid)).toBe(false), { timeoutMs: 10_000 })
  expect(await readTable((await start()).url)).toEqual([{ value: 42 }])
})

test('a server that is killed can be started again at once', async () => {
  const parent = await startParent()
  await makeTable(parent.url)
  await killParent(parent)
  expect(await readTable((await start()).url)).toEqual([{ value: 42 }])
})

test.runIf(isLinux)('an orphaned PostgreSQL without a supervisor is stopped by the next start', async () => {
  const parent = await startParent()
  await makeTable(parent.url)
  const supervisors = await findSupervisors()
  expect(supervisors).toHaveLength(1)
  for (const supervisor of supervisors) process.kill(supervisor, 'SIGKILL')
  await killParent(parent)
  expect(await readTable(parent.url)).toEqual([{ value: 42 }])

  const next = await start()
  expect(isAlive(parent.pid)).toBe(false)
  expect(await readTable(next.url)).toEqual([{ value: 42 }])
})

async function findSupervisors(): Promise<number[]> {
  const found: number[] = []
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    if (command.includes(dataDir) && command.includes('read -r')) found.push(Number(pid))
  }
  return found
}

test('a server starts although another process has the pid of its crashed predecessor', async () => {
  const first = await start()
  await makeTable(first.url)
  const pidFile = join(dataDir, 'postgres/data/postmaster.pid')
  const written = await readFile(pidFile, 'utf8')
  process.kill(first.pid, 'SIGKILL')
  await first.exited
  await writeFile(pidFile, written.replace(String(first.pid), String(process.pid)))
  const second = await eventually(start, { timeoutMs: 10_000, intervalMs: 200 })
  expect(await readTable(second.url)).toEqual([{ value: 42 }])
})

test('a server drains on Ctrl-C before its PostgreSQL stops', async () => {
  const { process: child, lines, pid } = await startParent()
  const exit = once(child, 'exit')
  const said = once(lines, 'line')
  process.kill(-(child.pid ?? 0), 'SIGINT')
  expect(await said).toEqual(['{"said":"drained"}'])
  expect(await exit).toEqual([0, null])
  expect(isAlive(pid)).toBe(false)
})

test.runIf(isRoot)('an error names a folder that PostgreSQL may not enter', async () => {
  const closed = join(dataDir, 'closed')
  await mkdir(closed)
  await chmod(dataDir, 0o711)
  await chmod(closed, 0o700)
  const attempt = startEmbeddedPostgres({ dataDir: join(closed, 'data'), log })
  await expect(attempt).rejects.toThrow(`chmod o+x ${closed}`)
})

test.runIf(isRoot)('a normal user needs nothing, and root can take over what that user began', async () => {
  const nobody = { uid: 65534, gid: 65534 }
  await chown(dataDir, nobody.uid, nobody.gid)
  const parent = await startParent(nobody)
  await makeTable(parent.url)
  await killParent(parent)
  expect(await readTable((await start()).url)).toEqual([{ value: 42 }])
})

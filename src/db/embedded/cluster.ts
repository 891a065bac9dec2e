import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, chown, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { OsAccount } from './os-account.ts'
import type { PostgresBinaries } from './binaries.ts'

const execFileAsync = promisify(execFile)

/** The files in the directory of the embedded PostgreSQL. */
export type ClusterFiles = {
  cluster: string
  password: string
  port: string
}

export function clusterFiles(home: string): ClusterFiles {
  return { cluster: join(home, 'data'), password: join(home, 'password'), port: join(home, 'port') }
}

export const superuser = 'coinslot'

type ClusterOptions = {
  home: string
  binaries: PostgresBinaries
  account: OsAccount
  /** Called when initdb runs. */
  onWait: () => void
}

/** The cluster is created in a temporary directory and renamed, so that neither a crash nor a concurrent process leaves half of one. */
export async function createCluster({ home, binaries, account, onWait }: ClusterOptions): Promise<void> {
  const stagingDir = await mkdtemp(`${home}-init-`)
  try {
    await chmod(stagingDir, 0o711)
    const files = clusterFiles(stagingDir)
    await mkdir(files.cluster, { mode: 0o700 })
    await writeFile(files.password, randomBytes(24).toString('base64url'), { mode: 0o600 })
    if ('uid' in account) {
      await chown(files.cluster, account.uid, account.gid)
      await chown(files.password, account.uid, account.gid)
    }
    const locale = ['--encoding=UTF8', '--locale-provider=libc', '--locale=C']
    const login = [`--username=${superuser}`, `--pwfile=${files.password}`, '--auth=scram-sha-256']
    const created = execFileAsync(binaries.initdb, [`--pgdata=${files.cluster}`, ...locale, ...login], {
      ...account,
      cwd: '/',
      env: { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C' },
    })
    onWait()
    await created
    await rename(stagingDir, home)
  } catch (error) {
    await rm(stagingDir, { recursive: true, force: true })
    if (!(await exists(clusterFiles(home).cluster))) throw error
  }
}

export function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

export async function readPassword(file: string): Promise<string> {
  return (await readFile(file, 'utf8')).trim()
}

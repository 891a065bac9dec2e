import { execFile, spawnSync } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { dirname, parse } from 'node:path'
import { promisify } from 'node:util'

const execFileAsync = promisify(execFile)

/** The account that PostgreSQL runs as. It does not run as root, so root needs another one. Empty: the current account. */
export type OsAccount = { uid: number; gid: number } | Record<string, never>

export function isRoot(): boolean {
  return process.getuid?.() === 0
}

/** An existing cluster keeps its owner, whichever account starts it. */
export async function chooseOsAccount(clusterDir: string): Promise<OsAccount> {
  const owner = await stat(clusterDir).catch(() => null)
  if (!isRoot()) {
    if (owner !== null && process.getuid !== undefined && owner.uid !== process.getuid()) {
      throw new Error(
        `${clusterDir} belongs to another user (uid ${owner.uid}). Start as that user, or as root.`,
      )
    }
    return {}
  }
  if (owner !== null && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  return (await findOsAccount('postgres')) ?? (await createPostgresAccount())
}

async function findOsAccount(name: string): Promise<OsAccount | null> {
  try {
    const [uid, gid] = await Promise.all([
      execFileAsync('id', ['-u', name]),
      execFileAsync('id', ['-g', name]),
    ])
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  } catch {
    return null
  }
}

async function createPostgresAccount(): Promise<OsAccount> {
  try {
    await execFileAsync('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--shell',
      '/bin/false',
      'postgres',
    ])
    const account = await findOsAccount('postgres')
    if (account !== null) return account
  } catch (cause) {
    throw new Error(
      'PostgreSQL does not run as root, and the account "postgres" is missing and could not be created. ' +
        'Create it, or start as a normal user.',
      { cause },
    )
  }
  throw new Error('PostgreSQL does not run as root, and the new account "postgres" cannot be found.')
}

/** Throws if the account has no execute permission on a parent directory of `path`; the error names the first one. */
export function assertReachable(path: string, account: OsAccount): void {
  if (!('uid' in account)) return
  const directories: string[] = []
  for (let directory = dirname(path); directory !== parse(directory).root; directory = dirname(directory)) {
    directories.unshift(directory)
  }
  const script = 'for d in "$@"; do test -x "$d" || { printf %s "$d"; exit 1; }; done'
  const { status, stdout } = spawnSync('/bin/sh', ['-c', script, 'sh', ...directories], {
    ...account,
    cwd: '/',
    encoding: 'utf8',
  })
  if (status === 0) return
  throw new Error(
    `PostgreSQL does not run as root but as uid ${account.uid}, which has no execute permission on ${stdout || path} (needed to reach ${path}). ` +
      `Allow it (chmod o+x ${stdout || path}), choose another directory, or start as a normal user.`,
  )
}

import { execFile, spawnSync } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { dirname, parse } from 'node:path'
import { promisify } from 'node:util'

const execFileAsync = promisify(execFile)

/** Whom PostgreSQL runs as: it refuses to run as root, so root hands it to another account. Empty: as ourselves. */
export type OsAccount = { uid: number; gid: number } | Record<string, never>

export function isRoot(): boolean {
  return process.getuid?.() === 0
}

/** An existing cluster keeps its owner, whoever starts it. */
export async function chooseOsAccount(clusterDir: string): Promise<OsAccount> {
  const owner = await stat(clusterDir).catch(() => undefined)
  if (!isRoot()) {
    if (owner !== undefined && process.getuid !== undefined && owner.uid !== process.getuid()) {
      throw new Error(
        `${clusterDir} belongs to another user (uid ${owner.uid}). Start as that user, or as root.`,
      )
    }
    return {}
  }
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  return (await findOsAccount('postgres')) ?? (await createPostgresAccount())
}

async function findOsAccount(name: string): Promise<OsAccount | undefined> {
  try {
    const [uid, gid] = await Promise.all([
      execFileAsync('id', ['-u', name]),
      execFileAsync('id', ['-g', name]),
    ])
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  } catch {
    return undefined
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
    if (account !== undefined) return account
  } catch (cause) {
    throw new Error(
      'PostgreSQL does not run as root, and the account "postgres" is missing and could not be created. ' +
        'Create it, or start as a normal user.',
      { cause },
    )
  }
  throw new Error('PostgreSQL does not run as root, and the new account "postgres" cannot be found.')
}

/** Throws with the first folder on the way to `path` that the account may not enter. */
export function assertReachable(path: string, account: OsAccount): void {
  if (!('uid' in account)) return
  const folders: string[] = []
  for (let folder = dirname(path); folder !== parse(folder).root; folder = dirname(folder))
    folders.unshift(folder)
  const script = 'for d in "$@"; do test -x "$d" || { printf %s "$d"; exit 1; }; done'
  const { status, stdout } = spawnSync('/bin/sh', ['-c', script, 'sh', ...folders], {
    ...account,
    cwd: '/',
    encoding: 'utf8',
  })
  if (status === 0) return
  throw new Error(
    `PostgreSQL does not run as root but as uid ${account.uid}, which cannot enter ${stdout || path}, the way to ${path}. ` +
      `Allow it (chmod o+x ${stdout || path}), choose another folder, or start as a normal user.`,
  )
}

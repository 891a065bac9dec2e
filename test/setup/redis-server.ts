import { execFile } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The path of redis-server or valkey-server; as root on Debian and its kin it is installed when missing. */
export async function findRedisServer(): Promise<string> {
  const found = await findOnPath()
  if (found !== undefined) return found
  if (process.getuid?.() === 0 && (await isExecutable('/usr/bin/apt-get'))) await installRedis()
  const installed = await findOnPath()
  if (installed !== undefined) return installed
  throw new Error(
    'The integration tests need redis-server or valkey-server on the PATH: apt install redis-server, brew install redis.',
  )
}

async function findOnPath(): Promise<string | undefined> {
  for (const name of ['redis-server', 'valkey-server']) {
    for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
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

async function installRedis(): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  try {
    await run('apt-get', ['update', '-qq'], { env })
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'redis-server'], { env })
  } catch (cause) {
    throw new Error(
      'redis-server is missing and could not be installed: apt-get install redis-server failed.',
      {
        cause,
      },
    )
  }
}

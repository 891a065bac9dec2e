import { spawn } from 'node:child_process'
import { open } from 'node:fs/promises'

/** A dump could not be restored; the message says why. */
export class RestoreError extends Error {
  override readonly name = 'RestoreError'
}

const maxErrorLength = 2_000
const customFormatMagic = 'PGDMP'
const gzipMagic = '\u001f\u008b'

type RestoreOptions = {
  /** An empty database. */
  readonly url: string
  /** Where the programs are: the variable PATH. */
  readonly path: string
  readonly signal: AbortSignal
}

/**
 * Restores a dump of `pg_dump` into an empty database with PostgreSQL's own programs, which must be in the PATH.
 * @throws RestoreError
 */
export async function restoreDump(file: string, { url, path, signal }: RestoreOptions): Promise<void> {
  const [program, args] = await selectProgram(file)
  const child = spawn(program, args, {
    env: toEnvironment(url, path),
    stdio: ['ignore', 'ignore', 'pipe'],
    signal,
  })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    if (errors.length < maxErrorLength) errors += chunk
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', (error) => {
      reject(
        signal.aborted ? new RestoreError('The check was interrupted.') : describeSpawnError(program, error),
      )
    })
    child.once('close', resolve)
  })
  if (code !== 0) {
    throw new RestoreError(`${program} could not restore the dump: ${errors.trim().slice(0, maxErrorLength)}`)
  }
}

async function selectProgram(file: string): Promise<readonly [program: string, args: readonly string[]]> {
  const start = await readStart(file)
  if (start === '') throw new RestoreError('The dump is empty: pg_dump failed, and its output says why.')
  if (start.startsWith(gzipMagic))
    throw new RestoreError('The dump is compressed by gzip. Decompress it first.')
  return start === customFormatMagic
    ? ['pg_restore', ['--exit-on-error', '--no-owner', '--no-privileges', '--dbname=', file]]
    : ['psql', ['--no-psqlrc', '--quiet', '--set=ON_ERROR_STOP=1', `--file=${file}`]]
}

async function readStart(file: string): Promise<string> {
  const handle = await open(file).catch((error: unknown) => {
    throw new RestoreError(
      `The dump cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    )
  })
  try {
    const { buffer, bytesRead } = await handle.read(
      Buffer.alloc(customFormatMagic.length),
      0,
      customFormatMagic.length,
      0,
    )
    return buffer.toString('latin1', 0, bytesRead)
  } finally {
    await handle.close()
  }
}

/** Other users of the machine can see arguments, and the URL contains the password. */
function toEnvironment(text: string, path: string): NodeJS.ProcessEnv {
  const url = new URL(text)
  const sslMode = url.searchParams.get('sslmode') ?? url.searchParams.get('ssl')
  return {
    PATH: path,
    PGHOST: url.hostname,
    PGPORT: url.port || '5432',
    PGUSER: decodeURIComponent(url.username),
    PGPASSWORD: decodeURIComponent(url.password),
    PGDATABASE: url.pathname.slice(1),
    ...(sslMode === null ? {} : { PGSSLMODE: sslMode === 'true' ? 'require' : sslMode }),
  }
}

function describeSpawnError(program: string, error: Error): RestoreError {
  const isMissing = 'code' in error && error.code === 'ENOENT'
  return new RestoreError(
    isMissing
      ? `${program} is not in the PATH. Install the client programs of PostgreSQL, of the server's version or newer.`
      : `${program} could not be started: ${error.message}`,
  )
}

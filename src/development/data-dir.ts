import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const ownerOnlyMode = 0o600

/** Loads the master secret from the data directory, or creates it; used when `COINSLOT_SECRET` is not set. */
export async function loadOrCreateSecret(dataDir: string): Promise<string> {
  const file = join(dataDir, 'secret')
  await mkdir(dataDir, { recursive: true })
  try {
    // The flag `wx` fails if the file exists: of two concurrent first starts one creates it and the other reads it.
    await writeFile(file, randomBytes(32).toString('base64url'), { mode: ownerOnlyMode, flag: 'wx' })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  return (await readFile(file, 'utf8')).trim()
}

/** The content of `dev.json`: the URLs and credentials of a running development server. */
export type DevFile = {
  readonly graphqlUrl: string
  readonly webSocketUrl: string
  readonly emulatorUrl: string
  readonly consoleUrl: string
  readonly appKey: string
  readonly serverKey: string
  readonly userTokenSecret: string
  readonly operator: { readonly email: string; readonly password: string }
}

export const devFilePath = (dataDir: string) => join(dataDir, 'dev.json')

/** Writes the file atomically; call it when the server is ready. */
export async function writeDevFile(dataDir: string, content: DevFile): Promise<void> {
  const temporaryPath = join(dataDir, `dev.json.${process.pid}`)
  await writeFile(temporaryPath, `${JSON.stringify(content, null, 2)}\n`, { mode: ownerOnlyMode })
  await rename(temporaryPath, devFilePath(dataDir))
}

export async function removeDevFile(dataDir: string): Promise<void> {
  await rm(devFilePath(dataDir), { force: true })
}

export async function readDevFile(dataDir: string): Promise<DevFile | null> {
  try {
    return JSON.parse(await readFile(devFilePath(dataDir), 'utf8')) as DevFile
  } catch {
    return null
  }
}

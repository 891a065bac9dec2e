import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const ownerOnlyMode = 0o600

/** The master secret of a start without `COINSLOT_SECRET`: made once, kept in the data directory. */
export async function loadOrCreateSecret(dataDir: string): Promise<string> {
  const file = join(dataDir, 'secret')
  await mkdir(dataDir, { recursive: true })
  try {
    // `wx`: of two first starts at once, one makes it and the other reads it.
    await writeFile(file, randomBytes(32).toString('base64url'), { mode: ownerOnlyMode, flag: 'wx' })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  return (await readFile(file, 'utf8')).trim()
}

/** What `dev.json` holds: everything that a person or a tool needs to use a development start. */
export type DevFile = {
  readonly graphqlUrl: string
  readonly webSocketUrl: string
  readonly emulatorUrl: string
  readonly appKey: string
  readonly serverKey: string
  readonly userTokenSecret: string
}

export const devFilePath = (dataDir: string) => join(dataDir, 'dev.json')

/** Appears whole, and only once the server is ready. */
export async function writeDevFile(dataDir: string, content: DevFile): Promise<void> {
  const draft = join(dataDir, `dev.json.${process.pid}`)
  await writeFile(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: ownerOnlyMode })
  await rename(draft, devFilePath(dataDir))
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

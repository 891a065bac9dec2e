import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'

/**
 * Loads the keys of a store from its key file, which the first start creates atomically and readable only by its owner.
 * Without a directory new keys are created at every start.
 */
export async function loadOrCreateKeys<T>(
  dataDir: string | undefined,
  store: string,
  schema: z.ZodType<T>,
  create: () => T | Promise<T>,
): Promise<T> {
  if (dataDir === undefined) return create()
  const path = join(dataDir, `${store}.keys.json`)
  const existing = readIfExists(path)
  if (existing !== undefined) return parseKeys(path, existing, schema)
  const keys = await create()
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const temporaryPath = `${path}.new`
  writeFileSync(temporaryPath, JSON.stringify(keys, null, 2), { mode: 0o600 })
  renameSync(temporaryPath, path)
  return keys
}

function parseKeys<T>(path: string, text: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(text))
  } catch (cause) {
    throw new Error(`${path} is not a key file of this version; delete it to create new keys`, { cause })
  }
}

function readIfExists(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

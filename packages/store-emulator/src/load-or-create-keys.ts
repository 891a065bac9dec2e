import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'

/**
 * A store's keys, made at the first start and read at every later one. Without a directory they live in memory only.
 * The file is readable by its owner only and appears whole or not at all.
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
  const temporary = `${path}.new`
  writeFileSync(temporary, JSON.stringify(keys, null, 2), { mode: 0o600 })
  renameSync(temporary, path)
  return keys
}

function parseKeys<T>(path: string, text: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(text))
  } catch (cause) {
    throw new Error(`${path} is not a key file of this version: delete it to have new keys made`, { cause })
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

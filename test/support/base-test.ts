import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'vitest'
import { createTestDatabase } from '../setup/database.ts'

/** The fixtures that need no server: what the global set-up provides, a database and a temporary folder. */
export const baseTest = test
  .extend('postgresUrl', { scope: 'worker', injected: true }, '')
  .extend('redisUrl', { scope: 'worker', injected: true }, '')
  .extend('redisServer', { scope: 'worker', injected: true }, '')
  .extend('database', { scope: 'file' }, async ({ postgresUrl }, { onCleanup }) => {
    const database = await createTestDatabase(postgresUrl)
    onCleanup(database.drop)
    return database
  })
  .extend('temporaryRoot', { scope: 'worker' }, tmpdir())
  .extend('temporaryFolder', { scope: 'file' }, async ({ temporaryRoot }, { onCleanup }) => {
    const folder = await mkdtemp(join(temporaryRoot, 'coinslot-test-'))
    onCleanup(() => rm(folder, { recursive: true, force: true }))
    return folder
  })

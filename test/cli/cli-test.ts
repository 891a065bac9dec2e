import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { baseTest } from '../support/base-test.ts'
import { testSecret } from '../support/test-server.ts'
import { runCliJson, type CliEnvironment, type CreatedApp } from './run-cli.ts'

/** The fixtures of a test that runs the command line against the database of the file, which has one app. */
export const cliTest = baseTest
  .extend('environment', { scope: 'file' }, ({ database }): CliEnvironment => ({
    NODE_ENV: 'test',
    DATABASE_URL: database.url,
    COINSLOT_SECRET: testSecret,
  }))
  .extend('app', { scope: 'file' }, ({ environment }) =>
    runCliJson<CreatedApp>(
      ['app', 'create', '--name', 'Arcade', '--tester', 'bob', '--tester', 'eve'],
      environment,
    ),
  )
  .extend(
    'writeSecret',
    { scope: 'file' },
    ({ temporaryFolder }) =>
      async (name: string, text: string): Promise<string> => {
        const path = join(temporaryFolder, name)
        await writeFile(path, text, { mode: 0o600 })
        return path
      },
  )

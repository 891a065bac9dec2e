import { startEmulator, type Emulator } from '@coinslot/store-emulator'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../setup/database.ts'
import { emulatorConnectionInputs } from '../support/connect-emulator.ts'
import { testSecret } from '../support/test-server.ts'
import { runCli, runCliJson, type CliEnvironment } from './run-cli.ts'

/** Each test starts processes, which can take long on a busy machine. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let database: TestDatabase
let emulator: Emulator
let folder: string
let environment: CliEnvironment
let appOption: readonly string[]
beforeAll(async () => {
  database = await createTestDatabase()
  emulator = await startEmulator()
  folder = await mkdtemp(join(tmpdir(), 'coinslot-test-connect-'))
  environment = { NODE_ENV: 'test', DATABASE_URL: database.url, COINSLOT_SECRET: testSecret }
  const app = await runCliJson<{ key: string }>(['app', 'create', '--name', 'Arcade'], environment)
  appOption = ['--app', app.key]
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
  await emulator.close()
  await database.drop()
})

async function writeSecret(name: string, text: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text, { mode: 0o600 })
  return path
}

const connectOneStore = () => {
  const { clientId, commercialUrl, sandboxUrl } = emulatorConnectionInputs(emulator).oneStore
  const hosts = ['--commercial-url', commercialUrl, '--sandbox-url', sandboxUrl]
  return ['store', 'connect', 'one-store', ...appOption, '--client-id', clientId, ...hosts]
}

const connectGooglePlay = async (keyFile: string) => {
  const { packageName, apiUrl, tokenUrl } = emulatorConnectionInputs(emulator).googlePlay
  const urls = ['--api-url', apiUrl, '--token-url', tokenUrl]
  const file = ['--service-account-json-file', await writeSecret('key.json', keyFile)]
  return ['store', 'connect', 'google-play', ...appOption, '--package-name', packageName, ...file, ...urls]
}

describe('Google Play', () => {
  test('Google Play is connected with its key file, listed without it and checked', async () => {
    const { serviceAccountJson, licenseKey } = emulatorConnectionInputs(emulator).googlePlay
    const connect = [...(await connectGooglePlay(serviceAccountJson)), '--license-key', licenseKey]
    const connected = { store: 'GOOGLE_PLAY', storeBundleId: 'com.example.arcade', hasCredentials: true }
    expect(await runCliJson(connect, environment)).toMatchObject(connected)
    const listed = await runCli(['store', 'list', ...appOption], environment)
    expect(listed.stdout).toMatch(/^GOOGLE_PLAY +com\.example\.arcade +true/m)
    expect(listed.stdout).not.toContain('PRIVATE KEY')
    expect(await runCliJson(['store', 'check', 'google-play', ...appOption], environment)).toMatchObject({
      ok: true,
      warnings: [
        expect.stringMatching(/^com\.example\.arcade: NOTIFICATIONS_NOT_CONFIGURED: /),
        expect.stringMatching(/^com\.example\.arcade: NO_PRODUCTS: /),
      ],
    })
  })

  test('the error of an invalid key file names the field and not the content', async () => {
    const { exitCode, stdout, stderr } = await runCli(
      await connectGooglePlay('{"private_key": "secret-text"}'),
      environment,
    )
    expect([exitCode, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(
      /^INVALID_INPUT: .+key file of a service account.+ \(googlePlay\.serviceAccountJson\)\n$/,
    )
    expect(stderr).not.toContain('secret-text')
  })

  test('a failed check reports the reason with exit code 1', async () => {
    const { serviceAccountJson } = emulatorConnectionInputs(emulator).googlePlay
    const account = JSON.parse(serviceAccountJson) as Record<string, string>
    const unknownAccount = JSON.stringify({
      ...account,
      client_email: 'nobody@example.iam.gserviceaccount.com',
    })
    await runCliJson(await connectGooglePlay(unknownAccount), environment)
    const { exitCode, stderr } = await runCli(['store', 'check', 'google-play', ...appOption], environment)
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringMatching(/^GOOGLE_PLAY: Purchases: .+no such service account/),
    ])
  })
})

describe('ONE store', () => {
  test('ONE store is connected with a secret from a file, listed without it and checked', async () => {
    const { clientSecret, licenseKey, packageName } = emulatorConnectionInputs(emulator).oneStore
    const secret = ['--client-secret-file', await writeSecret('client-secret', `${clientSecret}\n`)]
    const options = ['--license-key', licenseKey, '--package-name', packageName, '--market-code', 'mkt-glb']
    const connect = [...connectOneStore(), ...secret, ...options, '--environments', 'sandbox']
    const connected = { store: 'ONE_STORE', storeBundleId: packageName, hasCredentials: true }
    expect(await runCliJson(connect, environment)).toMatchObject(connected)
    const listed = await runCli(['store', 'list', ...appOption], environment)
    expect(listed.stdout).toMatch(/^ONE_STORE +com\.example\.arcade +true/m)
    expect(listed.stdout).not.toContain(clientSecret)
    expect(await runCliJson(['store', 'check', 'one-store', ...appOption], environment)).toMatchObject({
      ok: true,
    })
  })

  test('ONE store is connected with a secret from an environment variable', async () => {
    const { clientSecret } = emulatorConnectionInputs(emulator).oneStore
    const connect = [...connectOneStore(), '--client-secret-env', 'ARCADE_SECRET']
    const environmentWithSecret = { ...environment, ARCADE_SECRET: clientSecret }
    expect(await runCliJson(connect, environmentWithSecret)).toMatchObject({
      store: 'ONE_STORE',
      hasCredentials: true,
    })
    expect(await runCliJson(['store', 'check', 'one-store', ...appOption], environment)).toMatchObject({
      ok: true,
    })
  })

  test('the error of a missing secret names the field', async () => {
    const app = await runCliJson<{ key: string }>(['app', 'create', '--name', 'New'], environment)
    const connect = ['store', 'connect', 'one-store', '--app', app.key, '--client-id', '0000000099']
    const { exitCode, stderr } = await runCli(connect, environment)
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringMatching(/^INVALID_INPUT: .+ \(oneStore\.clientSecret\)\n$/),
    ])
  })

  test.each([
    ['a variable that is not set', ['--client-secret-env', 'NOBODY_SET_THIS'], /NOBODY_SET_THIS is not set/],
    ['an unknown market', ['--market-code', 'mkt-moon'], /mkt-one, mkt-glb/],
  ])('%s is reported as wrong usage with exit code 2', async (_, args, message) => {
    const { exitCode, stdout, stderr } = await runCli([...connectOneStore(), ...args], environment)
    expect([exitCode, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(message)
  })

  test('a secret from both a file and a variable is reported as wrong usage', async () => {
    const file = ['--client-secret-file', await writeSecret('both', 'x')]
    const both = [...connectOneStore(), ...file, '--client-secret-env', 'BOTH']
    const { exitCode, stderr } = await runCli(both, { ...environment, BOTH: 'x' })
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/^error: .+cannot be used with/)])
  })
})

test('emulator URLs are rejected in production', async () => {
  const production = { ...environment, NODE_ENV: 'production', SECRET: 'x' }
  const { serviceAccountJson } = emulatorConnectionInputs(emulator).googlePlay
  const google = await runCli(await connectGooglePlay(serviceAccountJson), production)
  expect(google).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('is not allowed in production'),
  })
  const oneStore = await runCli([...connectOneStore(), '--client-secret-env', 'SECRET'], production)
  expect(oneStore).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('in production must be one of'),
  })
})

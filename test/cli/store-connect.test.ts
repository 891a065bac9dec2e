import { startEmulator, type Emulator } from '@coinslot/store-emulator'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../setup/database.ts'
import { emulatorConnectionInputs } from '../support/connect-emulator.ts'
import { testSecret } from '../support/test-server.ts'
import { runCli, runCliJson, type CliEnvironment } from './run-cli.ts'

/** Whole processes start here, which on a busy machine takes its time. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let database: TestDatabase
let emulator: Emulator
let folder: string
let environment: CliEnvironment
let of: readonly string[]
beforeAll(async () => {
  database = await createTestDatabase()
  emulator = await startEmulator()
  folder = await mkdtemp(join(tmpdir(), 'coinslot-test-connect-'))
  environment = { DATABASE_URL: database.url, COINSLOT_SECRET: testSecret }
  const app = await runCliJson<{ key: string }>(['app', 'create', '--name', 'Arcade'], environment)
  of = ['--app', app.key]
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
  return ['store', 'connect', 'one-store', ...of, '--client-id', clientId, ...hosts]
}

const connectGooglePlay = async (keyFile: string) => {
  const { packageName, apiUrl, tokenUrl } = emulatorConnectionInputs(emulator).googlePlay
  const urls = ['--api-url', apiUrl, '--token-url', tokenUrl]
  const file = ['--service-account-json-file', await writeSecret('key.json', keyFile)]
  return ['store', 'connect', 'google-play', ...of, '--package-name', packageName, ...file, ...urls]
}

describe('Google Play', () => {
  test('is connected with its key file, listed without it, and tested', async () => {
    const { serviceAccountJson, licenseKey } = emulatorConnectionInputs(emulator).googlePlay
    const connect = [...(await connectGooglePlay(serviceAccountJson)), '--license-key', licenseKey]
    const connected = { store: 'GOOGLE_PLAY', storeBundleId: 'com.example.arcade', hasCredentials: true }
    expect(await runCliJson(connect, environment)).toMatchObject(connected)
    const listed = await runCli(['store', 'list', ...of], environment)
    expect(listed.stdout).toMatch(/^GOOGLE_PLAY +com\.example\.arcade +true/m)
    expect(listed.stdout).not.toContain('PRIVATE KEY')
    expect(await runCliJson(['store', 'test', 'google-play', ...of], environment)).toMatchObject({ ok: true })
  })

  test('a file that is no key file is named, and not shown', async () => {
    const { exitCode, stdout, stderr } = await runCli(
      await connectGooglePlay('{"private_key": "hush"}'),
      environment,
    )
    expect([exitCode, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(
      /^INVALID_INPUT: .+key file of a service account.+ \(googlePlay\.serviceAccountJson\)\n$/,
    )
    expect(stderr).not.toContain('hush')
  })

  test('a test that fails says what is missing, with exit code 1', async () => {
    const { serviceAccountJson } = emulatorConnectionInputs(emulator).googlePlay
    const account = JSON.parse(serviceAccountJson) as Record<string, string>
    const nobody = JSON.stringify({ ...account, client_email: 'nobody@example.iam.gserviceaccount.com' })
    await runCliJson(await connectGooglePlay(nobody), environment)
    const { exitCode, stderr } = await runCli(['store', 'test', 'google-play', ...of], environment)
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringMatching(/^GOOGLE_PLAY: Purchases: .+no such service account/),
    ])
  })
})

describe('ONE store', () => {
  test('is connected with a secret from a file, listed without it, and tested', async () => {
    const { clientSecret, licenseKey, packageName } = emulatorConnectionInputs(emulator).oneStore
    const secret = ['--client-secret-file', await writeSecret('client-secret', `${clientSecret}\n`)]
    const more = ['--license-key', licenseKey, '--package-name', packageName, '--market-code', 'mkt-glb']
    const connect = [...connectOneStore(), ...secret, ...more, '--environments', 'sandbox']
    const connected = { store: 'ONE_STORE', storeBundleId: packageName, hasCredentials: true }
    expect(await runCliJson(connect, environment)).toMatchObject(connected)
    const listed = await runCli(['store', 'list', ...of], environment)
    expect(listed.stdout).toMatch(/^ONE_STORE +com\.example\.arcade +true/m)
    expect(listed.stdout).not.toContain(clientSecret)
    expect(await runCliJson(['store', 'test', 'one-store', ...of], environment)).toMatchObject({ ok: true })
  })

  test('is connected with a secret from a variable', async () => {
    const { clientSecret, clientId } = emulatorConnectionInputs(emulator).oneStore
    const connect = [...connectOneStore(), '--client-secret-env', 'ARCADE_SECRET']
    const given = { ...environment, ARCADE_SECRET: clientSecret }
    expect(await runCliJson(connect, given)).toMatchObject({ storeBundleId: clientId, hasCredentials: true })
    expect(await runCliJson(['store', 'test', 'one-store', ...of], environment)).toMatchObject({ ok: true })
  })

  test('without a secret the field is named', async () => {
    const { exitCode, stderr } = await runCli(connectOneStore(), environment)
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringMatching(/^INVALID_INPUT: .+ \(oneStore\.clientSecret\)\n$/),
    ])
  })

  test.each([
    ['a variable that is not set', ['--client-secret-env', 'NOBODY_SET_THIS'], /NOBODY_SET_THIS is not set/],
    ['a market that is none', ['--market-code', 'mkt-moon'], /mkt-one, mkt-glb/],
  ])('%s is wrong usage, with exit code 2', async (_, args, message) => {
    const { exitCode, stdout, stderr } = await runCli([...connectOneStore(), ...args], environment)
    expect([exitCode, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(message)
  })

  test('a secret from both a file and a variable is wrong usage', async () => {
    const file = ['--client-secret-file', await writeSecret('both', 'x')]
    const both = [...connectOneStore(), ...file, '--client-secret-env', 'BOTH']
    const { exitCode, stderr } = await runCli(both, { ...environment, BOTH: 'x' })
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/^error: .+cannot be used with/)])
  })
})

test('in production no emulator stands in for either of them', async () => {
  const production = { ...environment, NODE_ENV: 'production', SECRET: 'x' }
  const { serviceAccountJson } = emulatorConnectionInputs(emulator).googlePlay
  const google = await runCli(await connectGooglePlay(serviceAccountJson), production)
  expect(google).toMatchObject({ code: 1, err: expect.stringContaining('is not allowed in production') })
  const one = await runCli([...connectOneStore(), '--client-secret-env', 'SECRET'], production)
  expect(one).toMatchObject({ code: 1, err: expect.stringContaining('in production must be one of') })
})

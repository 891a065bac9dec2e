import { generateKeyPairSync } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { ConnectStoreInput } from '../../src/graphql/generated/types.ts'
import { createBuyer, toStoreProductId, createServerClient } from '../support/buyer.ts'
import { emulatorConnectionInputs } from '../support/connect-emulator.ts'
import {
  clearFaults,
  injectFault,
  type EmulatedStore,
  type FaultOptions,
} from '../support/emulator-control.ts'
import { openStoreFixture, tokenStores, type StoreFixture } from './store-fixture.ts'

let fixture: StoreFixture
beforeAll(async () => {
  fixture = await openStoreFixture()
})
afterEach(() => clearFaults(fixture.server.emulator))
afterAll(() => fixture.close())

const stores = ['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE', 'TEST_STORE'] as const
const ecKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
const ecPem = ecKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const account = {
  type: 'service_account',
  client_email: 'a@example.iam.gserviceaccount.com',
  private_key: ecPem,
}

describe('connectStore names the field that is wrong, and keeps the connection that was there', () => {
  type Field = 'googlePlay' | 'oneStore'
  test.each<[Field, string, object, RegExp]>([
    ['googlePlay', 'a key file that is no JSON', { serviceAccountJson: 'MIIEvQ…' }, /is not JSON/],
    ['googlePlay', 'an empty key file', { serviceAccountJson: '' }, /is not JSON/],
    [
      'googlePlay',
      'the file of an OAuth client',
      { serviceAccountJson: '{"installed":{"client_id":"x"}}' },
      /OAuth client/,
    ],
    [
      'googlePlay',
      'google-services.json',
      { serviceAccountJson: '{"project_info":{}}' },
      /google-services\.json/,
    ],
    [
      'googlePlay',
      'a list in place of a key file',
      { serviceAccountJson: '[]' },
      /key file of a service account/,
    ],
    [
      'googlePlay',
      'a key file without its key',
      { serviceAccountJson: '{"type":"service_account"}' },
      /private_key/,
    ],
    [
      'googlePlay',
      'a key of another kind',
      { serviceAccountJson: JSON.stringify(account) },
      /RSA private key/,
    ],
    ['googlePlay', 'a key file of 40 KB', { serviceAccountJson: 'x'.repeat(40_000) }, /./],
    ['googlePlay', 'a package name with a slash', { packageName: 'com/example' }, /package name/],
    ['googlePlay', 'a license key that is none', { licenseKey: 'AAAA' }, /license key/],
    ['googlePlay', 'a URL of another protocol', { apiUrl: 'file:///etc/passwd' }, /http/],
    ['oneStore', 'a client id with a slash', { clientId: '../1' }, /client id/],
    ['oneStore', 'an empty client secret', { clientSecret: '' }, /client secret/],
    ['oneStore', 'a client secret with a line end', { clientSecret: 'a\nb' }, /client secret/],
    ['oneStore', 'a license key that is none', { licenseKey: 'nonsense' }, /license key/],
    ['oneStore', 'a package name of one word', { packageName: 'arcade' }, /package name/],
    ['oneStore', 'no environment', { environments: [] }, /./],
    ['oneStore', 'a URL of another protocol', { sandboxUrl: 'ftp://127.0.0.1' }, /http/],
  ])('%s: %s', async (store, _, change, message) => {
    const inputs = emulatorConnectionInputs(fixture.server.emulator)
    const input = { [store]: { ...inputs[store], ...change } } as unknown as ConnectStoreInput
    const { storeConnection, problem } = await fixture.admin.mutate('connectStore', input)
    expect(storeConnection).toBeNull()
    expect(problem).toMatchObject({
      code: 'INVALID_INPUT',
      retryable: false,
      message: expect.stringMatching(message),
    })
    expect(problem?.field.slice(0, 2)).toEqual([store, Object.keys(change)[0]])
    expect(JSON.stringify(problem)).not.toContain('PRIVATE KEY')
    const tested = { store: store === 'googlePlay' ? 'GOOGLE_PLAY' : 'ONE_STORE' } as const
    expect(await fixture.admin.mutate('checkStoreConnection', tested)).toMatchObject({ ok: true })
  })

  test('what was connected is shown without its secrets', async () => {
    const { googlePlay, oneStore } = emulatorConnectionInputs(fixture.server.emulator)
    const connected = await fixture.admin.mutate('connectStore', { googlePlay })
    expect(connected).toMatchObject({
      problem: null,
      storeConnection: { store: 'GOOGLE_PLAY', storeBundleId: googlePlay.packageName, hasCredentials: true },
    })
    const bare = await fixture.admin.mutate('connectStore', { oneStore: { ...oneStore, packageName: null } })
    expect(bare).toMatchObject({
      problem: null,
      storeConnection: { store: 'ONE_STORE', storeBundleId: oneStore.clientId, hasCredentials: true },
    })
    await fixture.connectOneStore()
  })
})

describe('checkStoreConnection', () => {
  test.each(stores)('%s: a connection that works is ok, and nothing changes by it', async (store) => {
    const asked = () => fixture.admin.mutate('checkStoreConnection', { store })
    expect(await fixture.database.expectUnchanged(asked)).toEqual({
      ok: true,
      diagnosis: null,
      problem: null,
    })
  })

  test.each(stores)('%s: a store that is down is no fault of the connection: try again', async (store) => {
    await injectFault(fixture.server.emulator, { store, status: 503, headers: { 'retry-after': '0' } })
    const { ok, diagnosis } = await fixture.admin.mutate('checkStoreConnection', { store })
    expect(ok).toBe(false)
    expect(diagnosis).toMatch(store === 'TEST_STORE' ? /503.*Check baseUrl/ : /503.*Try again later\.$/)
  })

  const anHourAgo = new Date(Date.now() - 3_600_000).toUTCString()
  const uuid = 'b7c0f3f5-6f4a-4b64-8a53-2f9f3f5b0c11'
  test.each<[string, EmulatedStore, object, RegExp]>([
    [
      'an unknown key id',
      'APP_STORE',
      { keyId: 'ABCDEFGHIJ' },
      /^PRODUCTION: the API key is rejected\. Check that keyId/,
    ],
    ["another team's issuer id", 'APP_STORE', { issuerId: uuid }, /that issuerId is the one shown above/],
    ["another key's private key", 'APP_STORE', { privateKey: ecPem }, /keyId belongs to privateKey/],
    ['no key at all', 'APP_STORE', { keyId: null, issuerId: null, privateKey: null }, /^No API key/],
    ['a bundle id of another app', 'APP_STORE', { bundleId: 'com.example.nobody' }, /bundleId/],
    ['a wrong secret', 'TEST_STORE', { apiSecret: 'wrong' }, /refuses the API secret\. Check apiSecret\.$/],
    ['an address where nobody is', 'TEST_STORE', { baseUrl: 'http://127.0.0.1:1' }, /Check baseUrl\.$/],
    [
      'an address where nobody is',
      'ONE_STORE',
      { sandboxUrl: 'http://127.0.0.1:1' },
      /^SANDBOX: .+Try again later\.$/,
    ],
    [
      'an address where nobody is',
      'GOOGLE_PLAY',
      { tokenUrl: 'http://127.0.0.1:1' },
      /^Purchases: .+Try again later\.$/,
    ],
  ])('%s at %s is named', async (_, store, change, diagnosis) => {
    const inputs = emulatorConnectionInputs(fixture.server.emulator)
    const field = fields[store]
    const broken = { [field]: { ...inputs[field], ...change } } as unknown as ConnectStoreInput
    expect((await fixture.admin.mutate('connectStore', broken)).problem).toBeNull()
    const tested = await fixture.admin.mutate('checkStoreConnection', { store })
    expect(tested).toMatchObject({ ok: false, diagnosis: expect.stringMatching(diagnosis), problem: null })
    await fixture.admin.mutate('connectStore', { [field]: inputs[field] } as unknown as ConnectStoreInput)
    expect(await fixture.admin.mutate('checkStoreConnection', { store })).toMatchObject({ ok: true })
  })

  test('the App Store: a clock that is wrong is told by the date of its answer', async () => {
    const fault: FaultOptions = { store: 'APP_STORE', status: 401, headers: { date: anHourAgo } }
    await injectFault(fixture.server.emulator, fault)
    const { diagnosis } = await fixture.admin.mutate('checkStoreConnection', { store: 'APP_STORE' })
    expect(diagnosis).toMatch(/This machine's clock is 36\d\d s ahead of the App Store's\.$/)
  })
})

const fields = {
  APP_STORE: 'appStore',
  GOOGLE_PLAY: 'googlePlay',
  ONE_STORE: 'oneStore',
  TEST_STORE: 'testStore',
} as const

test.each(tokenStores)('%s that is not connected: STORE_NOT_CONNECTED at every step', async (store) => {
  const project = await fixture.server.addProject({})
  const admin = createServerClient(fixture.server, project)
  const storeProducts = [{ store, productId: toStoreProductId('coins_100') }]
  await admin.mutate('upsertItem', { itemId: 'coins_100', name: 'coins', type: 'CONSUMABLE', storeProducts })
  const { client } = await createBuyer(fixture.server, { project })
  const notConnected = { problem: { code: 'STORE_NOT_CONNECTED', retryable: false } }
  const wish = { itemId: 'coins_100', store }
  expect(await fixture.database.expectUnchanged(() => client.mutate('requestPurchase', wish))).toMatchObject(
    notConnected,
  )
  const token = { productId: toStoreProductId('coins_100'), purchaseToken: 'token' }
  const receipt = store === 'GOOGLE_PLAY' ? { googlePlay: token } : { oneStore: token }
  const verified = await fixture.database.expectUnchanged(() => client.mutate('verifyPurchase', { receipt }))
  expect(verified).toMatchObject({ payment: null, ...notConnected })
  expect(await admin.mutate('checkStoreConnection', { store })).toMatchObject({ ok: null, ...notConnected })
})

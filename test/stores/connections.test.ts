import { generateKeyPairSync } from 'node:crypto'
import type { ConnectStoreInput } from '../../src/graphql/generated/types.ts'
import { selectStoreConnections } from '../../src/db/queries/store-connections.ts'
import { decodeId } from '../../src/platform/ids.ts'
import { createBuyer, expectField, toStoreProductId, createServerClient } from '../support/purchase-client.ts'
import { emulatorConnectionInputs, replaceConnection } from '../support/connect-emulator.ts'
import type { EmulatedStore, FaultOptions } from '../support/emulator-control.ts'
import { tokenStores, describe, expect, storeTest as test } from './store-fixture.ts'

const allStores = ['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE', 'TEST_STORE'] as const
const ecKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
const ecPem = ecKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const account = {
  type: 'service_account',
  client_email: 'a@example.iam.gserviceaccount.com',
  private_key: ecPem,
}

describe('connectStore', () => {
  type Field = 'googlePlay' | 'oneStore'
  test.for<[Field, string, object, RegExp]>([
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
  ])(
    'an input for %s with %s is rejected with its field, and the connection stays',
    async ([store, , change, message], { emulator, admin }) => {
      const inputs = emulatorConnectionInputs(emulator)
      const input = { [store]: { ...inputs[store], ...change } } as unknown as ConnectStoreInput
      const { storeConnection, problem } = await admin.mutate('connectStore', input)
      expect(storeConnection).toBeNull()
      expect(problem).toMatchObject({
        code: 'INVALID_INPUT',
        retryable: false,
        message: expect.stringMatching(message),
      })
      expect(problem?.field.slice(0, 2)).toEqual([store, Object.keys(change)[0]])
      expect(JSON.stringify(problem)).not.toContain('PRIVATE KEY')
      const tested = { store: store === 'googlePlay' ? 'GOOGLE_PLAY' : 'ONE_STORE' } as const
      expect(await admin.mutate('checkStoreConnection', tested)).toMatchObject({ ok: true })
    },
  )

  test('a connection is shown without its secrets', async ({ emulator, admin, stores }) => {
    const { googlePlay, oneStore } = emulatorConnectionInputs(emulator)
    const connected = await admin.mutate('connectStore', { googlePlay })
    expect(connected).toMatchObject({
      problem: null,
      storeConnection: { store: 'GOOGLE_PLAY', storeBundleId: googlePlay.packageName, hasCredentials: true },
    })
    const bare = await admin.mutate('connectStore', { oneStore: { ...oneStore, packageName: null } })
    expect(bare).toMatchObject({
      problem: null,
      storeConnection: { store: 'ONE_STORE', storeBundleId: oneStore.clientId, hasCredentials: true },
    })
    await stores.connectOneStore()
  })

  test('connectStore keeps what it does not get for the same app, and null removes a value', async ({
    emulator,
    admin,
    services,
    project,
  }) => {
    const appId = decodeId('ak', project.appKey) ?? ''
    const settings = async () =>
      (await selectStoreConnections(services.db, appId, 'GOOGLE_PLAY'))[0]?.settings
    const { googlePlay } = emulatorConnectionInputs(emulator)
    const { packageName, licenseKey } = googlePlay
    expectField(await admin.mutate('connectStore', { googlePlay }), 'storeConnection')
    const before = await settings()
    expectField(await admin.mutate('connectStore', { googlePlay: { packageName } }), 'storeConnection')
    expect(await settings()).toEqual(before)
    expect(await admin.mutate('checkStoreConnection', { store: 'GOOGLE_PLAY' })).toMatchObject({ ok: true })
    const removal = { googlePlay: { packageName, licenseKey: null } }
    expectField(await admin.mutate('connectStore', removal), 'storeConnection')
    expect(await settings()).not.toHaveProperty('licenseKey')
    const restored = { googlePlay: { packageName, licenseKey } }
    expectField(await admin.mutate('connectStore', restored), 'storeConnection')
    expect(await settings()).toEqual(before)
    const otherApp = { googlePlay: { packageName: 'com.example.other' } }
    expect(await admin.mutate('connectStore', otherApp)).toMatchObject({
      problem: { code: 'INVALID_INPUT', field: ['googlePlay', 'serviceAccountJson'] },
    })
  })

  test.for(allStores)(
    'a connection to %s that is sent again without its secrets keeps them',
    async (store, { emulator, admin }) => {
      const inputs = emulatorConnectionInputs(emulator)
      const bare: Record<EmulatedStore, ConnectStoreInput> = {
        APP_STORE: { appStore: { bundleId: inputs.appStore.bundleId } },
        GOOGLE_PLAY: { googlePlay: { packageName: inputs.googlePlay.packageName } },
        ONE_STORE: { oneStore: { clientId: inputs.oneStore.clientId } },
        TEST_STORE: { testStore: { bundleId: inputs.testStore.bundleId } },
      }
      expect(await admin.mutate('connectStore', bare[store])).toMatchObject({
        problem: null,
        storeConnection: { hasCredentials: true },
      })
      expect(await admin.mutate('checkStoreConnection', { store })).toMatchObject({ ok: true })
    },
  )
})

describe('checkStoreConnection', () => {
  test.for(allStores)(
    'a check of a working connection to %s is ok and changes nothing',
    async (store, { admin, databaseSnapshot }) => {
      const check = () => admin.mutate('checkStoreConnection', { store })
      expect(await databaseSnapshot.expectUnchanged(check)).toEqual({
        ok: true,
        diagnosis: null,
        problem: null,
      })
    },
  )

  test.for(allStores)(
    'a check of a connection to %s while the store is down reports that it is unavailable',
    async (store, { admin, faults }) => {
      await faults.inject({ store, status: 503, headers: { 'retry-after': '0' } })
      const { ok, diagnosis } = await admin.mutate('checkStoreConnection', { store })
      expect(ok).toBe(false)
      expect(diagnosis).toMatch(store === 'TEST_STORE' ? /503.*Check baseUrl/ : /503.*Try again later\.$/)
    },
  )

  const anHourAgo = new Date(Date.now() - 3_600_000).toUTCString()
  const uuid = 'b7c0f3f5-6f4a-4b64-8a53-2f9f3f5b0c11'
  test.for<[string, EmulatedStore, object, RegExp]>([
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
    ['a wrong secret', 'TEST_STORE', { apiSecret: 'wrong' }, /rejects the API secret\. Check apiSecret\.$/],
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
  ])('%s at %s is named in the diagnosis', async ([, store, change, diagnosis], { emulator, admin }) => {
    const inputs = emulatorConnectionInputs(emulator)
    const field = fields[store]
    const broken = { [field]: { ...inputs[field], ...change } } as unknown as ConnectStoreInput
    await replaceConnection(admin, broken)
    const tested = await admin.mutate('checkStoreConnection', { store })
    expect(tested).toMatchObject({ ok: false, diagnosis: expect.stringMatching(diagnosis), problem: null })
    await replaceConnection(admin, { [field]: inputs[field] } as unknown as ConnectStoreInput)
    expect(await admin.mutate('checkStoreConnection', { store })).toMatchObject({ ok: true })
  })

  test('a wrong clock is diagnosed by the date of the App Store’s response', async ({ admin, faults }) => {
    const fault: FaultOptions = { store: 'APP_STORE', status: 401, headers: { date: anHourAgo } }
    await faults.inject(fault)
    const { diagnosis } = await admin.mutate('checkStoreConnection', { store: 'APP_STORE' })
    expect(diagnosis).toMatch(/This machine's clock is 36\d\d s ahead of the App Store's\.$/)
  })
})

const fields = {
  APP_STORE: 'appStore',
  GOOGLE_PLAY: 'googlePlay',
  ONE_STORE: 'oneStore',
  TEST_STORE: 'testStore',
} as const

test.for(tokenStores)(
  'every operation with %s fails with STORE_NOT_CONNECTED when it is not connected',
  async (store, { server, databaseSnapshot }) => {
    const project = await server.addProject({})
    const admin = createServerClient(server, project)
    const storeProducts = [{ store, productId: toStoreProductId('coins_100') }]
    await admin.mutate('upsertItem', {
      itemId: 'coins_100',
      name: 'coins',
      type: 'CONSUMABLE',
      storeProducts,
    })
    const { client } = await createBuyer(server, { project })
    const notConnected = { problem: { code: 'STORE_NOT_CONNECTED', retryable: false } }
    const input = { itemId: 'coins_100', store }
    expect(
      await databaseSnapshot.expectUnchanged(() => client.mutate('requestPurchase', input)),
    ).toMatchObject(notConnected)
    const token = { productId: toStoreProductId('coins_100'), purchaseToken: 'token' }
    const receipt = store === 'GOOGLE_PLAY' ? { googlePlay: token } : { oneStore: token }
    const verified = await databaseSnapshot.expectUnchanged(() =>
      client.mutate('verifyPurchase', { receipt }),
    )
    expect(verified).toMatchObject({ payment: null, ...notConnected })
    expect(await admin.mutate('checkStoreConnection', { store })).toMatchObject({ ok: null, ...notConnected })
  },
)

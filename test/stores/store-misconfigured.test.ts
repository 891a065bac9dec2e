import { generateKeyPairSync } from 'node:crypto'
import type { Emulator } from '@coinslot/store-emulator'
import { payAtStore, requestPurchase, type Buyer } from '../support/purchase-client.ts'
import { emulatorConnectionInputs } from '../support/connect-emulator.ts'
import type { FaultOptions } from '../support/emulator-control.ts'
import type { TestServer } from '../support/test-server.ts'
import {
  withoutSignedData,
  type TokenStore,
  describe,
  expect,
  storeTest as test,
  type StoreFixtures,
} from './store-fixture.ts'

test.afterEach(async ({ stores, faults }) => {
  await faults.clear()
  await stores.connectGoogle()
  await stores.connectOneStore()
})

const purchases = 'purchases.productsv2.getproductpurchasev2'
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const otherKey = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

/** Google's key file with some changed fields. */
function keyFileWith(emulator: Emulator, change: object): string {
  const { serviceAccountJson } = emulatorConnectionInputs(emulator).googlePlay
  return JSON.stringify({ ...(JSON.parse(serviceAccountJson) as object), ...change })
}

/** Verifies and checks the connection while it is misconfigured, then expects that the same receipt is accepted once it is fixed. */
async function expectMisconfigured(
  {
    server,
    admin,
    buyer,
    databaseSnapshot,
  }: Pick<StoreFixtures, 'server' | 'admin' | 'buyer' | 'databaseSnapshot'>,
  store: TokenStore,
  diagnosis: RegExp,
  fix: () => Promise<void>,
): Promise<void> {
  const purchase = await requestPurchase(buyer, { store })
  const storePurchase = await payAtStore(server, purchase)
  const input = { purchaseId: purchase.id, receipt: withoutSignedData(storePurchase.receipt) }
  const verify = () => buyer.client.mutate('verifyPurchase', input)
  const rejected = await databaseSnapshot.expectUnchanged(verify)
  expect(rejected).toMatchObject({
    payment: null,
    purchase: { id: purchase.id, status: 'REQUESTED' },
    problem: { code: 'STORE_MISCONFIGURED', retryable: false },
  })
  // The diagnosis is shown to those who may check connections, not to users.
  expect(rejected.problem?.message).toBe('The store rejected the credentials or settings of this AppKey.')
  const tested = await admin.mutate('checkStoreConnection', { store })
  expect(tested).toMatchObject({ ok: false, diagnosis: expect.stringMatching(diagnosis), problem: null })
  expect(tested.diagnosis).not.toMatch(/PRIVATE KEY|eyJ/)
  await fix()
  const fixedCheck = await admin.mutate('checkStoreConnection', { store })
  expect(fixedCheck).toEqual({ ok: true, diagnosis: null, problem: null })
  expect(await verify()).toMatchObject({ problem: null, payment: { status: 'PAID' } })
}

describe('Google Play', () => {
  test.for<[string, (emulator: Emulator) => object, RegExp]>([
    [
      'a key that was deleted',
      (emulator) => ({ serviceAccountJson: keyFileWith(emulator, { private_key: otherKey }) }),
      /^Purchases: .+key: it was deleted, or belongs to another account\.$/,
    ],
    [
      "another key's id",
      (emulator) => ({ serviceAccountJson: keyFileWith(emulator, { private_key_id: 'f00d' }) }),
      /^Purchases: .+key: it was deleted/,
    ],
    [
      'an account that does not exist',
      (emulator) => ({
        serviceAccountJson: keyFileWith(emulator, { client_email: 'nobody@example.iam.gserviceaccount.com' }),
      }),
      /^Purchases: Google has no such service account/,
    ],
    [
      'a package that nobody has',
      () => ({ packageName: 'com.example.nobody' }),
      /^Purchases: Google Play has no app with this package name\.$/,
    ],
  ])(
    '%s is diagnosed by the check of the connection',
    async ([, change, diagnosis], { server, admin, buyer, databaseSnapshot, stores, emulator }) => {
      await stores.connectGoogle(change(emulator))
      await expectMisconfigured({ server, admin, buyer, databaseSnapshot }, 'GOOGLE_PLAY', diagnosis, () =>
        stores.connectGoogle(),
      )
    },
  )

  const anHourAgo = new Date(Date.now() - 3_600_000).toUTCString()
  const badDates = {
    error: 'invalid_grant',
    error_description:
      'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.',
  }
  const reason = (status: number, name: string) => ({
    status,
    body: { error: { code: status, message: 'no', errors: [{ reason: name, domain: 'global' }] } },
  })
  test.for<[string, Omit<FaultOptions, 'store'>, RegExp]>([
    [
      'a permission that is not granted yet',
      { endpoint: purchases, status: 403 },
      /^Purchases: The service account lacks a permission .+can take a day\.$/,
    ],
    [
      'a missing permission for orders',
      { endpoint: 'orders.get', status: 403 },
      /^Orders: The service account lacks a permission/,
    ],
    [
      'an API that is not enabled',
      { endpoint: purchases, ...reason(403, 'accessNotConfigured') },
      /^Purchases: The Google Play Android Developer API is not enabled/,
    ],
    [
      'a Cloud project that is not linked',
      { endpoint: purchases, ...reason(403, 'projectNotLinked') },
      /^Purchases: The Cloud project of the service account is not linked/,
    ],
    [
      'a rejected access token',
      { endpoint: purchases, status: 401 },
      /^Purchases: Google Play rejects the service account's access token\.$/,
    ],
    [
      'a clock that is an hour ahead',
      { endpoint: 'token', status: 400, body: badDates, headers: { date: anHourAgo } },
      /clock is 36\d\d s ahead of Google's\.$/,
    ],
    [
      'a wrong clock reported by Google’s error alone',
      { endpoint: 'token', status: 400, body: badDates },
      /this machine's clock is wrong\.$/,
    ],
  ])(
    '%s is diagnosed by the check of the connection',
    async ([, fault, diagnosis], { server, admin, buyer, databaseSnapshot, stores, faults }) => {
      await stores.reconnect('GOOGLE_PLAY')
      await faults.inject({ store: 'GOOGLE_PLAY', ...fault })
      await expectMisconfigured({ server, admin, buyer, databaseSnapshot }, 'GOOGLE_PLAY', diagnosis, () =>
        faults.clear(),
      )
    },
  )

  test('an access token that Google revoked early is replaced without an error', async ({
    server,
    buyer,
    faults,
  }) => {
    const purchase = await requestPurchase(buyer, { store: 'GOOGLE_PLAY' })
    const { receipt } = await payAtStore(server, purchase)
    await faults.inject({
      store: 'GOOGLE_PLAY',
      endpoint: purchases,
      status: 401,
      times: 1,
    })
    const verified = await buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
    expect(verified).toMatchObject({ problem: null, payment: { status: 'PAID' } })
  })
})

describe('ONE store', () => {
  const refusedSecret =
    /^PRODUCTION: ONE store rejects clientId with clientSecret: .+the secret was replaced\.$/

  test.for([
    ['a wrong client secret', { clientSecret: 'not-the-secret' }],
    ['a wrong client id', { clientId: '0000000099' }],
  ] as const)(
    '%s is diagnosed by the check of the connection',
    async ([, change], { server, admin, buyer, databaseSnapshot, stores }) => {
      await stores.connectOneStore(change)
      await expectMisconfigured({ server, admin, buyer, databaseSnapshot }, 'ONE_STORE', refusedSecret, () =>
        stores.connectOneStore(),
      )
    },
  )

  test('a client secret that was replaced is diagnosed although an access token of the old one exists', async ({
    server,
    admin,
    buyer,
    databaseSnapshot,
    faults,
  }) => {
    await buyOnce(server, buyer)
    await faults.inject({ store: 'ONE_STORE', status: 401 })
    await expectMisconfigured({ server, admin, buyer, databaseSnapshot }, 'ONE_STORE', refusedSecret, () =>
      faults.clear(),
    )
  })

  test('a rejected access token is diagnosed', async ({ server, admin, buyer, databaseSnapshot, faults }) => {
    await faults.inject({
      store: 'ONE_STORE',
      endpoint: 'getPurchaseDetails',
      status: 401,
    })
    const diagnosis = /^PRODUCTION: ONE store rejects the app's access token \(PRODUCTION\)\.$/
    await expectMisconfigured({ server, admin, buyer, databaseSnapshot }, 'ONE_STORE', diagnosis, () =>
      faults.clear(),
    )
  })

  test('a blocked app is diagnosed', async ({ server, admin, buyer, databaseSnapshot, faults }) => {
    await faults.inject({
      store: 'ONE_STORE',
      endpoint: 'getPurchaseDetails',
      status: 403,
    })
    const diagnosis = /^PRODUCTION: ONE store rejects the app of this client id \(AccessBlocked\)\.$/
    await expectMisconfigured({ server, admin, buyer, databaseSnapshot }, 'ONE_STORE', diagnosis, () =>
      faults.clear(),
    )
  })

  test('an access token that expired early is replaced without an error', async ({
    server,
    buyer,
    faults,
  }) => {
    await buyOnce(server, buyer)
    const fault = { store: 'ONE_STORE', endpoint: 'getPurchaseDetails', status: 401, times: 1 } as const
    await faults.inject(fault)
    await buyOnce(server, buyer)
  })

  async function buyOnce(server: TestServer, buyer: Buyer): Promise<void> {
    const purchase = await requestPurchase(buyer, { store: 'ONE_STORE' })
    const { receipt } = await payAtStore(server, purchase)
    const { problem } = await buyer.client.mutate('verifyPurchase', {
      purchaseId: purchase.id,
      receipt,
    })
    expect(problem).toBeNull()
  }
})

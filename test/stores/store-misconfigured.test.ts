import { generateKeyPairSync } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { payAtStore, requestPurchase } from '../support/buyer.ts'
import { emulatorConnectionInputs } from '../support/connect-emulator.ts'
import { clearFaults, injectFault, type FaultOptions } from '../support/emulator-control.ts'
import { openStoreFixture, withoutSignedData, type StoreFixture, type TokenStore } from './store-fixture.ts'

let fixture: StoreFixture
beforeAll(async () => {
  fixture = await openStoreFixture()
})
afterEach(async () => {
  await clearFaults(fixture.server.emulator)
  await fixture.connectGoogle()
  await fixture.connectOneStore()
})
afterAll(() => fixture.close())

const purchases = 'purchases.productsv2.getproductpurchasev2'
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const otherKey = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

/** A key file of Google's with some of its fields changed. */
function keyFileWith(change: object): string {
  const { serviceAccountJson } = emulatorConnectionInputs(fixture.server.emulator).googlePlay
  return JSON.stringify({ ...(JSON.parse(serviceAccountJson) as object), ...change })
}

/** Verifies, and tests the connection, while it is broken; then that the same receipt is taken once it is mended. */
async function expectMisconfigured(
  store: TokenStore,
  diagnosis: RegExp,
  mend: () => Promise<void>,
): Promise<void> {
  const purchase = await requestPurchase(fixture.buyer, store)
  const bought = await payAtStore(fixture.server, purchase)
  const input = { purchaseId: purchase.id, receipt: withoutSignedData(bought.receipt) }
  const verify = () => fixture.buyer.client.mutate('verifyPurchase', input)
  const refused = await fixture.database.expectUnchanged(verify)
  expect(refused).toMatchObject({
    payment: null,
    purchase: { id: purchase.id, status: 'REQUESTED' },
    problem: { code: 'STORE_MISCONFIGURED', retryable: false },
  })
  // What is wrong is for those who may test connections, not for users.
  expect(refused.problem?.message).toBe('The store rejected the credentials or settings of this AppKey.')
  const tested = await fixture.admin.mutate('checkStoreConnection', { store })
  expect(tested).toMatchObject({ ok: false, diagnosis: expect.stringMatching(diagnosis), problem: null })
  expect(tested.diagnosis).not.toMatch(/PRIVATE KEY|eyJ/)
  await mend()
  const mended = await fixture.admin.mutate('checkStoreConnection', { store })
  expect(mended).toEqual({ ok: true, diagnosis: null, problem: null })
  expect(await verify()).toMatchObject({ problem: null, payment: { status: 'PAID' } })
}

describe('Google Play rejects us, and the test of the connection says why', () => {
  test.each<[string, () => object, RegExp]>([
    [
      'a key that was deleted',
      () => ({ serviceAccountJson: keyFileWith({ private_key: otherKey }) }),
      /^Purchases: .+key: it was deleted, or belongs to another account\.$/,
    ],
    [
      "another key's id",
      () => ({ serviceAccountJson: keyFileWith({ private_key_id: 'f00d' }) }),
      /^Purchases: .+key: it was deleted/,
    ],
    [
      'an account that does not exist',
      () => ({ serviceAccountJson: keyFileWith({ client_email: 'nobody@example.iam.gserviceaccount.com' }) }),
      /^Purchases: Google has no such service account/,
    ],
    [
      'a package that nobody has',
      () => ({ packageName: 'com.example.nobody' }),
      /^Purchases: Google Play has no app with this package name\.$/,
    ],
  ])('%s', async (_, change, diagnosis) => {
    await fixture.connectGoogle(change())
    await expectMisconfigured('GOOGLE_PLAY', diagnosis, () => fixture.connectGoogle())
  })

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
  test.each<[string, Omit<FaultOptions, 'store'>, RegExp]>([
    [
      'no permission yet',
      { endpoint: purchases, status: 403 },
      /^Purchases: The service account lacks a permission .+can take a day\.$/,
    ],
    [
      'no permission for orders',
      { endpoint: 'orders.get', status: 403 },
      /^Orders: The service account lacks a permission/,
    ],
    [
      'the API is not enabled',
      { endpoint: purchases, ...reason(403, 'accessNotConfigured') },
      /^Purchases: The Google Play Android Developer API is not enabled/,
    ],
    [
      'the Cloud project is not linked',
      { endpoint: purchases, ...reason(403, 'projectNotLinked') },
      /^Purchases: The Cloud project of the service account is not linked/,
    ],
    [
      'each access token is refused',
      { endpoint: purchases, status: 401 },
      /^Purchases: Google Play rejects the service account's access token\.$/,
    ],
    [
      'our clock is an hour ahead',
      { endpoint: 'token', status: 400, body: badDates, headers: { date: anHourAgo } },
      /clock is 36\d\d s ahead of Google's\.$/,
    ],
    [
      'our clock is wrong, by the word of Google alone',
      { endpoint: 'token', status: 400, body: badDates },
      /this machine's clock is wrong\.$/,
    ],
  ])('%s', async (_, fault, diagnosis) => {
    await fixture.reconnect('GOOGLE_PLAY')
    await injectFault(fixture.server.emulator, { store: 'GOOGLE_PLAY', ...fault })
    await expectMisconfigured('GOOGLE_PLAY', diagnosis, () => clearFaults(fixture.server.emulator))
  })

  test('an access token that Google gave up early is replaced without a word', async () => {
    const purchase = await requestPurchase(fixture.buyer, 'GOOGLE_PLAY')
    const { receipt } = await payAtStore(fixture.server, purchase)
    await injectFault(fixture.server.emulator, {
      store: 'GOOGLE_PLAY',
      endpoint: purchases,
      status: 401,
      times: 1,
    })
    const verified = await fixture.buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
    expect(verified).toMatchObject({ problem: null, payment: { status: 'PAID' } })
  })
})

describe('ONE store rejects us, and the test of the connection says why', () => {
  const refusedSecret =
    /^PRODUCTION: ONE store rejects clientId with clientSecret: .+the secret was replaced\.$/

  test.each([
    ['a wrong client secret', { clientSecret: 'not-the-secret' }],
    ['a wrong client id', { clientId: '0000000043' }],
  ])('%s', async (_, change) => {
    await fixture.connectOneStore(change)
    await expectMisconfigured('ONE_STORE', refusedSecret, () => fixture.connectOneStore())
  })

  test('a client secret that was replaced while an access token of the old one lived', async () => {
    await buyOnce()
    await injectFault(fixture.server.emulator, { store: 'ONE_STORE', status: 401 })
    await expectMisconfigured('ONE_STORE', refusedSecret, () => clearFaults(fixture.server.emulator))
  })

  test('each access token is refused', async () => {
    await injectFault(fixture.server.emulator, {
      store: 'ONE_STORE',
      endpoint: 'getPurchaseDetails',
      status: 401,
    })
    const diagnosis = /^PRODUCTION: ONE store rejects the app's access token \(PRODUCTION\)\.$/
    await expectMisconfigured('ONE_STORE', diagnosis, () => clearFaults(fixture.server.emulator))
  })

  test('the app is blocked', async () => {
    await injectFault(fixture.server.emulator, {
      store: 'ONE_STORE',
      endpoint: 'getPurchaseDetails',
      status: 403,
    })
    const diagnosis = /^PRODUCTION: ONE store rejects the app of this client id \(AccessBlocked\)\.$/
    await expectMisconfigured('ONE_STORE', diagnosis, () => clearFaults(fixture.server.emulator))
  })

  test('an access token that ended early is replaced without a word', async () => {
    await buyOnce()
    const fault = { store: 'ONE_STORE', endpoint: 'getPurchaseDetails', status: 401, times: 1 } as const
    await injectFault(fixture.server.emulator, fault)
    await buyOnce()
  })

  async function buyOnce(): Promise<void> {
    const purchase = await requestPurchase(fixture.buyer, 'ONE_STORE')
    const { receipt } = await payAtStore(fixture.server, purchase)
    const { problem } = await fixture.buyer.client.mutate('verifyPurchase', {
      purchaseId: purchase.id,
      receipt,
    })
    expect(problem).toBeNull()
  }
})

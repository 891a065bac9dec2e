import { generateKeyPairSync } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { pay, reserve } from '../support/buyer.ts'
import { connectionInputs } from '../support/connect-emulator.ts'
import { mendStores, spoilStore, type Fault } from '../support/emulator-control.ts'
import { openDesk, withoutSignedData, type StoreDesk, type TokenStore } from './store-desk.ts'

let desk: StoreDesk
beforeAll(async () => {
  desk = await openDesk()
})
afterEach(async () => {
  await mendStores(desk.at.emulator)
  await desk.connectGoogle()
  await desk.connectOneStore()
})
afterAll(() => desk.close())

const purchases = 'purchases.productsv2.getproductpurchasev2'
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const otherKey = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

/** A key file of Google's with some of its fields changed. */
function keyFileWith(change: object): string {
  const { serviceAccountJson } = connectionInputs(desk.at.emulator).googlePlay
  return JSON.stringify({ ...(JSON.parse(serviceAccountJson) as object), ...change })
}

/** Verifies, and tests the connection, while it is broken; then that the same receipt is taken once it is mended. */
async function expectMisconfigured(
  store: TokenStore,
  diagnosis: RegExp,
  mend: () => Promise<void>,
): Promise<void> {
  const purchase = await reserve(desk.buyer, store)
  const bought = await pay(desk.at, purchase)
  const input = { purchaseId: purchase.id, receipt: withoutSignedData(bought.receipt) }
  const verify = () => desk.buyer.api.mutate('verifyPurchase', input)
  const refused = await desk.database.expectUnchanged(verify)
  expect(refused).toMatchObject({
    payment: null,
    purchase: { id: purchase.id, status: 'REQUESTED' },
    problem: { code: 'STORE_MISCONFIGURED', retryable: false },
  })
  // What is wrong is for those who may test connections, not for users.
  expect(refused.problem?.message).toBe('The store refuses the connection of this AppKey.')
  const tested = await desk.admin.mutate('checkStoreConnection', { store })
  expect(tested).toMatchObject({ ok: false, diagnosis: expect.stringMatching(diagnosis), problem: null })
  expect(tested.diagnosis).not.toMatch(/PRIVATE KEY|eyJ/)
  await mend()
  const mended = await desk.admin.mutate('checkStoreConnection', { store })
  expect(mended).toEqual({ ok: true, diagnosis: null, problem: null })
  expect(await verify()).toMatchObject({ problem: null, payment: { status: 'PAID' } })
}

describe('Google Play refuses us, and the test of the connection says why', () => {
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
      /^Purchases: Google knows no such service account/,
    ],
    [
      'a package that nobody has',
      () => ({ packageName: 'com.example.nobody' }),
      /^Purchases: Google Play knows no app of this package name\.$/,
    ],
  ])('%s', async (_, change, diagnosis) => {
    await desk.connectGoogle(change())
    await expectMisconfigured('GOOGLE_PLAY', diagnosis, () => desk.connectGoogle())
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
  test.each<[string, Omit<Fault, 'store'>, RegExp]>([
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
      /^Purchases: Google Play refuses the service account's access token\.$/,
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
    await desk.reconnect('GOOGLE_PLAY')
    await spoilStore(desk.at.emulator, { store: 'GOOGLE_PLAY', ...fault })
    await expectMisconfigured('GOOGLE_PLAY', diagnosis, () => mendStores(desk.at.emulator))
  })

  test('an access token that Google gave up early is replaced without a word', async () => {
    const purchase = await reserve(desk.buyer, 'GOOGLE_PLAY')
    const { receipt } = await pay(desk.at, purchase)
    await spoilStore(desk.at.emulator, { store: 'GOOGLE_PLAY', endpoint: purchases, status: 401, times: 1 })
    const verified = await desk.buyer.api.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
    expect(verified).toMatchObject({ problem: null, payment: { status: 'PAID' } })
  })
})

describe('ONE store refuses us, and the test of the connection says why', () => {
  const refusedSecret =
    /^PRODUCTION: ONE store refuses clientId with clientSecret: .+the secret was replaced\.$/

  test.each([
    ['a wrong client secret', { clientSecret: 'not-the-secret' }],
    ['a wrong client id', { clientId: '0000000043' }],
  ])('%s', async (_, change) => {
    await desk.connectOneStore(change)
    await expectMisconfigured('ONE_STORE', refusedSecret, () => desk.connectOneStore())
  })

  test('a client secret that was replaced while an access token of the old one lived', async () => {
    await buyOnce()
    await spoilStore(desk.at.emulator, { store: 'ONE_STORE', status: 401 })
    await expectMisconfigured('ONE_STORE', refusedSecret, () => mendStores(desk.at.emulator))
  })

  test('each access token is refused', async () => {
    await spoilStore(desk.at.emulator, { store: 'ONE_STORE', endpoint: 'getPurchaseDetails', status: 401 })
    const diagnosis = /^PRODUCTION: ONE store refuses the app's access token \(PRODUCTION\)\.$/
    await expectMisconfigured('ONE_STORE', diagnosis, () => mendStores(desk.at.emulator))
  })

  test('the app is blocked', async () => {
    await spoilStore(desk.at.emulator, { store: 'ONE_STORE', endpoint: 'getPurchaseDetails', status: 403 })
    const diagnosis = /^PRODUCTION: ONE store refuses the app of this client id \(AccessBlocked\)\.$/
    await expectMisconfigured('ONE_STORE', diagnosis, () => mendStores(desk.at.emulator))
  })

  test('an access token that ended early is replaced without a word', async () => {
    await buyOnce()
    const fault = { store: 'ONE_STORE', endpoint: 'getPurchaseDetails', status: 401, times: 1 } as const
    await spoilStore(desk.at.emulator, fault)
    await buyOnce()
  })

  async function buyOnce(): Promise<void> {
    const purchase = await reserve(desk.buyer, 'ONE_STORE')
    const { receipt } = await pay(desk.at, purchase)
    const { problem } = await desk.buyer.api.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
    expect(problem).toBeNull()
  }
})

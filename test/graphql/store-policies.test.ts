import { generateKeyPairSync } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { DevProject } from '../../src/development/dev-project.ts'
import type { Environment, SandboxPolicy } from '../../src/graphql/generated/types.ts'
import { newBuyer, newUserId, pay, reserve, serverApi, type Buyer } from '../support/buyer.ts'
import { connectEmulator } from '../support/connect-emulator.ts'
import { watchDatabase, type DatabaseState } from '../support/database-state.ts'
import { mendStores, spoilStore } from '../support/emulator-control.ts'
import { postGraphql } from '../support/graphql-client.ts'
import { mutationText } from '../support/api.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

let at: TestServer
let database: DatabaseState
let project: DevProject
beforeAll(async () => {
  at = await startTestServer({ environment: { INVALID_RECEIPT_RATE_LIMIT: '3' } })
  database = watchDatabase(at.databaseUrl)
  project = await at.addProject({ sandboxTesterUserIds: ['tester'] })
  await connectEmulator(at, project)
})
afterEach(() => mendStores(at.emulator))
afterAll(async () => {
  await database.close()
  await at.close()
})

describe('sandbox receipts', () => {
  const buySandboxed = async (
    policy: SandboxPolicy,
    userId: string,
    environment: Environment = 'SANDBOX',
  ) => {
    await serverApi(at, project).mutate('updateAppKey', { sandboxPolicy: policy })
    const buyer = await newBuyer(at, { project, userId })
    const purchase = await reserve(buyer, 'APP_STORE')
    const { receipt } = await pay(at, purchase, { environment })
    return { verify: () => buyer.api.mutate('verifyPurchase', { purchaseId: purchase.id, receipt }) }
  }

  test.each([
    ['DENY', 'tester'],
    ['TESTERS_ONLY', 'somebody'],
  ] as const)('under %s one of %s is refused, and changes nothing', async (policy, userId) => {
    const { verify } = await buySandboxed(policy, userId)
    const { payment, problem } = await database.expectUnchanged(verify)
    expect(payment).toBeNull()
    expect(problem).toMatchObject({
      code: 'RECEIPT_ENVIRONMENT_REFUSED',
      field: ['receipt'],
      retryable: false,
    })
  })

  test.each([
    ['TESTERS_ONLY', 'tester'],
    ['ALLOW', 'somebody'],
  ] as const)('under %s one of %s is taken, and says that it is from the sandbox', async (policy, userId) => {
    const { verify } = await buySandboxed(policy, userId)
    expect(await verify()).toMatchObject({
      problem: null,
      payment: { environment: 'SANDBOX', status: 'PAID' },
    })
  })

  test('REFUSE does not touch production receipts', async () => {
    const { verify } = await buySandboxed('DENY', 'somebody', 'PRODUCTION')
    expect(await verify()).toMatchObject({ problem: null, payment: { environment: 'PRODUCTION' } })
  })

  test('the Test store has no production, so the policy is not about it', async () => {
    await serverApi(at, project).mutate('updateAppKey', { sandboxPolicy: 'DENY' })
    const buyer = await newBuyer(at, { project })
    const purchase = await reserve(buyer, 'TEST_STORE')
    const { receipt } = await pay(at, purchase)
    const verified = await buyer.api.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
    expect(verified).toMatchObject({ problem: null, payment: { environment: 'SANDBOX' } })
  })
})

describe('a store that refuses our connection is an operator matter: STORE_MISCONFIGURED, not retryable', () => {
  test.each(['APP_STORE', 'TEST_STORE'] as const)('%s', async (store) => {
    const buyer = await newBuyer(at)
    const purchase = await reserve(buyer, store)
    const { receipt: whole, transactionId } = await pay(at, purchase)
    const receipt = store === 'APP_STORE' ? { appStore: { transactionId } } : whole
    const verify = () => buyer.api.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
    await spoilStore(at.emulator, { store, status: 401 })
    expect(await database.expectUnchanged(verify)).toMatchObject({
      payment: null,
      purchase: { id: purchase.id, status: 'REQUESTED' },
      problem: { code: 'STORE_MISCONFIGURED', retryable: false },
    })
    const tested = await serverApi(at).mutate('checkStoreConnection', { store })
    expect(tested).toMatchObject({ ok: false, diagnosis: expect.any(String), problem: null })
    await mendStores(at.emulator)
    expect(await serverApi(at).mutate('checkStoreConnection', { store })).toEqual({
      ok: true,
      diagnosis: null,
      problem: null,
    })
    expect((await verify()).problem).toBeNull()
  })

  test('without an API key signed transactions are taken all the same, transaction ids are not', async () => {
    const unkeyed = await at.addProject({})
    await connectEmulator(at, unkeyed)
    const { bundleId, rootCertificates } = at.emulator.credentials.appStore
    const connected = await serverApi(at, unkeyed).mutate('connectStore', {
      appStore: { bundleId, rootCertificates },
    })
    expect(connected).toMatchObject({ problem: null, storeConnection: { hasCredentials: false } })
    const buyer = await newBuyer(at, { project: unkeyed })
    const purchase = await reserve(buyer, 'APP_STORE')
    const { receipt, transactionId } = await pay(at, purchase)
    const bare = { purchaseId: purchase.id, receipt: { appStore: { transactionId } } }
    expect((await buyer.api.mutate('verifyPurchase', bare)).problem?.code).toBe('STORE_MISCONFIGURED')
    expect(
      (await buyer.api.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })).problem,
    ).toBeNull()
  })
})

describe('STORE_NOT_CONNECTED', () => {
  test('for an AppKey without a connection, at every step', async () => {
    const bare = await at.addProject({})
    const buyer = await newBuyer(at, { project: bare })
    const admin = serverApi(at, bare)
    const storeProducts = [{ store: 'APP_STORE', productId: 'com.example.arcade.coins_100' }] as const
    await admin.mutate('upsertItem', {
      itemId: 'coins_100',
      name: 'coins',
      type: 'CONSUMABLE',
      storeProducts,
    })
    const notConnected = { problem: { code: 'STORE_NOT_CONNECTED', retryable: false } }
    const wish = { itemId: 'coins_100', store: 'APP_STORE' } as const
    expect(await database.expectUnchanged(() => buyer.api.mutate('requestPurchase', wish))).toMatchObject(
      notConnected,
    )
    const receipt = { appStore: { transactionId: '1' } }
    expect(
      await database.expectUnchanged(() => buyer.api.mutate('verifyPurchase', { receipt })),
    ).toMatchObject(notConnected)
    expect(await admin.mutate('checkStoreConnection', { store: 'APP_STORE' })).toMatchObject(notConnected)
  })

  test('for an item that has no product in the store', async () => {
    const admin = serverApi(at)
    await admin.mutate('upsertItem', { itemId: 'nowhere', name: 'x', type: 'CONSUMABLE', storeProducts: [] })
    const { api } = await newBuyer(at)
    expect(await api.mutate('requestPurchase', { itemId: 'nowhere', store: 'APP_STORE' })).toMatchObject({
      purchase: null,
      problem: { code: 'STORE_NOT_CONNECTED', field: ['store'] },
    })
  })
})

describe('connectStore', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' })
  const p384 = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const ecPublic = publicKey.export({ type: 'spki', format: 'pem' }).toString()

  test.each([
    ['a bundle id with a slash', { bundleId: 'com/example' }, 'bundleId'],
    ['a key of the wrong curve', { privateKey: p384 }, 'privateKey'],
    ['half of a key', { keyId: null }, 'keyId'],
    ['a root that is no certificate', { rootCertificates: ['AAAA'] }, 'rootCertificates'],
    ['a URL of another protocol', { productionUrl: 'file:///etc/passwd' }, 'productionUrl'],
    ['no environment', { environments: [] }, 'environments'],
  ])('names the field: %s', async (_, change, field) => {
    const { appAppleId, ...apple } = at.emulator.credentials.appStore
    const appStore = { ...apple, appAppleId: String(appAppleId), ...change }
    const { storeConnection, problem } = await serverApi(at, project).mutate('connectStore', { appStore })
    expect(storeConnection).toBeNull()
    expect(problem).toMatchObject({ code: 'INVALID_INPUT', retryable: false })
    expect(problem?.field.slice(0, 2)).toEqual(['appStore', field])
    expect(JSON.stringify(problem)).not.toContain('PRIVATE KEY')
  })

  test.each([
    ['an app id with a NUL', { bundleId: 'com\u0000example' }],
    ['a secret with a line end', { apiSecret: 'a\nb' }],
    ['a public key that is none', { receiptPublicKey: 'nonsense' }],
    ['a public key of another kind', { receiptPublicKey: ecPublic }],
  ])('refuses for the Test store: %s', async (_, change) => {
    const testStore = { ...at.emulator.credentials.testStore, ...change }
    const { problem } = await serverApi(at, project).mutate('connectStore', { testStore })
    expect(problem?.code).toBe('INVALID_INPUT')
  })
})

test('a client that goes on with refused receipts is stopped, by user, and its good ones count again later', async () => {
  const guesser = await newBuyer(at)
  const guess = { receipt: { testStore: { receipt: 'nonsense' } } }
  for (const _ of [1, 2, 3]) {
    expect((await guesser.api.mutate('verifyPurchase', guess)).problem?.code).toBe('RECEIPT_INVALID')
  }
  const stopped = await postGraphql(at.graphqlUrl, guesser.api.headers, mutationText('verifyPurchase'), {
    input: guess,
  })
  expect(stopped.errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED', retryAfterMs: 60_000 } }])
  const honest: Buyer = await newBuyer(at, { userId: newUserId() })
  expect((await honest.api.mutate('verifyPurchase', guess)).problem?.code).toBe('RECEIPT_INVALID')
})

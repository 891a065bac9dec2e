import { generateKeyPairSync } from 'node:crypto'
import type { DevApp } from '../../src/development/dev-app.ts'
import type { Environment, SandboxPolicy } from '../../src/graphql/generated/types.ts'
import {
  createBuyer,
  newUserId,
  payAtStore,
  requestPurchase,
  createServerClient,
} from '../support/purchase-client.ts'
import { connectEmulator } from '../support/connect-emulator.ts'
import { postGraphql } from '../support/graphql-client.ts'
import { mutationText } from '../support/api.ts'
import type { TestServer } from '../support/test-server.ts'
import { describe, expect, serverTest } from '../support/test.ts'

const test = serverTest
  .extend('serverOptions', { scope: 'file' }, { environment: { INVALID_RECEIPT_RATE_LIMIT: '3' } })
  .extend('project', { scope: 'file' }, async ({ server }) => {
    const project = await server.addProject({ sandboxTesterUserIds: ['tester'] })
    await connectEmulator(server, project)
    return project
  })

type SandboxedPurchase = {
  readonly policy: SandboxPolicy
  readonly userId: string
  readonly environment?: Environment
}

describe('sandbox receipts', () => {
  const buySandboxed = async (
    server: TestServer,
    project: DevApp,
    { policy, userId, environment = 'SANDBOX' }: SandboxedPurchase,
  ) => {
    await createServerClient(server, project).mutate('updateAppKey', { sandboxPolicy: policy })
    const buyer = await createBuyer(server, { project, userId })
    const purchase = await requestPurchase(buyer, { store: 'APP_STORE' })
    const { receipt } = await payAtStore(server, purchase, { environment })
    return { verify: () => buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt }) }
  }

  test.for([
    ['DENY', 'tester'],
    ['TESTERS_ONLY', 'somebody'],
  ] as const)(
    'the policy %s rejects a sandbox receipt of the user %s, and nothing changes',
    async ([policy, userId], { server, project, databaseSnapshot }) => {
      const { verify } = await buySandboxed(server, project, { policy, userId })
      const { payment, problem } = await databaseSnapshot.expectUnchanged(verify)
      expect(payment).toBeNull()
      expect(problem).toMatchObject({
        code: 'RECEIPT_ENVIRONMENT_REFUSED',
        field: ['receipt'],
        retryable: false,
      })
    },
  )

  test.for([
    ['TESTERS_ONLY', 'tester'],
    ['ALLOW', 'somebody'],
  ] as const)(
    'the policy %s accepts a sandbox receipt of the user %s as a sandbox payment',
    async ([policy, userId], { server, project }) => {
      const { verify } = await buySandboxed(server, project, { policy, userId })
      expect(await verify()).toMatchObject({
        problem: null,
        payment: { environment: 'SANDBOX', status: 'PAID' },
      })
    },
  )

  test('the policy DENY does not affect production receipts', async ({ server, project }) => {
    const { verify } = await buySandboxed(server, project, {
      policy: 'DENY',
      userId: 'somebody',
      environment: 'PRODUCTION',
    })
    expect(await verify()).toMatchObject({ problem: null, payment: { environment: 'PRODUCTION' } })
  })

  test('the sandbox policy does not apply to the Test store', async ({ server, project }) => {
    await createServerClient(server, project).mutate('updateAppKey', { sandboxPolicy: 'DENY' })
    const buyer = await createBuyer(server, { project })
    const purchase = await requestPurchase(buyer, { store: 'TEST_STORE' })
    const { receipt } = await payAtStore(server, purchase)
    const verified = await buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
    expect(verified).toMatchObject({ problem: null, payment: { environment: 'SANDBOX' } })
  })
})

describe('a store that rejects the credentials', () => {
  test.for(['APP_STORE', 'TEST_STORE'] as const)(
    'a verification at %s fails with STORE_MISCONFIGURED, which is not retryable',
    async (store, { server, databaseSnapshot, faults }) => {
      const buyer = await createBuyer(server)
      const purchase = await requestPurchase(buyer, { store })
      const { receipt: whole, transactionId } = await payAtStore(server, purchase)
      const receipt = store === 'APP_STORE' ? { appStore: { transactionId } } : whole
      const verify = () => buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
      await faults.inject({ store, status: 401 })
      expect(await databaseSnapshot.expectUnchanged(verify)).toMatchObject({
        payment: null,
        purchase: { id: purchase.id, status: 'REQUESTED' },
        problem: { code: 'STORE_MISCONFIGURED', retryable: false },
      })
      const tested = await createServerClient(server).mutate('checkStoreConnection', { store })
      expect(tested).toMatchObject({ ok: false, diagnosis: expect.any(String), problem: null })
      await faults.clear()
      expect(await createServerClient(server).mutate('checkStoreConnection', { store })).toEqual({
        ok: true,
        diagnosis: null,
        problem: null,
      })
      expect((await verify()).problem).toBeNull()
    },
  )

  test('a connection without an API key accepts signed transactions but no transaction ids', async ({
    server,
    emulator,
  }) => {
    const unkeyed = await server.addProject({})
    await connectEmulator(server, unkeyed)
    const { bundleId, rootCertificates } = emulator.credentials.appStore
    const admin = createServerClient(server, unkeyed)
    await admin.mutate('disconnectStore', { store: 'APP_STORE' })
    const appStore = { bundleId, rootCertificates, shared: true }
    expect(await admin.mutate('connectStore', { appStore })).toMatchObject({
      problem: null,
      storeConnection: { hasCredentials: false },
    })
    const buyer = await createBuyer(server, { project: unkeyed })
    const purchase = await requestPurchase(buyer, { store: 'APP_STORE' })
    const { receipt, transactionId } = await payAtStore(server, purchase)
    const bare = { purchaseId: purchase.id, receipt: { appStore: { transactionId } } }
    expect((await buyer.client.mutate('verifyPurchase', bare)).problem?.code).toBe('STORE_MISCONFIGURED')
    expect(
      (await buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })).problem,
    ).toBeNull()
  })
})

describe('STORE_NOT_CONNECTED', () => {
  test('a project without a store connection fails every call with STORE_NOT_CONNECTED', async ({
    server,
    databaseSnapshot,
  }) => {
    const bare = await server.addProject({})
    const buyer = await createBuyer(server, { project: bare })
    const admin = createServerClient(server, bare)
    const storeProducts = [{ store: 'APP_STORE', productId: 'com.example.arcade.coins_100' }] as const
    await admin.mutate('upsertItem', {
      itemId: 'coins_100',
      name: 'coins',
      type: 'CONSUMABLE',
      storeProducts,
    })
    const notConnected = { problem: { code: 'STORE_NOT_CONNECTED', retryable: false } }
    const input = { itemId: 'coins_100', store: 'APP_STORE' } as const
    expect(
      await databaseSnapshot.expectUnchanged(() => buyer.client.mutate('requestPurchase', input)),
    ).toMatchObject(notConnected)
    const receipt = { appStore: { transactionId: '1' } }
    expect(
      await databaseSnapshot.expectUnchanged(() => buyer.client.mutate('verifyPurchase', { receipt })),
    ).toMatchObject(notConnected)
    expect(await admin.mutate('checkStoreConnection', { store: 'APP_STORE' })).toMatchObject(notConnected)
  })

  test('an item without a product in the store fails with STORE_NOT_CONNECTED', async ({ server }) => {
    const admin = createServerClient(server)
    await admin.mutate('upsertItem', { itemId: 'nowhere', name: 'x', type: 'CONSUMABLE', storeProducts: [] })
    const { client } = await createBuyer(server)
    expect(await client.mutate('requestPurchase', { itemId: 'nowhere', store: 'APP_STORE' })).toMatchObject({
      purchase: null,
      problem: { code: 'STORE_NOT_CONNECTED', field: ['store'] },
    })
  })
})

describe('connectStore', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' })
  const p384 = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const ecPublic = publicKey.export({ type: 'spki', format: 'pem' }).toString()

  test.for([
    ['a bundle id with a slash', { bundleId: 'com/example' }, 'bundleId'],
    ['a key of the wrong curve', { privateKey: p384 }, 'privateKey'],
    ['half of a key', { keyId: null }, 'keyId'],
    ['a root that is no certificate', { rootCertificates: ['AAAA'] }, 'rootCertificates'],
    ['a URL of another protocol', { productionUrl: 'file:///etc/passwd' }, 'productionUrl'],
    ['no environment', { environments: [] }, 'environments'],
  ] as const)(
    'a connection with %s is rejected, and the problem names the field',
    async ([_, change, field], { server, emulator, project }) => {
      const { appAppleId, ...apple } = emulator.credentials.appStore
      const appStore = { ...apple, appAppleId: String(appAppleId), ...change }
      const { storeConnection, problem } = await createServerClient(server, project).mutate('connectStore', {
        appStore,
      })
      expect(storeConnection).toBeNull()
      expect(problem).toMatchObject({ code: 'INVALID_INPUT', retryable: false })
      expect(problem?.field.slice(0, 2)).toEqual(['appStore', field])
      expect(JSON.stringify(problem)).not.toContain('PRIVATE KEY')
    },
  )

  test.for([
    ['an app id with a NUL', { bundleId: 'com\u0000example' }],
    ['a secret with a line end', { apiSecret: 'a\nb' }],
    ['a public key that is none', { receiptPublicKey: 'nonsense' }],
    ['a public key of another kind', { receiptPublicKey: ecPublic }],
  ] as const)(
    'a Test store connection with %s is rejected',
    async ([_, change], { server, emulator, project }) => {
      const testStore = { ...emulator.credentials.testStore, ...change }
      const { problem } = await createServerClient(server, project).mutate('connectStore', { testStore })
      expect(problem?.code).toBe('INVALID_INPUT')
    },
  )
})

test('a user with too many invalid receipts is RATE_LIMITED, and other users are not', async ({ server }) => {
  const guesser = await createBuyer(server)
  const guess = { receipt: { testStore: { receipt: 'nonsense' } } }
  for (const _ of [1, 2, 3]) {
    expect((await guesser.client.mutate('verifyPurchase', guess)).problem?.code).toBe('RECEIPT_INVALID')
  }
  const stopped = await postGraphql(
    server.graphqlUrl,
    guesser.client.headers,
    mutationText('verifyPurchase'),
    {
      input: guess,
    },
  )
  expect(stopped.errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED', retryAfterMs: 60_000 } }])
  const honest = await createBuyer(server, { userId: newUserId() })
  expect((await honest.client.mutate('verifyPurchase', guess)).problem?.code).toBe('RECEIPT_INVALID')
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DevApp } from '../../src/development/dev-app.ts'
import type { Environment, SandboxPolicy } from '../../src/graphql/generated/types.ts'
import {
  createBuyer,
  payAtStore,
  expectField,
  requestPurchase,
  createServerClient,
} from '../support/buyer.ts'
import { connectEmulator, emulatorConnectionInputs } from '../support/connect-emulator.ts'
import { openStoreFixture, tokenStores, type StoreFixture, type TokenStore } from './store-fixture.ts'

let fixture: StoreFixture
let project: DevApp
beforeAll(async () => {
  fixture = await openStoreFixture()
  project = await fixture.server.addProject({ sandboxTesterUserIds: ['tester'] })
  await connectEmulator(fixture.server, project)
})
afterAll(() => fixture.close())

type Sale = { readonly store: TokenStore; readonly userId: string; readonly environment?: Environment }

async function buyWithPolicy(policy: SandboxPolicy, { store, userId, environment = 'SANDBOX' }: Sale) {
  await createServerClient(fixture.server, project).mutate('updateAppKey', { sandboxPolicy: policy })
  const buyer = await createBuyer(fixture.server, { project, userId })
  const purchase = await requestPurchase(buyer, store)
  const { receipt, transactionId } = await payAtStore(fixture.server, purchase, { environment })
  const verify = () => buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
  return { verify, transactionId }
}

// At Google Play these are the purchases of license sandboxTesterUserIds, at ONE store those of its other host.
describe.each(tokenStores)('%s: a sandbox receipt', (store) => {
  test.each([
    ['DENY', 'tester'],
    ['DENY', 'somebody'],
    ['TESTERS_ONLY', 'somebody'],
  ] as const)('under %s of %s is refused, and changes nothing', async (policy, userId) => {
    const { verify } = await buyWithPolicy(policy, { store, userId })
    const { payment, problem } = await fixture.database.expectUnchanged(verify)
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
  ] as const)('under %s of %s is taken, and says where it is from', async (policy, userId) => {
    const { verify, transactionId } = await buyWithPolicy(policy, { store, userId })
    expect(await verify()).toMatchObject({
      problem: null,
      payment: { environment: 'SANDBOX', status: 'PAID', storeTransactionId: transactionId },
    })
  })

  test('REFUSE does not touch receipts of production', async () => {
    const sale = { store, userId: 'somebody', environment: 'PRODUCTION' } as const
    const { verify } = await buyWithPolicy('DENY', sale)
    expect(await verify()).toMatchObject({ problem: null, payment: { environment: 'PRODUCTION' } })
  })
})

describe('ONE store asks only the hosts that the connection names', () => {
  test.each([
    ['PRODUCTION', 'SANDBOX'],
    ['SANDBOX', 'PRODUCTION'],
  ] as const)('%s alone does not know purchases of %s', async (asked, environment) => {
    const admin = createServerClient(fixture.server, project)
    const { oneStore } = emulatorConnectionInputs(fixture.server.emulator)
    const narrowed = await admin.mutate('connectStore', { oneStore: { ...oneStore, environments: [asked] } })
    expectField(narrowed, 'storeConnection')
    const { verify } = await buyWithPolicy('ALLOW', { store: 'ONE_STORE', userId: 'tester', environment })
    const { problem } = await fixture.database.expectUnchanged(verify)
    expect(problem).toMatchObject({ code: 'RECEIPT_INVALID', retryable: false })
    expectField(await admin.mutate('connectStore', { oneStore }), 'storeConnection')
    expect(await verify()).toMatchObject({ problem: null, payment: { environment } })
  })
})

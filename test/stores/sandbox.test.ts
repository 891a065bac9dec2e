import type { DevApp } from '../../src/development/dev-app.ts'
import type { Environment, SandboxPolicy } from '../../src/graphql/generated/types.ts'
import {
  createBuyer,
  payAtStore,
  expectField,
  requestPurchase,
  createServerClient,
} from '../support/purchase-client.ts'
import { connectEmulator, emulatorConnectionInputs } from '../support/connect-emulator.ts'
import type { TestServer } from '../support/test-server.ts'
import { tokenStores, type TokenStore, describe, expect, storeTest } from './store-fixture.ts'

const test = storeTest.extend('project', { scope: 'file' }, async ({ server }) => {
  const project = await server.addProject({ sandboxTesterUserIds: ['tester'] })
  await connectEmulator(server, project)
  return project
})

type Sale = { readonly store: TokenStore; readonly userId: string; readonly environment?: Environment }

async function buyWithPolicy(
  server: TestServer,
  project: DevApp,
  policy: SandboxPolicy,
  { store, userId, environment = 'SANDBOX' }: Sale,
) {
  await createServerClient(server, project).mutate('updateAppKey', { sandboxPolicy: policy })
  const buyer = await createBuyer(server, { project, userId })
  const purchase = await requestPurchase(buyer, { store })
  const { receipt, transactionId } = await payAtStore(server, purchase, { environment })
  const verify = () => buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
  return { verify, transactionId }
}

// At Google Play these are the purchases of license testers, at ONE store those of its sandbox host.
describe.each(tokenStores)('%s: a sandbox receipt', (store) => {
  test.for([
    ['DENY', 'tester'],
    ['DENY', 'somebody'],
    ['TESTERS_ONLY', 'somebody'],
  ] as const)(
    'a sandbox receipt under the policy %s of the user %s is rejected, and changes nothing',
    async ([policy, userId], { server, project, databaseSnapshot }) => {
      const { verify } = await buyWithPolicy(server, project, policy, { store, userId })
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
    'a sandbox receipt under the policy %s of the user %s is accepted, and shows its environment',
    async ([policy, userId], { server, project }) => {
      const { verify, transactionId } = await buyWithPolicy(server, project, policy, { store, userId })
      expect(await verify()).toMatchObject({
        problem: null,
        payment: { environment: 'SANDBOX', status: 'PAID', storeTransactionId: transactionId },
      })
    },
  )

  test('a production receipt is accepted under the policy DENY', async ({ server, project }) => {
    const sale = { store, userId: 'somebody', environment: 'PRODUCTION' } as const
    const { verify } = await buyWithPolicy(server, project, 'DENY', sale)
    expect(await verify()).toMatchObject({ problem: null, payment: { environment: 'PRODUCTION' } })
  })
})

describe('a connection to ONE store with one environment', () => {
  test.for([
    ['PRODUCTION', 'SANDBOX'],
    ['SANDBOX', 'PRODUCTION'],
  ] as const)(
    'a connection with %s alone does not find purchases of %s',
    async ([connected, environment], { server, emulator, project, databaseSnapshot }) => {
      const admin = createServerClient(server, project)
      const { oneStore } = emulatorConnectionInputs(emulator)
      const narrowed = await admin.mutate('connectStore', {
        oneStore: { ...oneStore, environments: [connected] },
      })
      expectField(narrowed, 'storeConnection')
      const { verify } = await buyWithPolicy(server, project, 'ALLOW', {
        store: 'ONE_STORE',
        userId: 'tester',
        environment,
      })
      const { problem } = await databaseSnapshot.expectUnchanged(verify)
      expect(problem).toMatchObject({ code: 'RECEIPT_INVALID', retryable: false })
      const widened = { oneStore: { ...oneStore, environments: null } }
      expectField(await admin.mutate('connectStore', widened), 'storeConnection')
      expect(await verify()).toMatchObject({ problem: null, payment: { environment } })
    },
  )
})

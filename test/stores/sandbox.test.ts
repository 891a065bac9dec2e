import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DevProject } from '../../src/development/dev-project.ts'
import type { Environment, SandboxPolicy } from '../../src/graphql/generated/types.ts'
import { newBuyer, pay, required, reserve, serverApi } from '../support/buyer.ts'
import { connectEmulator, connectionInputs } from '../support/connect-emulator.ts'
import { openDesk, tokenStores, type StoreDesk, type TokenStore } from './store-desk.ts'

let desk: StoreDesk
let project: DevProject
beforeAll(async () => {
  desk = await openDesk()
  project = await desk.at.addProject({ sandboxTesterUserIds: ['tester'] })
  await connectEmulator(desk.at, project)
})
afterAll(() => desk.close())

type Sale = { readonly store: TokenStore; readonly userId: string; readonly environment?: Environment }

async function sellUnder(policy: SandboxPolicy, { store, userId, environment = 'SANDBOX' }: Sale) {
  await serverApi(desk.at, project).mutate('updateAppKey', { sandboxPolicy: policy })
  const buyer = await newBuyer(desk.at, { project, userId })
  const purchase = await reserve(buyer, store)
  const { receipt, transactionId } = await pay(desk.at, purchase, { environment })
  const verify = () => buyer.api.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
  return { verify, transactionId }
}

// At Google Play these are the purchases of license sandboxTesterUserIds, at ONE store those of its other host.
describe.each(tokenStores)('%s: a sandbox receipt', (store) => {
  test.each([
    ['DENY', 'tester'],
    ['DENY', 'somebody'],
    ['TESTERS_ONLY', 'somebody'],
  ] as const)('under %s of %s is refused, and changes nothing', async (policy, userId) => {
    const { verify } = await sellUnder(policy, { store, userId })
    const { payment, problem } = await desk.database.expectUnchanged(verify)
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
    const { verify, transactionId } = await sellUnder(policy, { store, userId })
    expect(await verify()).toMatchObject({
      problem: null,
      payment: { environment: 'SANDBOX', status: 'PAID', storeTransactionId: transactionId },
    })
  })

  test('REFUSE does not touch receipts of production', async () => {
    const sale = { store, userId: 'somebody', environment: 'PRODUCTION' } as const
    const { verify } = await sellUnder('DENY', sale)
    expect(await verify()).toMatchObject({ problem: null, payment: { environment: 'PRODUCTION' } })
  })
})

describe('ONE store asks only the hosts that the connection names', () => {
  test.each([
    ['PRODUCTION', 'SANDBOX'],
    ['SANDBOX', 'PRODUCTION'],
  ] as const)('%s alone does not know purchases of %s', async (asked, environment) => {
    const admin = serverApi(desk.at, project)
    const { oneStore } = connectionInputs(desk.at.emulator)
    const narrowed = await admin.mutate('connectStore', { oneStore: { ...oneStore, environments: [asked] } })
    required(narrowed, 'storeConnection')
    const { verify } = await sellUnder('ALLOW', { store: 'ONE_STORE', userId: 'tester', environment })
    const { problem } = await desk.database.expectUnchanged(verify)
    expect(problem).toMatchObject({ code: 'RECEIPT_INVALID', retryable: false })
    required(await admin.mutate('connectStore', { oneStore }), 'storeConnection')
    expect(await verify()).toMatchObject({ problem: null, payment: { environment } })
  })
})

import { randomUUID } from 'node:crypto'
import { connectEmulator } from '../support/connect-emulator.ts'
import { createStorePurchase } from '../support/emulator-control.ts'
import {
  createBuyer,
  createServerClient,
  requestPurchase,
  toStoreProductId,
} from '../support/purchase-client.ts'
import { expect, serverTest } from '../support/test.ts'

const test = serverTest.extend('lenient', { scope: 'file' }, async ({ server }) => {
  const project = await server.addProject({ sandboxPolicy: 'ALLOW' })
  await connectEmulator(server, project)
  await createServerClient(server, project).mutate('updateAppKey', { accountTokenPolicy: 'ALLOW_UNKNOWN' })
  return project
})

const stores = ['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE', 'TEST_STORE'] as const
const productId = toStoreProductId('coins_100')
const mismatch = { payment: null, problem: { code: 'RECEIPT_USER_MISMATCH' } }

test.for(stores)(
  'I5: a receipt of %s with an unknown account token is refused under STRICT, and claimed once under ALLOW_UNKNOWN',
  async (store, { server, emulator, buyer, lenient }) => {
    const { receipt } = await createStorePurchase(emulator, { store, productId, accountToken: randomUUID() })
    expect(await buyer.client.mutate('verifyPurchase', { receipt })).toMatchObject(mismatch)
    const [first, second] = [
      await createBuyer(server, { project: lenient }),
      await createBuyer(server, { project: lenient }),
    ]
    const claimed = await first.client.mutate('verifyPurchase', { receipt })
    expect(claimed).toMatchObject({
      payment: { status: 'PAID', user: { userId: first.userId } },
      problem: null,
    })
    expect(await second.client.mutate('verifyPurchase', { receipt })).toMatchObject(mismatch)
    const again = await first.client.mutate('verifyPurchase', { receipt })
    expect(again).toMatchObject({ payment: { id: claimed.payment?.id }, replayed: true })
  },
)

test("I5: under ALLOW_UNKNOWN a receipt with the account token of another user's purchase is refused", async ({
  server,
  emulator,
  lenient,
}) => {
  const [owner, other] = [
    await createBuyer(server, { project: lenient }),
    await createBuyer(server, { project: lenient }),
  ]
  const { accountToken } = await requestPurchase(owner)
  const { receipt } = await createStorePurchase(emulator, { store: 'TEST_STORE', productId, accountToken })
  expect(await other.client.mutate('verifyPurchase', { receipt })).toMatchObject(mismatch)
  expect((await owner.client.mutate('verifyPurchase', { receipt })).problem).toBeNull()
})

test('under ALLOW_UNKNOWN a bare transaction id with an unknown account token is refused, because it proves nothing', async ({
  server,
  emulator,
  lenient,
}) => {
  const buyer = await createBuyer(server, { project: lenient })
  const bought = await createStorePurchase(emulator, {
    store: 'APP_STORE',
    productId,
    accountToken: randomUUID(),
  })
  const receipt = { appStore: { transactionId: bought.transactionId } }
  expect(await buyer.client.mutate('verifyPurchase', { receipt })).toMatchObject(mismatch)
})

test('under ALLOW_UNKNOWN a pending receipt with an unknown account token moves the named purchase to PENDING', async ({
  server,
  emulator,
  lenient,
}) => {
  const buyer = await createBuyer(server, { project: lenient })
  const purchase = await requestPurchase(buyer, { store: 'GOOGLE_PLAY' })
  const { receipt } = await createStorePurchase(emulator, {
    store: 'GOOGLE_PLAY',
    productId,
    accountToken: randomUUID(),
    outcome: 'PENDING',
  })
  expect(await buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })).toMatchObject({
    purchase: { id: purchase.id, status: 'PENDING' },
    problem: { code: 'PURCHASE_PENDING' },
  })
})

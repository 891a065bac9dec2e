import type { CallServer } from './call-server.ts'
import type { StoreName, TestEmulator } from './emulator.ts'
import type { TestReceipt } from './test-store.ts'

export type BuyInput = {
  readonly userId: string
  readonly itemId: string
  /** Default TEST_STORE. */
  readonly store?: StoreName
}

/** A payment that is recorded at the server and owed to the player. */
export type BoughtPayment = {
  readonly paymentId: string
  /** The secret with which the game server consumes the payment. */
  readonly purchaseToken: string
  readonly purchaseId: string
  /** The sale at the store: `emulator.refund(saleId)` refunds it. */
  readonly saleId: string
}

type Reservation = {
  readonly purchase: { readonly id: string; readonly accountToken: string; readonly storeProductId: string }
}

type Verification = { readonly payment: { readonly id: string; readonly purchaseToken: string } }

const registerUser = `mutation ($input: RegisterUserInput!) {
  result: registerUser(input: $input) { problem { code message } } }`
const requestPurchase = `mutation ($input: RequestPurchaseInput!) {
  result: requestPurchase(input: $input) { purchase { id accountToken storeProductId } problem { code message } } }`
const verifyPurchase = `mutation ($input: VerifyPurchaseInput!) {
  result: verifyPurchase(input: $input) { payment { id purchaseToken } problem { code message } } }`

/** Makes a purchase as an app does, so that tests of a game server need none. */
export async function buy(
  callServer: CallServer,
  { control }: TestEmulator,
  { userId, itemId, store = 'TEST_STORE' }: BuyInput,
): Promise<BoughtPayment> {
  await callServer(registerUser, { input: { userId } })
  const { purchase } = await callServer<Reservation>(requestPurchase, { input: { userId, itemId, store } })
  const { id: purchaseId, accountToken, storeProductId: productId } = purchase
  const sale = await control<{ readonly id: string; readonly receipt: TestReceipt }>(
    'POST',
    '/control/purchases',
    { store, productId, accountToken, outcome: 'PAID' },
  )
  const input = { purchaseId, userId, receipt: sale.receipt }
  const { payment } = await callServer<Verification>(verifyPurchase, { input })
  return { paymentId: payment.id, purchaseToken: payment.purchaseToken, purchaseId, saleId: sale.id }
}

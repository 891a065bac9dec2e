import type { CallServer } from './call-server.ts'
import type { StoreName, TestEmulator } from './emulator.ts'
import { sell, type SoldSubscription } from './sell.ts'

export type BuyInput = {
  readonly userId: string
  readonly itemId: string
  /** Default TEST_STORE, and for a subscription, which it does not sell, GOOGLE_PLAY. */
  readonly store?: StoreName
}

/** A payment that is recorded at the server and owed to the player. That of a subscription is its first period. */
export type BoughtPayment = {
  readonly paymentId: string
  /** The secret with which the game server consumes the payment; null if it completes by itself, as that of a subscription. */
  readonly purchaseToken: string | null
  readonly purchaseId: string
  /** The sale at the store: `emulator.refund(saleId)` refunds it. */
  readonly saleId: string
}

type Reservation = {
  readonly purchase: { readonly id: string; readonly accountToken: string; readonly storeProductId: string }
}

type Verification = { readonly payment: { readonly id: string; readonly purchaseToken: string | null } }

const registerUser = `mutation ($input: RegisterUserInput!) {
  result: registerUser(input: $input) { problem { code message } } }`
const requestPurchase = `mutation ($input: RequestPurchaseInput!) {
  result: requestPurchase(input: $input) { purchase { id accountToken storeProductId } problem { code message } } }`
const verifyPurchase = `mutation ($input: VerifyPurchaseInput!) {
  result: verifyPurchase(input: $input) { payment { id purchaseToken } problem { code message } } }`

export type BuyContext = {
  readonly callServer: CallServer
  readonly emulator: TestEmulator
  readonly subscriptions: readonly SoldSubscription[]
}

/** Makes a purchase as an app does, so that tests of a game server need none. */
export async function buy(
  { callServer, emulator, subscriptions }: BuyContext,
  { userId, itemId, ...input }: BuyInput,
): Promise<BoughtPayment> {
  const isSubscription = subscriptions.some((sold) => sold.itemId === itemId)
  const store = input.store ?? (isSubscription ? 'GOOGLE_PLAY' : 'TEST_STORE')
  await callServer(registerUser, { input: { userId } })
  const { purchase } = await callServer<Reservation>(requestPurchase, { input: { userId, itemId, store } })
  const { id: purchaseId, accountToken, storeProductId: productId } = purchase
  const request = { store, productId, accountToken, outcome: 'PAID' } as const
  const { id: saleId, receipt } = await sell(emulator, subscriptions, request)
  const { payment } = await callServer<Verification>(verifyPurchase, {
    input: { purchaseId, userId, receipt },
  })
  return { paymentId: payment.id, purchaseToken: payment.purchaseToken, purchaseId, saleId }
}

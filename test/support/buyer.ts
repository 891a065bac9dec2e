import { randomUUID } from 'node:crypto'
import type { DevApp } from '../../src/development/dev-app.ts'
import type { Payment, Purchase } from '../../src/graphql/generated/types.ts'
import { createApiClient, type ApiClient, type Serialized } from './api.ts'
import {
  createStorePurchase,
  type StorePurchase,
  type StorePurchaseOptions,
  type EmulatedStore,
} from './emulator-control.ts'
import { appKeyHeaders, serverKeyHeaders, userTokenHeaders } from './graphql-client.ts'
import type { TestServer } from './test-server.ts'

/** A registered user and the client that speaks for it. */
export type Buyer = { readonly userId: string; readonly client: ApiClient }

export const createServerClient = (server: TestServer, project: DevApp = server.project) =>
  createApiClient(server.graphqlUrl, serverKeyHeaders(project))

/** A client with a bare AppKey. */
export const createAppClient = (server: TestServer, project: DevApp = server.project) =>
  createApiClient(server.graphqlUrl, appKeyHeaders(project))

export const newUserId = () => `user-${randomUUID()}`

/** A user of its own, with a user token. */
export async function createBuyer(
  server: TestServer,
  { userId = newUserId(), project = server.project }: { userId?: string; project?: DevApp } = {},
): Promise<Buyer> {
  const client = createApiClient(server.graphqlUrl, await userTokenHeaders(project, userId))
  await client.mutate('registerUser', {})
  return { userId, client }
}

/** A user that only says who it is, as projects in the built-in model allow. */
export async function createBuyerWithoutToken(server: TestServer, project: DevApp): Promise<Buyer> {
  const userId = newUserId()
  const client = createAppClient(server, project)
  await client.mutate('registerUser', { userId })
  return { userId, client }
}

export const toStoreProductId = (itemId: string) => `com.example.arcade.${itemId}`

export async function requestPurchase(
  { userId, client }: Buyer,
  store: EmulatedStore,
  itemId = 'coins_100',
): Promise<Serialized<Purchase>> {
  return expectField(await client.mutate('requestPurchase', { userId, itemId, store }), 'purchase')
}

/** Pays for a reservation at its store. */
export function payAtStore(
  { emulator }: TestServer,
  { store, storeProductId, accountToken }: Serialized<Purchase>,
  options: Partial<StorePurchaseOptions> = {},
): Promise<StorePurchase> {
  return createStorePurchase(emulator, { store: store, productId: storeProductId, accountToken, ...options })
}

export type VerifiedPurchase = {
  readonly purchase: Serialized<Purchase>
  readonly payment: Serialized<Payment>
  readonly storePurchase: StorePurchase
}

/** From the reservation to a verified payment. */
export async function buyItem(
  server: TestServer,
  buyer: Buyer,
  store: EmulatedStore = 'TEST_STORE',
  itemId = 'coins_100',
): Promise<VerifiedPurchase> {
  const purchase = await requestPurchase(buyer, store, itemId)
  const storePurchase = await payAtStore(server, purchase)
  const { userId } = buyer
  const verified = await buyer.client.mutate('verifyPurchase', {
    purchaseId: purchase.id,
    userId,
    receipt: storePurchase.receipt,
  })
  return { purchase, storePurchase, payment: expectField(verified, 'payment') }
}

/** The consume that a payment's holder asks for. */
export function consumeInput(
  { id, purchaseToken }: Serialized<Payment>,
  idempotencyKey: string | null = null,
) {
  return { paymentId: id, purchaseToken: purchaseToken ?? 'none', idempotencyKey }
}

/** A field of a payload that came without a problem. */
export function expectField<Payload extends object, Field extends keyof Payload>(
  payload: Payload,
  field: Field,
): NonNullable<Payload[Field]> {
  const value = payload[field]
  if (value == null) throw new Error(`no ${String(field)}: ${JSON.stringify(payload)}`)
  return value
}

import { randomUUID } from 'node:crypto'
import type { DevApp } from '../../src/development/dev-app.ts'
import type { ConsumePaymentInput, Consume, Payment, Purchase } from '../../src/graphql/generated/types.ts'
import { createApiClient, type ApiClient, type Serialized } from './api.ts'
import {
  createStorePurchase,
  type EmulatedStore,
  type EmulatorAddress,
  type StorePurchase,
  type StorePurchaseOptions,
} from './emulator-control.ts'
import { appKeyHeaders, serverKeyHeaders, userTokenHeaders } from './graphql-client.ts'

/** A server, its project and its emulator: a server of this process, or a process of a cluster. */
export type ApiEndpoint = {
  readonly graphqlUrl: string
  readonly emulator: EmulatorAddress
  readonly project: DevApp
}

/** A registered user and the client that calls the API for it. */
export type Buyer = { readonly userId: string; readonly client: ApiClient; readonly endpoint: ApiEndpoint }

export type BuyerOptions = {
  readonly userId?: string
  readonly project?: DevApp
  /** The credentials of the client: a signed user token, the server key, or the app key alone. Default `user`. */
  readonly as?: 'user' | 'server' | 'app'
}

export type PurchaseOptions = {
  readonly store?: EmulatedStore
  readonly itemId?: string
  readonly idempotencyKey?: string
}

export type UnverifiedPurchase = {
  readonly purchase: Serialized<Purchase>
  readonly storePurchase: StorePurchase
}

export type VerifiedPurchase = UnverifiedPurchase & { readonly payment: Serialized<Payment> }

export type ConsumedPurchase = VerifiedPurchase & { readonly consume: Serialized<Consume> }

type BuyOptions = PurchaseOptions & Partial<Omit<StorePurchaseOptions, 'productId' | 'accountToken'>>

type Endpoint = Pick<ApiEndpoint, 'graphqlUrl' | 'project'>

/** A client with a server key of the project. */
export const createServerClient = (endpoint: Endpoint, project: DevApp = endpoint.project) =>
  createApiClient(endpoint.graphqlUrl, serverKeyHeaders(project))

/** A client with nothing but the app key. */
export const createAppClient = (endpoint: Endpoint, project: DevApp = endpoint.project) =>
  createApiClient(endpoint.graphqlUrl, appKeyHeaders(project))

export const newUserId = () => `user-${randomUUID()}`

/** Registers a user. The sandbox of the App Store accepts only the testers of a project, such as `tester`. */
export async function createBuyer(
  endpoint: ApiEndpoint,
  { userId = newUserId(), project = endpoint.project, as = 'user' }: BuyerOptions = {},
): Promise<Buyer> {
  const headers = {
    user: () => userTokenHeaders(project, userId),
    server: () => serverKeyHeaders(project),
    app: () => appKeyHeaders(project),
  }
  const client = createApiClient(endpoint.graphqlUrl, await headers[as]())
  expectField(await client.mutate('registerUser', as === 'user' ? {} : { userId }), 'user')
  return { userId, client, endpoint }
}

export const toStoreProductId = (itemId: string) => `com.example.arcade.${itemId}`

export async function requestPurchase(
  { userId, client }: Buyer,
  { store = 'TEST_STORE', itemId = 'coins_100', ...rest }: PurchaseOptions = {},
): Promise<Serialized<Purchase>> {
  return expectField(await client.mutate('requestPurchase', { userId, itemId, store, ...rest }), 'purchase')
}

/** Pays for a requested purchase at its store. */
export function payAtStore(
  { emulator }: Pick<ApiEndpoint, 'emulator'>,
  { store, storeProductId, accountToken }: Serialized<Purchase>,
  options: Partial<StorePurchaseOptions> = {},
): Promise<StorePurchase> {
  return createStorePurchase(emulator, { store, productId: storeProductId, accountToken, ...options })
}

/** Requests a purchase and pays for it; its receipt is not verified yet. */
export async function buyUnverified(
  buyer: Buyer,
  { store, itemId, idempotencyKey, ...storeOptions }: BuyOptions = {},
): Promise<UnverifiedPurchase> {
  const request = {
    ...(store === undefined ? {} : { store }),
    ...(itemId === undefined ? {} : { itemId }),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  }
  const purchase = await requestPurchase(buyer, request)
  return { purchase, storePurchase: await payAtStore(buyer.endpoint, purchase, storeOptions) }
}

/** Requests a purchase, pays for it and verifies its receipt. */
export async function buyItem(buyer: Buyer, options: BuyOptions = {}): Promise<VerifiedPurchase> {
  const { purchase, storePurchase } = await buyUnverified(buyer, options)
  const verified = await buyer.client.mutate('verifyPurchase', {
    purchaseId: purchase.id,
    userId: buyer.userId,
    receipt: storePurchase.receipt,
  })
  return { purchase, storePurchase, payment: expectField(verified, 'payment') }
}

/** Requests a purchase, pays for it, verifies its receipt and consumes its payment. */
export async function buyAndConsume(buyer: Buyer, options: BuyOptions = {}): Promise<ConsumedPurchase> {
  const verified = await buyItem(buyer, options)
  const consumed = await buyer.client.mutate('consumePayment', toConsumeInput(verified.payment))
  return { ...verified, consume: expectField(consumed, 'consume') }
}

/** The input with which the holder of a payment consumes it. */
export function toConsumeInput(
  { id, purchaseToken }: Pick<Serialized<Payment>, 'id' | 'purchaseToken'>,
  idempotencyKey: string | null = null,
): Pick<ConsumePaymentInput, 'paymentId' | 'purchaseToken' | 'idempotencyKey'> {
  return { paymentId: id, purchaseToken: purchaseToken ?? 'none', idempotencyKey }
}

/** A field of a payload; throws with the problem when the field is null. */
export function expectField<Payload extends object, Field extends keyof Payload>(
  payload: Payload,
  field: Field,
): NonNullable<Payload[Field]> {
  const value = payload[field]
  if (value == null) throw new Error(`no ${String(field)}: ${JSON.stringify(payload)}`)
  return value
}

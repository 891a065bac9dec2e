import { randomUUID } from 'node:crypto'
import type { DevProject } from '../../src/development/dev-project.ts'
import type { Payment, Purchase } from '../../src/graphql/generated/types.ts'
import { createApi, type Api, type Wire } from './api.ts'
import { buy, type Bought, type BuyOptions, type EmulatedStore } from './emulator-control.ts'
import { asClient, asServer, asUser } from './graphql-client.ts'
import type { TestServer } from './test-server.ts'

/** A registered user and the client that speaks for it. */
export type Buyer = { readonly userId: string; readonly api: Api }

export const serverApi = (at: TestServer, project: DevProject = at.project) =>
  createApi(at.graphqlUrl, asServer(project))

/** A client with a bare AppKey. */
export const clientApi = (at: TestServer, project: DevProject = at.project) =>
  createApi(at.graphqlUrl, asClient(project))

export const newUserId = () => `user-${randomUUID()}`

/** A user of its own, with a user token. */
export async function newBuyer(
  at: TestServer,
  { userId = newUserId(), project = at.project }: { userId?: string; project?: DevProject } = {},
): Promise<Buyer> {
  const api = createApi(at.graphqlUrl, await asUser(project, userId))
  await api.mutate('registerUser', {})
  return { userId, api }
}

/** A user that only says who it is, as projects in the built-in model allow. */
export async function newBareBuyer(at: TestServer, project: DevProject): Promise<Buyer> {
  const userId = newUserId()
  const api = clientApi(at, project)
  await api.mutate('registerUser', { userId })
  return { userId, api }
}

export const productOf = (itemId: string) => `com.example.arcade.${itemId}`

export async function reserve(
  { userId, api }: Buyer,
  store: EmulatedStore,
  itemId = 'coins_100',
): Promise<Wire<Purchase>> {
  return required(await api.mutate('requestPurchase', { userId, itemId, store }), 'purchase')
}

/** Pays for a reservation at its store. */
export function pay(
  { emulator }: TestServer,
  { store, storeProductId, accountToken }: Wire<Purchase>,
  options: Partial<BuyOptions> = {},
): Promise<Bought> {
  return buy(emulator, { store: store, productId: storeProductId, accountToken, ...options })
}

export type PaidPurchase = {
  readonly purchase: Wire<Purchase>
  readonly payment: Wire<Payment>
  readonly bought: Bought
}

/** From the reservation to a verified payment. */
export async function buyItem(
  at: TestServer,
  buyer: Buyer,
  store: EmulatedStore = 'TEST_STORE',
  itemId = 'coins_100',
): Promise<PaidPurchase> {
  const purchase = await reserve(buyer, store, itemId)
  const bought = await pay(at, purchase)
  const { userId } = buyer
  const verified = await buyer.api.mutate('verifyPurchase', {
    purchaseId: purchase.id,
    userId,
    receipt: bought.receipt,
  })
  return { purchase, bought, payment: required(verified, 'payment') }
}

/** The consume that a payment's holder asks for. */
export function consumeInput({ id, purchaseToken }: Wire<Payment>, idempotencyKey: string | null = null) {
  return { paymentId: id, purchaseToken: purchaseToken ?? 'none', idempotencyKey }
}

/** A field of a payload that came without a problem. */
export function required<Payload extends object, Field extends keyof Payload>(
  payload: Payload,
  field: Field,
): NonNullable<Payload[Field]> {
  const value = payload[field]
  if (value == null) throw new Error(`no ${String(field)}: ${JSON.stringify(payload)}`)
  return value
}

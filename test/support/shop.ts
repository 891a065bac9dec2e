import { randomUUID } from 'node:crypto'
import { buyInEmulator, type EmulatorPurchase } from '../../src/development/demo-client.ts'
import type { DevProject } from '../../src/development/dev-project.ts'
import { asServer, requestTimeoutMs } from './graphql-client.ts'

/** Where a game server calls, for which project, and where its users buy. */
export type Shop = { readonly graphqlUrl: string; readonly emulatorUrl: string; readonly project: DevProject }

export type ProblemAnswer = { readonly code: string; readonly retryable: boolean } | null
type StoreCode = 'TEST_STORE' | 'APP_STORE'

export type PurchaseAnswer = {
  readonly purchase: { id: string; status: string; accountToken: string; storeProductId: string } | null
  readonly replayed: boolean
  readonly problem: ProblemAnswer
}

export type PaymentAnswer = {
  readonly payment: {
    id: string
    status: string
    purchaseToken: string | null
    purchase: { id: string }
  } | null
  readonly replayed: boolean
  readonly problem: ProblemAnswer
}

export type ConsumeAnswer = {
  readonly consume: { id: string } | null
  readonly payment: { status: string; consume: { id: string } | null } | null
  readonly replayed: boolean
  readonly problem: ProblemAnswer
}

export type Bought = { readonly userId: string; readonly purchaseId: string } & EmulatorPurchase
export type Paid = Bought & { readonly paymentId: string; readonly purchaseToken: string }

/** One mutation as the game server; only a transport that failed makes it throw. */
async function mutate<Payload>(shop: Shop, name: string, input: object, fields: string): Promise<Payload> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`
  const query = `mutation ($input: ${type}!) { ${name}(input: $input) { ${fields} problem { code retryable } } }`
  const response = await fetch(shop.graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...asServer(shop.project) },
    body: JSON.stringify({ query, variables: { input } }),
    signal: AbortSignal.timeout(requestTimeoutMs),
  })
  const body = (await response.json()) as { data?: Record<string, Payload | undefined>; errors?: unknown }
  const payload = body.data?.[name]
  if (payload === undefined) throw new Error(`${name}: ${JSON.stringify(body)}`)
  return payload
}

const purchaseFields = 'purchase { id status accountToken storeProductId }'
const paymentFields = 'payment { id status purchaseToken purchase { id } } replayed'

export function registerUser(
  shop: Shop,
  userId: string,
): Promise<{ replayed: boolean; problem: ProblemAnswer }> {
  return mutate(shop, 'registerUser', { userId }, 'replayed')
}

export function requestPurchase(
  shop: Shop,
  input: { userId: string; itemId: string; store: StoreCode; idempotencyKey?: string },
): Promise<PurchaseAnswer> {
  return mutate(shop, 'requestPurchase', input, `${purchaseFields} replayed`)
}

export function verifyPurchase(
  shop: Shop,
  input: { purchaseId?: string; userId?: string; receipt: unknown; idempotencyKey?: string },
): Promise<PaymentAnswer> {
  return mutate(shop, 'verifyPurchase', input, paymentFields)
}

export function cancelPurchase(shop: Shop, purchaseId: string): Promise<Omit<PurchaseAnswer, 'replayed'>> {
  return mutate(shop, 'cancelPurchase', { purchaseId }, purchaseFields)
}

export function consumePayment(
  shop: Shop,
  input: { paymentId: string; purchaseToken: string; idempotencyKey?: string },
): Promise<ConsumeAnswer> {
  const fields = 'consume { id } payment { status consume { id } } replayed'
  return mutate(shop, 'consumePayment', input, fields)
}

export function completePayment(
  shop: Shop,
  input: { paymentId: string; deliveryReference?: string; idempotencyKey?: string },
): Promise<PaymentAnswer> {
  return mutate(shop, 'completePayment', input, paymentFields)
}

/** A user of its own has reserved, and paid at the store; nothing is verified yet. */
export async function buy(
  shop: Shop,
  store: StoreCode = 'TEST_STORE',
  itemId = 'coins_100',
): Promise<Bought> {
  // The sandbox of the App Store is open to the testers of a project only.
  const userId = store === 'APP_STORE' ? 'tester' : `user-${randomUUID()}`
  await registerUser(shop, userId)
  const { purchase, problem } = await requestPurchase(shop, { userId, itemId, store })
  if (purchase === null) throw new Error(JSON.stringify(problem))
  return { userId, purchaseId: purchase.id, ...(await pay(shop, store, purchase)) }
}

/** What the store does for a reservation: it takes the money, once more if told again. */
export function pay(
  shop: Shop,
  store: StoreCode,
  purchase: { accountToken: string; storeProductId: string },
): Promise<EmulatorPurchase> {
  const { storeProductId: productId, accountToken } = purchase
  return buyInEmulator(shop.emulatorUrl, { store, productId, accountToken, outcome: 'PAID' })
}

/** A call to the emulator's control API. */
export async function control<Answer>(shop: Shop, path: string, body: object): Promise<Answer> {
  const response = await fetch(`${shop.emulatorUrl}/control/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(await response.text())
  return (await response.json()) as Answer
}

/** Bought and verified: ready to be consumed. */
export async function buyAndVerify(shop: Shop, store: StoreCode = 'TEST_STORE'): Promise<Paid> {
  const bought = await buy(shop, store)
  const { payment, problem } = await verifyPurchase(shop, {
    purchaseId: bought.purchaseId,
    receipt: bought.receipt,
  })
  if (payment?.purchaseToken == null) throw new Error(JSON.stringify(problem))
  return { ...bought, paymentId: payment.id, purchaseToken: payment.purchaseToken }
}

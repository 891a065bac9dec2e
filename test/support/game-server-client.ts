import { randomUUID } from 'node:crypto'
import { createEmulatorPurchase, type EmulatorPurchase } from '../../src/development/demo-client.ts'
import type { DevApp } from '../../src/development/dev-app.ts'
import { serverKeyHeaders, requestTimeoutMs } from './graphql-client.ts'

/** Where a game server calls, for which project, and where its users buy. */
export type ApiEndpoint = {
  readonly graphqlUrl: string
  readonly emulatorUrl: string
  readonly project: DevApp
}

export type ProblemPayload = { readonly code: string; readonly retryable: boolean } | null
type EndpointStore = 'TEST_STORE' | 'APP_STORE'

export type PurchasePayload = {
  readonly purchase: { id: string; status: string; accountToken: string; storeProductId: string } | null
  readonly replayed: boolean
  readonly problem: ProblemPayload
}

export type PaymentPayload = {
  readonly payment: {
    id: string
    status: string
    purchaseToken: string | null
    purchase: { id: string }
  } | null
  readonly replayed: boolean
  readonly problem: ProblemPayload
}

export type ConsumePayload = {
  readonly consume: { id: string } | null
  readonly payment: { status: string; consume: { id: string } | null } | null
  readonly replayed: boolean
  readonly problem: ProblemPayload
}

export type UnverifiedPurchase = { readonly userId: string; readonly purchaseId: string } & EmulatorPurchase
export type VerifiedPayment = UnverifiedPurchase & {
  readonly paymentId: string
  readonly purchaseToken: string
}

/** One mutation as the game server; only a transport that failed makes it throw. */
async function mutate<Payload>(
  endpoint: ApiEndpoint,
  name: string,
  input: object,
  fields: string,
): Promise<Payload> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`
  const query = `mutation ($input: ${type}!) { ${name}(input: $input) { ${fields} problem { code retryable } } }`
  const response = await fetch(endpoint.graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...serverKeyHeaders(endpoint.project) },
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
  endpoint: ApiEndpoint,
  userId: string,
): Promise<{ replayed: boolean; problem: ProblemPayload }> {
  return mutate(endpoint, 'registerUser', { userId }, 'replayed')
}

export function requestPurchaseAt(
  endpoint: ApiEndpoint,
  input: { userId: string; itemId: string; store: EndpointStore; idempotencyKey?: string },
): Promise<PurchasePayload> {
  return mutate(endpoint, 'requestPurchase', input, `${purchaseFields} replayed`)
}

export function verifyPurchase(
  endpoint: ApiEndpoint,
  input: { purchaseId?: string; userId?: string; receipt: unknown; idempotencyKey?: string },
): Promise<PaymentPayload> {
  return mutate(endpoint, 'verifyPurchase', input, paymentFields)
}

export function cancelPurchase(
  endpoint: ApiEndpoint,
  purchaseId: string,
): Promise<Omit<PurchasePayload, 'replayed'>> {
  return mutate(endpoint, 'cancelPurchase', { purchaseId }, purchaseFields)
}

export function consumePayment(
  endpoint: ApiEndpoint,
  input: { paymentId: string; purchaseToken: string; idempotencyKey?: string },
): Promise<ConsumePayload> {
  const fields = 'consume { id } payment { status consume { id } } replayed'
  return mutate(endpoint, 'consumePayment', input, fields)
}

export function completePayment(
  endpoint: ApiEndpoint,
  input: { paymentId: string; deliveryReference?: string; idempotencyKey?: string },
): Promise<PaymentPayload> {
  return mutate(endpoint, 'completePayment', input, paymentFields)
}

/** A user of its own has reserved, and paid at the store; nothing is verified yet. */
export async function buyWithoutVerifying(
  endpoint: ApiEndpoint,
  store: EndpointStore = 'TEST_STORE',
  itemId = 'coins_100',
): Promise<UnverifiedPurchase> {
  // The sandbox of the App Store is open to the testers of a project only.
  const userId = store === 'APP_STORE' ? 'tester' : `user-${randomUUID()}`
  await registerUser(endpoint, userId)
  const { purchase, problem } = await requestPurchaseAt(endpoint, { userId, itemId, store })
  if (purchase === null) throw new Error(JSON.stringify(problem))
  return { userId, purchaseId: purchase.id, ...(await payInEmulator(endpoint, store, purchase)) }
}

/** What the store does for a reservation: it takes the money, once more if told again. */
export function payInEmulator(
  endpoint: ApiEndpoint,
  store: EndpointStore,
  purchase: { accountToken: string; storeProductId: string },
): Promise<EmulatorPurchase> {
  const { storeProductId: productId, accountToken } = purchase
  return createEmulatorPurchase(endpoint.emulatorUrl, { store, productId, accountToken, outcome: 'PAID' })
}

/** A call to the emulator's control API. */
export async function controlEmulatorAt<Answer>(
  endpoint: ApiEndpoint,
  path: string,
  body: object,
): Promise<Answer> {
  const response = await fetch(`${endpoint.emulatorUrl}/control/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(await response.text())
  return (await response.json()) as Answer
}

/** Bought and verified: ready to be consumed. */
export async function buyVerified(
  endpoint: ApiEndpoint,
  store: EndpointStore = 'TEST_STORE',
): Promise<VerifiedPayment> {
  const purchase = await buyWithoutVerifying(endpoint, store)
  const { payment, problem } = await verifyPurchase(endpoint, {
    purchaseId: purchase.purchaseId,
    receipt: purchase.receipt,
  })
  if (payment?.purchaseToken == null) throw new Error(JSON.stringify(problem))
  return { ...purchase, paymentId: payment.id, purchaseToken: payment.purchaseToken }
}

import { SignJWT } from 'jose'
import { randomUUID } from 'node:crypto'
import type { DevFile } from './data-dir.ts'
import { executeGraphql, subscribeGraphql, type EmulatorPurchase } from './demo-client.ts'

export const demoStores = ['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE', 'TEST_STORE'] as const
export type DemoStore = (typeof demoStores)[number]

export type DemoPurchase = { id: string; accountToken: string; storeProductId: string }
export type DemoPayment = {
  id: string
  purchaseToken: string | null
  price: { amount: string; currencyCode: string } | null
}
export type Problem = { code: string; message: string } | null

/** A new user in one store, and the credentials of the app and its game server. */
export type DemoSession = {
  readonly dev: DevFile
  readonly store: DemoStore
  /** Prints one step with the time since the previous one. */
  readonly logStep: (sentence: string) => void
  /** Request headers of the app and of its game server. */
  readonly app: { readonly 'x-app-key': string; readonly authorization: string }
  readonly gameServer: { readonly authorization: string }
}

export async function createDemoSession(
  dev: DevFile,
  store: DemoStore,
  scenario: string,
): Promise<DemoSession> {
  const logStep = createStepLogger(`${store}: ${scenario}`)
  const userId = `player-${randomUUID().slice(0, 8)}`
  const app = { 'x-app-key': dev.appKey, authorization: `Bearer ${await signUserToken(dev, userId)}` }
  await executeMutation(
    dev,
    app,
    'mutation { registerUser(input: {}) { user { id } problem { code message } } }',
  )
  logStep(`registerUser creates the user ${userId}.`)
  return { dev, store, logStep, app, gameServer: { authorization: `Bearer ${dev.serverKey}` } }
}

export async function requestPurchase(
  { dev, app, store, logStep }: DemoSession,
  itemId = 'coins_100',
): Promise<DemoPurchase> {
  const { purchase } = await executeMutation<{ purchase: DemoPurchase }>(
    dev,
    app,
    `mutation ($store: Store!, $itemId: String!) { requestPurchase(input: { itemId: $itemId, store: $store }) {
       purchase { id accountToken storeProductId } problem { code message } } }`,
    { store, itemId },
  )
  logStep(`requestPurchase creates the purchase ${purchase.id} of ${purchase.storeProductId}.`)
  return purchase
}

/** Subscribes to the purchase; resolves at its end with all statuses that the app received. */
export function collectPurchaseStatuses({ dev, app }: DemoSession, { id }: DemoPurchase): Promise<string[]> {
  const updates = subscribeGraphql<{
    purchaseUpdated: { status: string; payment: { status: string } | null }
  }>(
    dev.webSocketUrl,
    { appKey: dev.appKey, authorization: app.authorization },
    'subscription ($id: ID!) { purchaseUpdated(id: $id) { status payment { status } } }',
    { id },
  )
  return (async () => {
    const statuses: string[] = []
    for await (const { purchaseUpdated } of updates) {
      statuses.push(purchaseUpdated.payment?.status ?? purchaseUpdated.status)
    }
    return statuses
  })()
}

const verifyPurchaseMutation = `mutation ($purchaseId: ID!, $receipt: ReceiptInput!) {
  verifyPurchase(input: { purchaseId: $purchaseId, receipt: $receipt }) {
    payment { id purchaseToken price { amount currencyCode } } problem { code message } } }`

type VerifyPurchasePayload = { payment: DemoPayment | null; problem: Problem }

/** Returns the payload, which may contain a problem. */
export function tryVerifyPurchase(
  { dev, app }: DemoSession,
  { id }: DemoPurchase,
  { receipt }: EmulatorPurchase,
): Promise<VerifyPurchasePayload> {
  return executeGraphql<VerifyPurchasePayload>(dev.graphqlUrl, app, verifyPurchaseMutation, {
    purchaseId: id,
    receipt,
  })
}

export async function verifyPurchase(
  session: DemoSession,
  purchase: DemoPurchase,
  emulatorPurchase: EmulatorPurchase,
): Promise<DemoPayment> {
  const { payment, problem } = await tryVerifyPurchase(session, purchase, emulatorPurchase)
  if (payment === null) throw new Error(`${problem?.code ?? ''}: ${problem?.message ?? ''}`)
  const { price } = payment
  const priceText = price === null ? 'an unknown price' : `${price.amount} ${price.currencyCode}`
  session.logStep(`verifyPurchase records the payment ${payment.id} of ${priceText}.`)
  return payment
}

type ConsumePaymentPayload = { consume: { id: string } | null; replayed: boolean; problem: Problem }

/** Consumes the payment as the game server; returns the payload, which may contain a problem. */
export function tryConsumePayment(
  { dev, gameServer }: DemoSession,
  { id, purchaseToken }: Pick<DemoPayment, 'id' | 'purchaseToken'>,
  idempotencyKey: string = randomUUID(),
): Promise<ConsumePaymentPayload> {
  const mutation = `mutation ($input: ConsumePaymentInput!) { consumePayment(input: $input) {
    consume { id } replayed problem { code message } } }`
  return executeGraphql<ConsumePaymentPayload>(dev.graphqlUrl, gameServer, mutation, {
    input: { paymentId: id, purchaseToken, idempotencyKey },
  })
}

/** Returns the id of the consume. */
export async function consumePayment(
  session: DemoSession,
  payment: Pick<DemoPayment, 'id' | 'purchaseToken'>,
  idempotencyKey?: string,
): Promise<string> {
  const { consume, problem } = await tryConsumePayment(session, payment, idempotencyKey)
  if (consume === null) throw new Error(`${problem?.code ?? ''}: ${problem?.message ?? ''}`)
  session.logStep(`consumePayment consumes the payment and returns ${consume.id}.`)
  return consume.id
}

export async function completePayment(
  { dev, gameServer, logStep }: DemoSession,
  { id }: DemoPayment,
): Promise<void> {
  await executeMutation(
    dev,
    gameServer,
    'mutation ($id: ID!) { completePayment(input: { paymentId: $id }) { payment { status } problem { code message } } }',
    { id },
  )
  logStep('completePayment marks the item as delivered.')
}

/** Throws when the payload contains a problem. */
export async function executeMutation<Payload>(
  dev: DevFile,
  headers: Record<string, string>,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Payload> {
  const payload = await executeGraphql<Payload & { problem: Problem }>(
    dev.graphqlUrl,
    headers,
    query,
    variables,
  )
  if (payload.problem !== null) throw new Error(`${payload.problem.code}: ${payload.problem.message}`)
  return payload
}

/** The token that a game server issues when a player signs in. */
function signUserToken(dev: DevFile, userId: string): Promise<string> {
  return new SignJWT()
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(userId)
    .setAudience(dev.appKey)
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(dev.userTokenSecret))
}

function createStepLogger(title: string): (sentence: string) => void {
  console.log(`\n${title}`)
  let previous = performance.now()
  return (sentence) => {
    const now = performance.now()
    console.log(`  ${(now - previous).toFixed(1).padStart(7)} ms  ${sentence}`)
    previous = now
  }
}

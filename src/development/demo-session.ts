import { SignJWT } from 'jose'
import { randomUUID } from 'node:crypto'
import type { DevFile } from './data-dir.ts'
import { executeGraphql, subscribeGraphql, type EmulatorPurchase } from './demo-client.ts'

export const demoStores = ['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE', 'TEST_STORE'] as const
export type DemoStore = (typeof demoStores)[number]

export type DemoPurchase = { id: string; accountToken: string; storeProductId: string }
export type DemoPayment = {
  id: string
  purchaseToken: string
  price: { amount: string; currencyCode: string } | null
}
export type Problem = { code: string; message: string } | null

/** A player of its own before one store, with what the app and its game server show of themselves. */
export type DemoSession = {
  readonly dev: DevFile
  readonly store: DemoStore
  readonly logStep: (what: string, result: string) => void
  /** The headers of the app, and of its game server. */
  readonly app: { readonly 'x-app-key': string; readonly authorization: string }
  readonly gameServer: { readonly authorization: string }
}

export async function createDemoSession(
  dev: DevFile,
  store: DemoStore,
  title: string = store,
): Promise<DemoSession> {
  const step = createStepLogger(title)
  const userId = `player-${randomUUID().slice(0, 8)}`
  const app = { 'x-app-key': dev.appKey, authorization: `Bearer ${await signUserToken(dev, userId)}` }
  await executeMutation(
    dev,
    app,
    'mutation { registerUser(input: {}) { user { id } problem { code message } } }',
  )
  step('registerUser', `registered user ${userId}`)
  return { dev, store, logStep: step, app, gameServer: { authorization: `Bearer ${dev.serverKey}` } }
}

export async function requestPurchase({ dev, app, store, logStep }: DemoSession): Promise<DemoPurchase> {
  const { purchase } = await executeMutation<{ purchase: DemoPurchase }>(
    dev,
    app,
    `mutation ($store: Store!) { requestPurchase(input: { itemId: "coins_100", store: $store }) {
       purchase { id accountToken storeProductId } problem { code message } } }`,
    { store },
  )
  logStep('requestPurchase', `reserved ${purchase.id} for ${purchase.storeProductId}`)
  return purchase
}

/** What the waiting app is told from now on, up to the end of the purchase. */
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
    const seen: string[] = []
    for await (const { purchaseUpdated } of updates) {
      seen.push(purchaseUpdated.payment?.status ?? purchaseUpdated.status)
    }
    return seen
  })()
}

const verifyPurchaseMutation = `mutation ($purchaseId: ID!, $receipt: ReceiptInput!) {
  verifyPurchase(input: { purchaseId: $purchaseId, receipt: $receipt }) {
    payment { id purchaseToken price { amount currencyCode } } problem { code message } } }`

type VerifyPurchasePayload = { payment: DemoPayment | null; problem: Problem }

/** The answer as it comes, with its problem if there is one. */
export function tryVerifyPurchase(
  { dev, app }: DemoSession,
  { id }: DemoPurchase,
  { receipt }: EmulatorPurchase,
) {
  return executeGraphql<VerifyPurchasePayload>(dev.graphqlUrl, app, verifyPurchaseMutation, {
    purchaseId: id,
    receipt,
  })
}

export async function verifyPurchase(
  stage: DemoSession,
  purchase: DemoPurchase,
  bought: EmulatorPurchase,
): Promise<DemoPayment> {
  const { payment, problem } = await tryVerifyPurchase(stage, purchase, bought)
  if (payment === null) throw new Error(`${problem?.code ?? ''}: ${problem?.message ?? ''}`)
  const { price } = payment
  const priceText = price === null ? 'no price reported' : `${price.amount} ${price.currencyCode}`
  stage.logStep('verifyPurchase', `${payment.id}, ${priceText}`)
  return payment
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
  logStep('completePayment', 'the item is delivered')
}

/** One mutation that has to succeed. */
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

/** What the game server does when a player logs in. */
function signUserToken(dev: DevFile, userId: string): Promise<string> {
  return new SignJWT()
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(userId)
    .setAudience(dev.appKey)
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(dev.userTokenSecret))
}

function createStepLogger(title: string): (what: string, result: string) => void {
  console.log(`\n${title}`)
  let last = performance.now()
  return (what, result) => {
    const now = performance.now()
    console.log(`  ${(now - last).toFixed(1).padStart(7)} ms  ${what.padEnd(16)} ${result}`)
    last = now
  }
}

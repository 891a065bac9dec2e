import { SignJWT } from 'jose'
import { randomUUID } from 'node:crypto'
import type { DevFile } from './data-dir.ts'
import { askGraphql, subscribeGraphql, type EmulatorPurchase } from './demo-client.ts'

export const demoStores = ['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE', 'TEST_STORE'] as const
export type DemoStore = (typeof demoStores)[number]

export type Purchase = { id: string; accountToken: string; storeProductId: string }
export type Payment = {
  id: string
  purchaseToken: string
  price: { amount: string; currencyCode: string } | null
}
export type Problem = { code: string; message: string } | null

/** A player of its own before one store, with what the app and its game server show of themselves. */
export type Stage = {
  readonly dev: DevFile
  readonly store: DemoStore
  readonly step: (what: string, result: string) => void
  /** The headers of the app, and of its game server. */
  readonly app: { readonly 'x-app-key': string; readonly authorization: string }
  readonly gameServer: { readonly authorization: string }
}

export async function enter(dev: DevFile, store: DemoStore, title: string = store): Promise<Stage> {
  const step = createStepPrinter(title)
  const userId = `player-${randomUUID().slice(0, 8)}`
  const app = { 'x-app-key': dev.appKey, authorization: `Bearer ${await signUserToken(dev, userId)}` }
  await ask(dev, app, 'mutation { registerUser(input: {}) { user { id } problem { code message } } }')
  step('registerUser', `the app names its user ${userId}`)
  return { dev, store, step, app, gameServer: { authorization: `Bearer ${dev.serverKey}` } }
}

export async function reserve({ dev, app, store, step }: Stage): Promise<Purchase> {
  const { purchase } = await ask<{ purchase: Purchase }>(
    dev,
    app,
    `mutation ($store: Store!) { requestPurchase(input: { itemId: "coins_100", store: $store }) {
       purchase { id accountToken storeProductId } problem { code message } } }`,
    { store },
  )
  step('requestPurchase', `reserved ${purchase.id} for ${purchase.storeProductId}`)
  return purchase
}

/** What the waiting app is told from now on, up to the end of the purchase. */
export function watch({ dev, app }: Stage, { id }: Purchase): Promise<string[]> {
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

const verifyText = `mutation ($purchaseId: ID!, $receipt: ReceiptInput!) {
  verifyPurchase(input: { purchaseId: $purchaseId, receipt: $receipt }) {
    payment { id purchaseToken price { amount currencyCode } } problem { code message } } }`

type Verified = { payment: Payment | null; problem: Problem }

/** The answer as it comes, with its problem if there is one. */
export function tryVerify({ dev, app }: Stage, { id }: Purchase, { receipt }: EmulatorPurchase) {
  return askGraphql<Verified>(dev.graphqlUrl, app, verifyText, { purchaseId: id, receipt })
}

export async function verify(stage: Stage, purchase: Purchase, bought: EmulatorPurchase): Promise<Payment> {
  const { payment, problem } = await tryVerify(stage, purchase, bought)
  if (payment === null) throw new Error(`${problem?.code ?? ''}: ${problem?.message ?? ''}`)
  const { price } = payment
  const told = price === null ? 'the store tells no price' : `${price.amount} ${price.currencyCode}`
  stage.step('verifyPurchase', `${payment.id}, ${told}`)
  return payment
}

export async function complete({ dev, gameServer, step }: Stage, { id }: Payment): Promise<void> {
  await ask(
    dev,
    gameServer,
    'mutation ($id: ID!) { completePayment(input: { paymentId: $id }) { payment { status } problem { code message } } }',
    { id },
  )
  step('completePayment', 'the item is delivered')
}

/** One mutation that has to succeed. */
export async function ask<Payload>(
  dev: DevFile,
  headers: Record<string, string>,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Payload> {
  const payload = await askGraphql<Payload & { problem: Problem }>(dev.graphqlUrl, headers, query, variables)
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

function createStepPrinter(title: string): (what: string, result: string) => void {
  console.log(`\n${title}`)
  let last = performance.now()
  return (what, result) => {
    const now = performance.now()
    console.log(`  ${(now - last).toFixed(1).padStart(7)} ms  ${what.padEnd(16)} ${result}`)
    last = now
  }
}

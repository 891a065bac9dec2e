import { SignJWT } from 'jose'
import { randomUUID } from 'node:crypto'
import type { DevFile } from './data-dir.ts'
import { askGraphql, buyInEmulator, subscribeGraphql } from './demo-client.ts'

export const demoStores = ['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE', 'TEST_STORE'] as const

type Purchase = { id: string; accountToken: string; storeProductId: string }
type Payment = { id: string; purchaseToken: string; price: { amount: string; currencyCode: string } | null }
type Problem = { code: string; message: string } | null

/** One purchase from reservation to delivery, as an app and its game server would make it. */
export async function playPurchase(dev: DevFile, store: (typeof demoStores)[number]): Promise<void> {
  const stage = await enter(dev, store)
  const purchase = await reserve(stage)
  const watch = subscribeGraphql<{ purchaseUpdated: { status: string; payment: { status: string } | null } }>(
    dev.webSocketUrl,
    { appKey: dev.appKey, authorization: stage.app.authorization },
    'subscription ($id: ID!) { purchaseUpdated(id: $id) { status payment { status } } }',
    { id: purchase.id },
  )
  const seen: string[] = []
  const watching = (async () => {
    for await (const { purchaseUpdated } of watch)
      seen.push(purchaseUpdated.payment?.status ?? purchaseUpdated.status)
  })()
  const payment = await payAndVerify(stage, purchase)
  await consume(stage, payment)
  await ask(
    dev,
    stage.gameServer,
    'mutation ($id: ID!) { completePayment(input: { paymentId: $id }) { payment { status } problem { code message } } }',
    { id: payment.id },
  )
  stage.step('completePayment', 'the item is delivered')
  await watching
  stage.step('purchaseUpdated', `the waiting app was told, up to ${seen.at(-1) ?? 'nothing'}`)
}

type Stage = {
  readonly dev: DevFile
  readonly store: string
  readonly step: (what: string, result: string) => void
  /** The headers of the app, and of its game server. */
  readonly app: { readonly 'x-app-key': string; readonly authorization: string }
  readonly gameServer: { readonly authorization: string }
}

async function enter(dev: DevFile, store: string): Promise<Stage> {
  const step = createStepPrinter(store)
  const userId = `player-${randomUUID().slice(0, 8)}`
  const app = { 'x-app-key': dev.appKey, authorization: `Bearer ${await signUserToken(dev, userId)}` }
  await ask(dev, app, 'mutation { registerUser(input: {}) { user { id } problem { code message } } }')
  step('registerUser', `the app names its user ${userId}`)
  return { dev, store, step, app, gameServer: { authorization: `Bearer ${dev.serverKey}` } }
}

async function reserve({ dev, app, store, step }: Stage): Promise<Purchase> {
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

async function payAndVerify({ dev, app, store, step }: Stage, purchase: Purchase): Promise<Payment> {
  const { receipt } = await buyInEmulator(dev.emulatorUrl, {
    store,
    productId: purchase.storeProductId,
    accountToken: purchase.accountToken,
    outcome: 'PAID',
  })
  step('the store', 'takes the money and gives the app a receipt')
  const { payment } = await ask<{ payment: Payment }>(
    dev,
    app,
    `mutation ($purchaseId: ID!, $receipt: ReceiptInput!) {
       verifyPurchase(input: { purchaseId: $purchaseId, receipt: $receipt }) {
         payment { id purchaseToken price { amount currencyCode } } problem { code message } } }`,
    { purchaseId: purchase.id, receipt },
  )
  const price =
    payment.price === null
      ? 'the store tells no price'
      : `${payment.price.amount} ${payment.price.currencyCode}`
  step('verifyPurchase', `${payment.id}, ${price}`)
  return payment
}

/** Three calls: the one that counts, the same one again, and somebody else's. */
async function consume({ dev, gameServer, step }: Stage, payment: Payment): Promise<void> {
  const input = { paymentId: payment.id, purchaseToken: payment.purchaseToken, idempotencyKey: randomUUID() }
  const mutation = `mutation ($input: ConsumePaymentInput!) { consumePayment(input: $input) {
    consume { id } replayed problem { code message } } }`
  type Answer = { consume: { id: string }; replayed: boolean }
  const first = await ask<Answer>(dev, gameServer, mutation, { input })
  step('consumePayment', `the game server uses it up: ${first.consume.id}`)
  const again = await ask<Answer>(dev, gameServer, mutation, { input })
  const isSame = again.replayed && again.consume.id === first.consume.id
  step('the same call', isSame ? 'is answered with the same consume' : 'GOT ANOTHER CONSUME')
  const other = { input: { ...input, idempotencyKey: randomUUID() } }
  const refused = await askGraphql<{ problem: Problem }>(dev.graphqlUrl, gameServer, mutation, other)
  step('another call', `is refused: ${refused.problem?.code ?? 'NOT REFUSED'}`)
}

async function ask<Payload>(
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

function createStepPrinter(store: string): (what: string, result: string) => void {
  console.log(`\n${store}`)
  let last = performance.now()
  return (what, result) => {
    const now = performance.now()
    console.log(`  ${(now - last).toFixed(1).padStart(7)} ms  ${what.padEnd(16)} ${result}`)
    last = now
  }
}

import { randomUUID } from 'node:crypto'
import type { DevFile } from './data-dir.ts'
import { askGraphql, buyInEmulator } from './demo-client.ts'
import { ask, complete, enter, reserve, verify, watch } from './demo-stage.ts'
import type { DemoStore, Payment, Problem, Stage } from './demo-stage.ts'

/** One purchase from reservation to delivery, as an app and its game server would make it. */
export async function playPurchase(dev: DevFile, store: DemoStore): Promise<void> {
  const stage = await enter(dev, store)
  const purchase = await reserve(stage)
  const watching = watch(stage, purchase)
  const { storeProductId: productId, accountToken } = purchase
  const bought = await buyInEmulator(dev.emulatorUrl, { store, productId, accountToken, outcome: 'PAID' })
  stage.step('the store', 'takes the money and gives the app a receipt')
  const payment = await verify(stage, purchase, bought)
  await consume(stage, payment)
  await complete(stage, payment)
  const seen = await watching
  stage.step('purchaseUpdated', `the waiting app was told, up to ${seen.at(-1) ?? 'nothing'}`)
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

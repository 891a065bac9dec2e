import { randomUUID } from 'node:crypto'
import type { DevFile } from './data-dir.ts'
import { executeGraphql, createEmulatorPurchase } from './demo-client.ts'
import {
  executeMutation,
  completePayment,
  createDemoSession,
  requestPurchase,
  verifyPurchase,
  collectPurchaseStatuses,
} from './demo-session.ts'
import type { DemoStore, DemoPayment, Problem, DemoSession } from './demo-session.ts'

/** One purchase from reservation to delivery, as an app and its game server would make it. */
export async function runPurchaseDemo(dev: DevFile, store: DemoStore): Promise<void> {
  const session = await createDemoSession(dev, store)
  const purchase = await requestPurchase(session)
  const statusesPromise = collectPurchaseStatuses(session, purchase)
  const { storeProductId: productId, accountToken } = purchase
  const bought = await createEmulatorPurchase(dev.emulatorUrl, {
    store,
    productId,
    accountToken,
    outcome: 'PAID',
  })
  session.logStep('the store', 'charges the customer and issues a receipt')
  const payment = await verifyPurchase(session, purchase, bought)
  await consumePayment(session, payment)
  await completePayment(session, payment)
  const statuses = await statusesPromise
  session.logStep('purchaseUpdated', `last status received by the app: ${statuses.at(-1) ?? 'nothing'}`)
}

/** Three calls: the one that counts, the same one again, and somebody else's. */
async function consumePayment(
  { dev, gameServer, logStep }: DemoSession,
  payment: DemoPayment,
): Promise<void> {
  const input = { paymentId: payment.id, purchaseToken: payment.purchaseToken, idempotencyKey: randomUUID() }
  const mutation = `mutation ($input: ConsumePaymentInput!) { consumePayment(input: $input) {
    consume { id } replayed problem { code message } } }`
  type Answer = { consume: { id: string }; replayed: boolean }
  const first = await executeMutation<Answer>(dev, gameServer, mutation, { input })
  logStep('consumePayment', `consumed by the game server: ${first.consume.id}`)
  const again = await executeMutation<Answer>(dev, gameServer, mutation, { input })
  const isSame = again.replayed && again.consume.id === first.consume.id
  logStep('the same call', isSame ? 'returns the same consume' : 'GOT ANOTHER CONSUME')
  const other = { input: { ...input, idempotencyKey: randomUUID() } }
  const rejected = await executeGraphql<{ problem: Problem }>(dev.graphqlUrl, gameServer, mutation, other)
  logStep('another call', `is rejected: ${rejected.problem?.code ?? 'NOT REJECTED'}`)
}

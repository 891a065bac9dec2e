import { randomUUID } from 'node:crypto'
import type { DevFile } from './data-dir.ts'
import { createEmulatorPurchase } from './demo-client.ts'
import {
  collectPurchaseStatuses,
  completePayment,
  consumePayment,
  createDemoSession,
  requestPurchase,
  tryConsumePayment,
  verifyPurchase,
} from './demo-session.ts'
import type { DemoPayment, DemoSession, DemoStore } from './demo-session.ts'

/** One purchase from the request to the delivery, as an app and its game server make it. */
export async function runPurchaseDemo(dev: DevFile, store: DemoStore): Promise<void> {
  const session = await createDemoSession(dev, store, 'a purchase from request to delivery')
  const purchase = await requestPurchase(session)
  const statusesPromise = collectPurchaseStatuses(session, purchase)
  const { storeProductId: productId, accountToken } = purchase
  const emulatorPurchase = await createEmulatorPurchase(dev.emulatorUrl, {
    store,
    productId,
    accountToken,
    outcome: 'PAID',
  })
  session.logStep('The store charges the customer and issues a receipt.')
  const payment = await verifyPurchase(session, purchase, emulatorPurchase)
  await consumeThreeTimes(session, payment)
  await completePayment(session, payment)
  const lastStatus = (await statusesPromise).at(-1)
  session.logStep(`purchaseUpdated sends the last status ${lastStatus ?? 'NONE'} to the app.`)
}

/** Consumes the payment, retries with the same idempotency key, and then tries to consume it a second time. */
async function consumeThreeTimes(session: DemoSession, payment: DemoPayment): Promise<void> {
  const { logStep } = session
  const idempotencyKey = randomUUID()
  const consumeId = await consumePayment(session, payment, idempotencyKey)
  const retried = await tryConsumePayment(session, payment, idempotencyKey)
  if (!retried.replayed || retried.consume?.id !== consumeId) {
    throw new Error('the retry with the same idempotency key returned another consume')
  }
  logStep('A retry with the same idempotency key returns the same consume.')
  const { problem } = await tryConsumePayment(session, payment)
  if (problem === null) throw new Error('the payment was consumed twice')
  logStep(`A second consume is rejected: ${problem.code}.`)
}

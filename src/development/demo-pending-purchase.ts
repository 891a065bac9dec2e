import type { DevFile } from './data-dir.ts'
import { createEmulatorPurchase, callEmulator } from './demo-client.ts'
import {
  executeMutation,
  completePayment,
  createDemoSession,
  requestPurchase,
  tryVerifyPurchase,
  verifyPurchase,
  collectPurchaseStatuses,
} from './demo-session.ts'
import type { DemoPayment, DemoSession } from './demo-session.ts'

const store = 'GOOGLE_PLAY'
const oneDayMs = 24 * 60 * 60 * 1_000

/** A purchase that is paid in cash a day after it was made. The day passes in the emulator only. */
export async function runPendingPurchaseDemo(dev: DevFile): Promise<void> {
  const session = await createDemoSession(dev, store, `${store}, paid in cash a day later`)
  const { logStep } = session
  const purchase = await requestPurchase(session)
  const statusesPromise = collectPurchaseStatuses(session, purchase)
  const { storeProductId: productId, accountToken } = purchase
  const bought = await createEmulatorPurchase(dev.emulatorUrl, {
    store,
    productId,
    accountToken,
    outcome: 'PENDING',
  })
  logStep('the store', 'issues a receipt for a pending payment')
  const early = await tryVerifyPurchase(session, purchase, bought)
  logStep('verifyPurchase', `not yet: ${early.problem?.code ?? 'GOT A PAYMENT'}`)
  await callEmulator(dev.emulatorUrl, 'clock', { advanceMs: oneDayMs })
  await callEmulator(dev.emulatorUrl, `purchases/${bought.id}/complete`)
  logStep('a day later', 'the player has paid at the counter')
  const payment = await verifyPurchase(session, purchase, bought)
  await consumePayment(session, payment)
  await completePayment(session, payment)
  logStep(
    'purchaseUpdated',
    `statuses received by the app: ${[...new Set(await statusesPromise)].join(', then ')}`,
  )
}

async function consumePayment(
  { dev, gameServer, logStep }: DemoSession,
  { id, purchaseToken }: DemoPayment,
): Promise<void> {
  const { consume: consumed } = await executeMutation<{ consume: { id: string } }>(
    dev,
    gameServer,
    `mutation ($input: ConsumePaymentInput!) { consumePayment(input: $input) {
      consume { id } problem { code message } } }`,
    { input: { paymentId: id, purchaseToken } },
  )
  logStep('consumePayment', `consumed by the game server: ${consumed.id}`)
}

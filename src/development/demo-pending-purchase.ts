import type { DevFile } from './data-dir.ts'
import { callEmulator, createEmulatorPurchase } from './demo-client.ts'
import {
  collectPurchaseStatuses,
  completePayment,
  consumePayment,
  createDemoSession,
  requestPurchase,
  tryVerifyPurchase,
  verifyPurchase,
} from './demo-session.ts'

const store = 'GOOGLE_PLAY'
const dayMs = 24 * 60 * 60 * 1_000

/** A purchase that is paid in cash a day later. Only the virtual clock of the emulator advances. */
export async function runPendingPurchaseDemo(dev: DevFile): Promise<void> {
  const session = await createDemoSession(dev, store, 'a purchase that is paid in cash a day later')
  const { logStep } = session
  const purchase = await requestPurchase(session)
  const statusesPromise = collectPurchaseStatuses(session, purchase)
  const { storeProductId: productId, accountToken } = purchase
  const emulatorPurchase = await createEmulatorPurchase(dev.emulatorUrl, {
    store,
    productId,
    accountToken,
    outcome: 'PENDING',
  })
  logStep('The store issues a receipt for a pending payment.')
  const { problem } = await tryVerifyPurchase(session, purchase, emulatorPurchase)
  if (problem === null) throw new Error('the pending payment was accepted')
  logStep(`verifyPurchase is rejected: ${problem.code}.`)
  await callEmulator(dev.emulatorUrl, 'clock', { advanceMs: dayMs })
  await callEmulator(dev.emulatorUrl, `purchases/${emulatorPurchase.id}/complete`)
  logStep('The customer pays in cash a day later.')
  const payment = await verifyPurchase(session, purchase, emulatorPurchase)
  await consumePayment(session, payment)
  await completePayment(session, payment)
  const statuses = [...new Set(await statusesPromise)]
  logStep(`purchaseUpdated sends the statuses ${statuses.join(', ')} to the app.`)
}

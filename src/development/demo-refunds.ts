import { setTimeout as delay } from 'node:timers/promises'
import type { DevFile } from './data-dir.ts'
import { executeGraphql, createEmulatorPurchase, callEmulator, type EmulatorPurchase } from './demo-client.ts'
import {
  consumePayment,
  createDemoSession,
  executeMutation,
  requestPurchase,
  tryConsumePayment,
  type DemoPurchase,
  type DemoSession,
} from './demo-session.ts'

const hourMs = 60 * 60_000
const maxWaitMs = 30_000

/** Refunds and other changes that a store makes without the app. Time passes on the virtual clock of the emulator. */
export async function runRefundsDemo(dev: DevFile): Promise<void> {
  await runAbandonedPurchase(dev)
  await runRefundReversal(dev)
  await runPartialRefund(dev)
  await runUnconsumedRefund(dev)
  await runAcknowledgementDeadline(dev)
  await runLostNotification(dev)
}

async function runAbandonedPurchase(dev: DevFile): Promise<void> {
  const scenario = 'the app exits after the payment, and the store refunds it later'
  const session = await createDemoSession(dev, 'GOOGLE_PLAY', scenario)
  const { payment, storePurchaseId } = await payWithoutVerifying(session)
  await consumePayment(session, payment)
  await waitForPayment(session, payment, ({ acknowledgement }) => acknowledgement.status === 'ACKNOWLEDGED')
  session.logStep('A background job acknowledges the payment at the store.')
  await callEmulator(dev.emulatorUrl, `purchases/${storePurchaseId}/refund`)
  const { events } = await waitForStatus(session, payment, 'REFUNDED', 'The store refunds the customer')
  const { type = 'NONE', previousStatus = null } = events.at(-1) ?? {}
  session.logStep(`The game server receives ${type} with the previous status ${previousStatus ?? 'NONE'}.`)
}

async function runRefundReversal(dev: DevFile): Promise<void> {
  const session = await createDemoSession(dev, 'APP_STORE', 'a refund and its reversal')
  const { payment, storePurchaseId } = await payWithoutVerifying(session)
  await consumePayment(session, payment)
  await callEmulator(dev.emulatorUrl, `purchases/${storePurchaseId}/refund`)
  await waitForStatus(session, payment, 'REFUNDED', 'The store refunds the customer')
  await callEmulator(dev.emulatorUrl, `purchases/${storePurchaseId}/reverse-refund`)
  await waitForStatus(session, payment, 'CONSUMED', 'The store reverses the refund')
}

async function runPartialRefund(dev: DevFile): Promise<void> {
  const session = await createDemoSession(dev, 'GOOGLE_PLAY', 'a partial refund of one unit of four')
  const { payment, storePurchaseId } = await payWithoutVerifying(session, { quantity: 4 })
  await callEmulator(dev.emulatorUrl, `purchases/${storePurchaseId}/refund`, { quantity: 1 })
  const { status, price, refund } = await waitForPayment(
    session,
    payment,
    (current) => current.refund !== null,
  )
  const { quantity = 0, amount = null } = refund ?? {}
  session.logStep(
    `The store refunds ${quantity} of 4 units: ${formatMoney(amount)} of the ${formatMoney(price)} that were paid for all 4.`,
  )
  session.logStep(`The payment stays ${status}.`)
}

async function runUnconsumedRefund(dev: DevFile): Promise<void> {
  const session = await createDemoSession(dev, 'ONE_STORE', 'a refund before the payment is consumed')
  const { payment, storePurchaseId } = await payWithoutVerifying(session)
  await callEmulator(dev.emulatorUrl, `purchases/${storePurchaseId}/refund`)
  await waitForStatus(session, payment, 'REFUNDED', 'The store refunds the customer')
  const { problem } = await tryConsumePayment(session, payment)
  if (problem === null) throw new Error('the refunded payment was consumed')
  session.logStep(`consumePayment is rejected: ${problem.code}.`)
}

async function runAcknowledgementDeadline(dev: DevFile): Promise<void> {
  const session = await createDemoSession(
    dev,
    'GOOGLE_PLAY',
    'a payment that is not consumed within three days',
  )
  const { payment } = await payWithoutVerifying(session)
  for (const [hours, event] of [
    [38, 'PAYMENT_ACKNOWLEDGEMENT_WARNING'],
    [30, 'PAYMENT_ACKNOWLEDGEMENT_CRITICAL'],
    [6, 'PAYMENT_REFUNDED'],
  ] as const) {
    await callEmulator(dev.emulatorUrl, 'clock', { advanceMs: hours * hourMs })
    await waitForPayment(session, payment, ({ events }) => events.some(({ type }) => type === event))
    session.logStep(`After ${hours} more hours the payment has the event ${event}.`)
  }
}

async function runLostNotification(dev: DevFile): Promise<void> {
  const session = await createDemoSession(dev, 'GOOGLE_PLAY', 'the notification of a refund is lost')
  const { payment, storePurchaseId } = await payWithoutVerifying(session)
  const fault = { store: 'GOOGLE_PLAY', endpoint: 'notification', times: 1, notification: { effect: 'DROP' } }
  await callEmulator(dev.emulatorUrl, 'faults', fault)
  await callEmulator(dev.emulatorUrl, `purchases/${storePurchaseId}/refund`)
  session.logStep('The store refunds the customer, and the notification is lost.')
  await callEmulator(dev.emulatorUrl, 'clock', { advanceMs: hourMs })
  await executeMutation(
    dev,
    session.gameServer,
    'mutation { startReconciliation(input: { store: GOOGLE_PLAY }) { problem { code message } } }',
  )
  await waitForPayment(session, payment, ({ status }) => status === 'REFUNDED')
  const { now } = await callEmulator<{ now: number }>(dev.emulatorUrl, 'clock', { advanceMs: 0 })
  const report = await executeGraphql<{ discrepancyCount: number; openCount: number }>(
    dev.graphqlUrl,
    session.gameServer,
    `query ($day: Date!) { reconciliationReport(day: $day, store: GOOGLE_PLAY) {
       checkedCount discrepancyCount resolvedCount openCount } }`,
    { day: new Date(now).toISOString().slice(0, 10) },
  )
  session.logStep('The reconciliation finds the refund in the records of the store.')
  session.logStep(
    `The report has a discrepancy count of ${report.discrepancyCount} and an open count of ${report.openCount}.`,
  )
}

type DemoMoney = { amount: string; currencyCode: string } | null

const formatMoney = (money: DemoMoney) =>
  money === null ? 'an unknown amount' : `${money.amount} ${money.currencyCode}`

type PaymentState = {
  id: string
  status: string
  purchaseToken: string | null
  price: DemoMoney
  refund: { quantity: number; amount: DemoMoney } | null
  acknowledgement: { status: string }
  events: { type: string; previousStatus: string | null }[]
}

const paymentFields = `id status purchaseToken price { amount currencyCode } refund { quantity amount { amount currencyCode } }
  acknowledgement { status } events { type previousStatus }`

/** The customer pays, and the app exits before it verifies the purchase; the store's notification records the payment. */
async function payWithoutVerifying(
  session: DemoSession,
  options: { quantity?: number } = {},
): Promise<{ payment: PaymentState; storePurchaseId: EmulatorPurchase['id'] }> {
  const { dev, store } = session
  const purchase = await requestPurchase(session)
  const { storeProductId: productId, accountToken } = purchase
  const input = { store, productId, accountToken, outcome: 'PAID', ...options } as const
  const { id } = await createEmulatorPurchase(dev.emulatorUrl, input)
  session.logStep('The store charges the customer, and the app exits before it verifies the purchase.')
  return { payment: await waitForNotification(session, purchase), storePurchaseId: id }
}

async function waitForNotification(session: DemoSession, { id }: DemoPurchase): Promise<PaymentState> {
  const query = `query ($id: ID!) { purchase(id: $id) { payment { ${paymentFields} } } }`
  const payment = await waitFor(async () => {
    const purchase = await executeQuery<{ payment: PaymentState | null }>(session, query, id)
    return purchase.payment
  })
  session.logStep(`The store's notification records the payment ${payment.id}, which is ${payment.status}.`)
  return payment
}

async function waitForStatus(
  session: DemoSession,
  payment: PaymentState,
  status: string,
  cause: string,
): Promise<PaymentState> {
  const current = await waitForPayment(session, payment, (candidate) => candidate.status === status)
  session.logStep(`${cause}, and the payment is ${status}.`)
  return current
}

function waitForPayment(
  session: DemoSession,
  { id }: PaymentState,
  matches: (payment: PaymentState) => boolean,
): Promise<PaymentState> {
  const query = `query ($id: ID!) { payment(id: $id) { ${paymentFields} } }`
  return waitFor(async () => {
    const payment = await executeQuery<PaymentState>(session, query, id)
    return matches(payment) ? payment : null
  })
}

function executeQuery<Result>({ dev, gameServer }: DemoSession, query: string, id: string): Promise<Result> {
  return executeGraphql<Result>(dev.graphqlUrl, gameServer, query, { id })
}

async function waitFor<Result>(poll: () => Promise<Result | null>): Promise<Result> {
  const deadline = performance.now() + maxWaitMs
  while (performance.now() < deadline) {
    const result = await poll()
    if (result !== null) return result
    await delay(20)
  }
  throw new Error('timed out waiting for the expected state')
}

import { setTimeout as delay } from 'node:timers/promises'
import type { DevFile } from './data-dir.ts'
import { executeGraphql, createEmulatorPurchase, callEmulator, type EmulatorPurchase } from './demo-client.ts'
import {
  executeMutation,
  createDemoSession,
  requestPurchase,
  type Problem,
  type DemoPurchase,
  type DemoSession,
} from './demo-session.ts'

const hourMs = 60 * 60_000

/** What stores do behind the back of an app, and what becomes of it here. Days pass in the emulator, and here with it. */
export async function runRefundsDemo(dev: DevFile): Promise<void> {
  await runAbandonedPurchase(dev)
  await runRefundReversal(dev)
  await runPartialRefund(dev)
  await runUnconsumedRefund(dev)
  await runAcknowledgementDeadline(dev)
  await runLostNotification(dev)
}

async function runAbandonedPurchase(dev: DevFile): Promise<void> {
  const stage = await createDemoSession(
    dev,
    'GOOGLE_PLAY',
    'GOOGLE_PLAY: the app dies after paying, and later the store refunds',
  )
  const { purchase, bought } = await payWithoutVerifying(stage)
  const payment = await logPaid(stage, purchase)
  await consumePayment(stage, payment)
  await waitForPayment(stage, payment, ({ acknowledgement }) => acknowledgement.status === 'ACKNOWLEDGED')
  stage.logStep('the store', 'acknowledged by a background job')
  await callEmulator(dev.emulatorUrl, `purchases/${bought.id}/refund`)
  await logStatus(stage, payment, 'REFUNDED', 'refunds the customer')
  await logLastEvent(stage, payment)
}

async function runRefundReversal(dev: DevFile): Promise<void> {
  const stage = await createDemoSession(dev, 'APP_STORE', 'APP_STORE: a refund, and its reversal')
  const { purchase, bought } = await payWithoutVerifying(stage)
  const payment = await logPaid(stage, purchase)
  await consumePayment(stage, payment)
  await callEmulator(dev.emulatorUrl, `purchases/${bought.id}/refund`)
  await logStatus(stage, payment, 'REFUNDED', 'refunds the customer')
  await callEmulator(dev.emulatorUrl, `purchases/${bought.id}/reverse-refund`)
  await logStatus(stage, payment, 'CONSUMED', 'reverses the refund')
}

async function runPartialRefund(dev: DevFile): Promise<void> {
  const stage = await createDemoSession(dev, 'GOOGLE_PLAY', 'GOOGLE_PLAY: partial refund, one of three')
  const { purchase, bought } = await payWithoutVerifying(stage, { quantity: 3 })
  const payment = await logPaid(stage, purchase)
  await callEmulator(dev.emulatorUrl, `purchases/${bought.id}/refund`, { quantity: 1 })
  const after = await waitForPayment(stage, payment, ({ refund }) => refund !== null)
  const { quantity, amount } = after.refund ?? {}
  stage.logStep(
    'the store',
    `refunds ${quantity ?? 0} of 3 (${amount?.amount ?? '?'} ${amount?.currencyCode ?? ''})`,
  )
  stage.logStep('the payment', `stays ${after.status}`)
}

async function runUnconsumedRefund(dev: DevFile): Promise<void> {
  const stage = await createDemoSession(dev, 'ONE_STORE', 'ONE_STORE: refunded before anybody consumed')
  const { purchase, bought } = await payWithoutVerifying(stage)
  const payment = await logPaid(stage, purchase)
  await callEmulator(dev.emulatorUrl, `purchases/${bought.id}/refund`)
  await logStatus(stage, payment, 'REFUNDED', 'refunds the customer')
  const { problem } = await tryConsumePayment(stage, payment)
  stage.logStep('consumePayment', `is rejected: ${problem?.code ?? 'NOT REJECTED'}`)
}

async function runAcknowledgementDeadline(dev: DevFile): Promise<void> {
  const stage = await createDemoSession(dev, 'GOOGLE_PLAY', 'GOOGLE_PLAY: nobody consumes for three days')
  const { purchase } = await payWithoutVerifying(stage)
  const payment = await logPaid(stage, purchase)
  for (const [hours, event] of [
    [38, 'PAYMENT_ACKNOWLEDGEMENT_WARNING'],
    [30, 'PAYMENT_ACKNOWLEDGEMENT_CRITICAL'],
    [6, 'PAYMENT_REFUNDED'],
  ] as const) {
    await callEmulator(dev.emulatorUrl, 'clock', { advanceMs: hours * hourMs })
    await waitForPayment(stage, payment, ({ events }) => events.some(({ type }) => type === event))
    stage.logStep(`${hours} hours later`, event)
  }
}

async function runLostNotification(dev: DevFile): Promise<void> {
  const stage = await createDemoSession(
    dev,
    'GOOGLE_PLAY',
    'GOOGLE_PLAY: the notification of a refund is lost',
  )
  const { purchase, bought } = await payWithoutVerifying(stage)
  const payment = await logPaid(stage, purchase)
  const fault = { store: 'GOOGLE_PLAY', endpoint: 'notification', times: 1, notification: { effect: 'DROP' } }
  await callEmulator(dev.emulatorUrl, 'faults', fault)
  await callEmulator(dev.emulatorUrl, `purchases/${bought.id}/refund`)
  stage.logStep('the store', 'refunds the customer; the notification is lost')
  await callEmulator(dev.emulatorUrl, 'clock', { advanceMs: hourMs })
  const start = 'mutation { startReconciliation(input: { store: GOOGLE_PLAY }) { problem { code message } } }'
  await executeMutation(dev, stage.gameServer, start)
  await waitForPayment(stage, payment, ({ status }) => status === 'REFUNDED')
  const now = await callEmulator<{ now: number }>(dev.emulatorUrl, 'clock', { advanceMs: 0 })
  const report = await executeGraphql<{ discrepancyCount: number; openCount: number }>(
    dev.graphqlUrl,
    stage.gameServer,
    `query ($day: Date!) { reconciliationReport(day: $day, store: GOOGLE_PLAY) {
       checkedCount discrepancyCount resolvedCount openCount } }`,
    { day: new Date(now.now).toISOString().slice(0, 10) },
  )
  stage.logStep(
    'reconciliation',
    `found it in the store's list: ${report.discrepancyCount} found, ${report.openCount} left`,
  )
}

type PaymentState = {
  id: string
  status: string
  purchaseToken: string | null
  refund: { quantity: number; amount: { amount: string; currencyCode: string } | null } | null
  acknowledgement: { status: string }
  events: { type: string; previousStatus: string | null }[]
}

const paymentFields = `id status purchaseToken refund { quantity amount { amount currencyCode } }
  acknowledgement { status } events { type previousStatus }`

/** The app reserves, the player pays, and the app is gone before it can tell anybody. */
async function payWithoutVerifying(
  stage: DemoSession,
  more: { quantity?: number } = {},
): Promise<{ purchase: DemoPurchase; bought: EmulatorPurchase }> {
  const { dev, store } = stage
  const purchase = await requestPurchase(stage)
  const { storeProductId: productId, accountToken } = purchase
  const bought = await createEmulatorPurchase(dev.emulatorUrl, {
    store,
    productId,
    accountToken,
    outcome: 'PAID',
    ...more,
  })
  stage.logStep('the store', 'charges the customer; the app exits before it verifies the purchase')
  return { purchase, bought }
}

async function logPaid(stage: DemoSession, { id }: DemoPurchase): Promise<PaymentState> {
  const text = `query ($id: ID!) { purchase(id: $id) { payment { ${paymentFields} } } }`
  const payment = await waitFor(async () => {
    const found = await executeQuery<{ payment: PaymentState | null }>(stage, text, id)
    return found.payment
  })
  stage.logStep('the notification', `recorded the payment: ${payment.id} is ${payment.status}`)
  return payment
}

async function logStatus(
  stage: DemoSession,
  payment: PaymentState,
  status: string,
  what: string,
): Promise<void> {
  await waitForPayment(stage, payment, (each) => each.status === status)
  stage.logStep('the store', `${what}; the payment is ${status}`)
}

async function logLastEvent(stage: DemoSession, { id }: PaymentState): Promise<void> {
  const { events } = await executeQuery<PaymentState>(
    stage,
    `query ($id: ID!) { payment(id: $id) { ${paymentFields} } }`,
    id,
  )
  const last = events.at(-1)
  stage.logStep(
    'the game server',
    `hears ${last?.type ?? 'NOTHING'}, before it ${last?.previousStatus ?? '?'}: claw back`,
  )
}

function waitForPayment(
  stage: DemoSession,
  { id }: PaymentState,
  matches: (payment: PaymentState) => boolean,
): Promise<PaymentState> {
  const text = `query ($id: ID!) { payment(id: $id) { ${paymentFields} } }`
  return waitFor(async () => {
    const payment = await executeQuery<PaymentState>(stage, text, id)
    return matches(payment) ? payment : null
  })
}

function executeQuery<Answer>({ dev, gameServer }: DemoSession, text: string, id: string): Promise<Answer> {
  return executeGraphql<Answer>(dev.graphqlUrl, gameServer, text, { id })
}

function tryConsumePayment({ dev, gameServer }: DemoSession, { id, purchaseToken }: PaymentState) {
  const text = `mutation ($input: ConsumePaymentInput!) { consumePayment(input: $input) {
    consume { id } problem { code message } } }`
  const variables = { input: { paymentId: id, purchaseToken } }
  return executeGraphql<{ consume: { id: string } | null; problem: Problem }>(
    dev.graphqlUrl,
    gameServer,
    text,
    variables,
  )
}

async function consumePayment(stage: DemoSession, payment: PaymentState): Promise<void> {
  const { consume: consumed, problem } = await tryConsumePayment(stage, payment)
  if (consumed === null) throw new Error(problem?.message ?? 'not consumed')
  stage.logStep('consumePayment', `consumed by the game server: ${consumed.id}`)
}

const maxWaitMs = 30_000

async function waitFor<T>(poll: () => Promise<T | null>): Promise<T> {
  const end = performance.now() + maxWaitMs
  while (performance.now() < end) {
    const result = await poll()
    if (result !== null) return result
    await delay(20)
  }
  throw new Error('Timed out waiting for the expected state.')
}

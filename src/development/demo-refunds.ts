import { setTimeout as delay } from 'node:timers/promises'
import type { DevFile } from './data-dir.ts'
import { askGraphql, buyInEmulator, controlEmulator, type EmulatorPurchase } from './demo-client.ts'
import { ask, enter, reserve, type Problem, type Purchase, type Stage } from './demo-stage.ts'

const hourMs = 60 * 60_000

/** What stores do behind the back of an app, and what becomes of it here. Days pass in the emulator, and here with it. */
export async function playRefunds(dev: DevFile): Promise<void> {
  await playLostApp(dev)
  await playReversal(dev)
  await playPartialRefund(dev)
  await playUnconsumedRefund(dev)
  await playDeadline(dev)
  await playLostMessage(dev)
}

async function playLostApp(dev: DevFile): Promise<void> {
  const stage = await enter(
    dev,
    'GOOGLE_PLAY',
    'GOOGLE_PLAY: the app dies after paying, and later the store refunds',
  )
  const { purchase, bought } = await payAndDie(stage)
  const payment = await showPaid(stage, purchase)
  await consume(stage, payment)
  await untilPayment(stage, payment, ({ acknowledgement }) => acknowledgement.status === 'ACKNOWLEDGED')
  stage.step('the store', 'was told by a job: consumed')
  await controlEmulator(dev.emulatorUrl, `purchases/${bought.id}/refund`)
  await showStatus(stage, payment, 'REFUNDED', 'gives the money back')
  await showLastEvent(stage, payment)
}

async function playReversal(dev: DevFile): Promise<void> {
  const stage = await enter(dev, 'APP_STORE', 'APP_STORE: a refund, and its reversal')
  const { purchase, bought } = await payAndDie(stage)
  const payment = await showPaid(stage, purchase)
  await consume(stage, payment)
  await controlEmulator(dev.emulatorUrl, `purchases/${bought.id}/refund`)
  await showStatus(stage, payment, 'REFUNDED', 'gives the money back')
  await controlEmulator(dev.emulatorUrl, `purchases/${bought.id}/reverse-refund`)
  await showStatus(stage, payment, 'CONSUMED', 'takes it again')
}

async function playPartialRefund(dev: DevFile): Promise<void> {
  const stage = await enter(dev, 'GOOGLE_PLAY', 'GOOGLE_PLAY: one of three comes back')
  const { purchase, bought } = await payAndDie(stage, { quantity: 3 })
  const payment = await showPaid(stage, purchase)
  await controlEmulator(dev.emulatorUrl, `purchases/${bought.id}/refund`, { quantity: 1 })
  const after = await untilPayment(stage, payment, ({ refund }) => refund !== null)
  const { quantity, amount } = after.refund ?? {}
  stage.step(
    'the store',
    `takes back ${quantity ?? 0} of 3 (${amount?.amount ?? '?'} ${amount?.currencyCode ?? ''})`,
  )
  stage.step('the payment', `stays ${after.status}`)
}

async function playUnconsumedRefund(dev: DevFile): Promise<void> {
  const stage = await enter(dev, 'ONE_STORE', 'ONE_STORE: refunded before anybody consumed')
  const { purchase, bought } = await payAndDie(stage)
  const payment = await showPaid(stage, purchase)
  await controlEmulator(dev.emulatorUrl, `purchases/${bought.id}/refund`)
  await showStatus(stage, payment, 'REFUNDED', 'gives the money back')
  const { problem } = await tryConsume(stage, payment)
  stage.step('consumePayment', `is refused: ${problem?.code ?? 'NOT REFUSED'}`)
}

async function playDeadline(dev: DevFile): Promise<void> {
  const stage = await enter(dev, 'GOOGLE_PLAY', 'GOOGLE_PLAY: nobody consumes for three days')
  const { purchase } = await payAndDie(stage)
  const payment = await showPaid(stage, purchase)
  for (const [hours, event] of [
    [38, 'PAYMENT_ACKNOWLEDGEMENT_WARNING'],
    [30, 'PAYMENT_ACKNOWLEDGEMENT_CRITICAL'],
    [6, 'PAYMENT_REFUNDED'],
  ] as const) {
    await controlEmulator(dev.emulatorUrl, 'clock', { advanceMs: hours * hourMs })
    await untilPayment(stage, payment, ({ events }) => events.some(({ type }) => type === event))
    stage.step(`${hours} hours later`, event)
  }
}

async function playLostMessage(dev: DevFile): Promise<void> {
  const stage = await enter(dev, 'GOOGLE_PLAY', 'GOOGLE_PLAY: the message of a refund is lost')
  const { purchase, bought } = await payAndDie(stage)
  const payment = await showPaid(stage, purchase)
  const fault = { store: 'GOOGLE_PLAY', endpoint: 'notification', times: 1, notification: { effect: 'DROP' } }
  await controlEmulator(dev.emulatorUrl, 'faults', fault)
  await controlEmulator(dev.emulatorUrl, `purchases/${bought.id}/refund`)
  stage.step('the store', 'gives the money back, and its message is lost')
  await controlEmulator(dev.emulatorUrl, 'clock', { advanceMs: hourMs })
  const start = 'mutation { startReconciliation(input: { store: GOOGLE_PLAY }) { problem { code message } } }'
  await ask(dev, stage.gameServer, start)
  await untilPayment(stage, payment, ({ status }) => status === 'REFUNDED')
  const now = await controlEmulator<{ now: number }>(dev.emulatorUrl, 'clock', { advanceMs: 0 })
  const report = await askGraphql<{ discrepancyCount: number; openCount: number }>(
    dev.graphqlUrl,
    stage.gameServer,
    `query ($day: Date!) { reconciliationReport(day: $day, store: GOOGLE_PLAY) {
       checkedCount discrepancyCount resolvedCount openCount } }`,
    { day: new Date(now.now).toISOString().slice(0, 10) },
  )
  stage.step(
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

const stateFields = `id status purchaseToken refund { quantity amount { amount currencyCode } }
  acknowledgement { status } events { type previousStatus }`

/** The app reserves, the player pays, and the app is gone before it can tell anybody. */
async function payAndDie(
  stage: Stage,
  more: { quantity?: number } = {},
): Promise<{ purchase: Purchase; bought: EmulatorPurchase }> {
  const { dev, store } = stage
  const purchase = await reserve(stage)
  const { storeProductId: productId, accountToken } = purchase
  const bought = await buyInEmulator(dev.emulatorUrl, {
    store,
    productId,
    accountToken,
    outcome: 'PAID',
    ...more,
  })
  stage.step('the store', 'takes the money; the app dies before it can say so')
  return { purchase, bought }
}

async function showPaid(stage: Stage, { id }: Purchase): Promise<PaymentState> {
  const text = `query ($id: ID!) { purchase(id: $id) { payment { ${stateFields} } } }`
  const payment = await until(async () => {
    const found = await query<{ payment: PaymentState | null }>(stage, text, id)
    return found.payment
  })
  stage.step('the notification', `is enough: ${payment.id} is ${payment.status}`)
  return payment
}

async function showStatus(stage: Stage, payment: PaymentState, status: string, what: string): Promise<void> {
  await untilPayment(stage, payment, (each) => each.status === status)
  stage.step('the store', `${what}; the payment is ${status}`)
}

async function showLastEvent(stage: Stage, { id }: PaymentState): Promise<void> {
  const { events } = await query<PaymentState>(
    stage,
    `query ($id: ID!) { payment(id: $id) { ${stateFields} } }`,
    id,
  )
  const last = events.at(-1)
  stage.step(
    'the game server',
    `hears ${last?.type ?? 'NOTHING'}, before it ${last?.previousStatus ?? '?'}: claw back`,
  )
}

function untilPayment(
  stage: Stage,
  { id }: PaymentState,
  is: (payment: PaymentState) => boolean,
): Promise<PaymentState> {
  const text = `query ($id: ID!) { payment(id: $id) { ${stateFields} } }`
  return until(async () => {
    const payment = await query<PaymentState>(stage, text, id)
    return is(payment) ? payment : null
  })
}

function query<Answer>({ dev, gameServer }: Stage, text: string, id: string): Promise<Answer> {
  return askGraphql<Answer>(dev.graphqlUrl, gameServer, text, { id })
}

function tryConsume({ dev, gameServer }: Stage, { id, purchaseToken }: PaymentState) {
  const text = `mutation ($input: ConsumePaymentInput!) { consumePayment(input: $input) {
    consume { id } problem { code message } } }`
  const variables = { input: { paymentId: id, purchaseToken } }
  return askGraphql<{ consume: { id: string } | null; problem: Problem }>(
    dev.graphqlUrl,
    gameServer,
    text,
    variables,
  )
}

async function consume(stage: Stage, payment: PaymentState): Promise<void> {
  const { consume: consumed, problem } = await tryConsume(stage, payment)
  if (consumed === null) throw new Error(problem?.message ?? 'not consumed')
  stage.step('consumePayment', `the game server uses it up: ${consumed.id}`)
}

const longestWaitMs = 30_000

async function until<T>(look: () => Promise<T | null>): Promise<T> {
  const end = performance.now() + longestWaitMs
  while (performance.now() < end) {
    const seen = await look()
    if (seen !== null) return seen
    await delay(20)
  }
  throw new Error('what should have happened did not')
}

import { setTimeout as delay } from 'node:timers/promises'
import type { DevFile } from './data-dir.ts'
import { callEmulator, executeGraphql } from './demo-client.ts'
import { createDemoSession, executeMutation, requestPurchase, type DemoSession } from './demo-session.ts'

const dayMs = 24 * 60 * 60_000
const maxWaitMs = 60_000
const itemId = 'vip_demo'

type SubscriptionState = {
  id: string
  status: string
  accessUntil: string | null
  willRenew: boolean
  payments: { nodes: { periodKind: string; periodPhase: string; price: { amount: string } | null }[] }
  events: { type: string; reason: string | null }[]
}

const subscriptionFields = `id status accessUntil willRenew payments { nodes { periodKind periodPhase price { amount } } }
  events { type reason }`

/** A month of a subscription after the other, with a trial, a declined card and a cancellation. Time passes on the virtual clock. */
export async function runSubscriptionDemo(dev: DevFile): Promise<void> {
  const session = await createDemoSession(dev, 'GOOGLE_PLAY', 'a subscription from its trial to its end')
  await createItem(session)
  const { atStore, subscription } = await subscribe(session)
  const sentence = 'The trial ends, and the store charges the first month'
  await passTime(session, subscription.id, { days: 8, reason: 'CONVERTED', sentence })
  await callEmulator(dev.emulatorUrl, `subscriptions/${atStore.id}/decline-payments`)
  const inGrace = await passUntil(session, 31, subscription.id, ({ status }) => status === 'IN_GRACE_PERIOD')
  session.logStep(`The card is declined: the subscription is ${inGrace.status}, and the access lasts.`)
  await callEmulator(dev.emulatorUrl, `subscriptions/${atStore.id}/accept-payments`)
  await passTime(session, subscription.id, { days: 1, reason: 'GRACE', sentence: 'The customer pays late' })
  await extendAndCancel(session, subscription.id)
  const ended = await passUntil(session, 45, subscription.id, ({ status }) => status === 'EXPIRED')
  const { periodKind = '', price = null } = ended.payments.nodes[0] ?? {}
  session.logStep(
    `It ends with ${ended.payments.nodes.length} payments, the last a ${periodKind} of ${price?.amount ?? 'an unknown amount'}.`,
  )
  session.logStep(`Its events: ${ended.events.map(describeEvent).join(', ')}.`)
}

const describeEvent = ({ type, reason }: SubscriptionState['events'][number]) =>
  reason === null ? type : `${type} (${reason})`

async function createItem({ dev, gameServer, logStep }: DemoSession): Promise<void> {
  const storeProducts = [{ store: 'GOOGLE_PLAY', productId: `com.example.arcade.${itemId}` }]
  const input = { itemId, name: 'VIP', type: 'AUTO_RENEWABLE', storeProducts }
  await executeMutation(
    dev,
    gameServer,
    'mutation ($input: UpsertItemInput!) { upsertItem(input: $input) { item { id } problem { code message } } }',
    { input },
  )
  logStep(`upsertItem creates the subscription ${itemId}.`)
}

type AtStore = { id: string; receipt: object }

async function subscribe(session: DemoSession) {
  const { dev, app, store, logStep } = session
  const purchase = await requestPurchase(session, itemId)
  const offers = [{ kind: 'TRIAL', period: 'P1W' }]
  const { storeProductId: productId, accountToken } = purchase
  const order = { store, productId, accountToken, offers, graceDays: 7 }
  const atStore = await callEmulator<AtStore>(dev.emulatorUrl, 'subscriptions', order)
  const { payment } = await executeMutation<{ payment: { subscription: { id: string } } }>(
    dev,
    app,
    `mutation ($input: VerifyPurchaseInput!) { verifyPurchase(input: $input) {
       payment { subscription { id } } problem { code message } } }`,
    { input: { purchaseId: purchase.id, receipt: atStore.receipt } },
  )
  logStep(`verifyPurchase records the subscription ${payment.subscription.id} with a free trial of a week.`)
  return { atStore, subscription: payment.subscription }
}

async function extendAndCancel(
  { dev, gameServer, logStep }: DemoSession,
  subscriptionId: string,
): Promise<void> {
  const act = (name: string, type: string, input: object) =>
    executeMutation<{ subscription: SubscriptionState }>(
      dev,
      gameServer,
      `mutation ($input: ${type}!) { ${name}(input: $input) { subscription { ${subscriptionFields} } problem { code message } } }`,
      { input: { subscriptionId, reason: 'demo', ...input } },
    )
  const extended = await act('extendSubscription', 'ExtendSubscriptionInput', {
    days: 3,
    idempotencyKey: subscriptionId,
  })
  logStep(
    `extendSubscription gives three days: the access lasts until ${extended.subscription.accessUntil ?? 'never'}.`,
  )
  const canceled = await act('cancelSubscription', 'CancelSubscriptionInput', {})
  logStep(
    `cancelSubscription turns the renewal off: ${canceled.subscription.status}, willRenew ${String(canceled.subscription.willRenew)}.`,
  )
}

async function passTime(
  session: DemoSession,
  id: string,
  { days, reason, sentence }: { readonly days: number; readonly reason: string; readonly sentence: string },
): Promise<void> {
  const { payments } = await passUntil(session, days, id, ({ events }) =>
    events.some((event) => event.type === 'SUBSCRIPTION_RENEWED' && event.reason === reason),
  )
  session.logStep(`${sentence}: SUBSCRIPTION_RENEWED (${reason}), ${payments.nodes.length} payments.`)
}

/** Advances the virtual clock by some days, and waits for what the notifications of the store change. */
async function passUntil(
  { dev, gameServer }: DemoSession,
  days: number,
  id: string,
  matches: (subscription: SubscriptionState) => boolean,
): Promise<SubscriptionState> {
  await callEmulator(dev.emulatorUrl, 'clock', { advanceMs: days * dayMs })
  const query = `query ($id: ID!) { subscription(id: $id) { ${subscriptionFields} } }`
  const deadline = performance.now() + maxWaitMs
  while (performance.now() < deadline) {
    const subscription = await executeGraphql<SubscriptionState>(dev.graphqlUrl, gameServer, query, { id })
    if (matches(subscription)) return subscription
    await delay(20)
  }
  throw new Error('timed out waiting for the expected state')
}

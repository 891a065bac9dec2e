import type { Sql } from 'postgres'
import { control, type EmulatorAddress } from '../support/emulator-control.ts'
import type { Buyer } from '../support/purchase-client.ts'
import { createBuyer } from '../support/purchase-client.ts'
import { dayMs, hourMs } from '../support/time.ts'
import {
  act,
  expect,
  passTime,
  readChains,
  readPeriods,
  subscribe,
  subscriptionTest as test,
  verify,
  type StoreSubscription,
  type SubscriptionOptions,
} from './subscription-fixture.ts'

/** What the stores do with the notifications. Whatever it is, a scenario ends the same. */
const deliveries = ['DELIVER', 'DROP', 'DUPLICATE'] as const

type ScenarioContext = {
  readonly emulator: EmulatorAddress
  readonly atStore: StoreSubscription
  /** Lets the time pass, with the schedule of the server. */
  readonly pass: (ms: number) => Promise<void>
}

type Scenario = {
  readonly title: string
  readonly options: SubscriptionOptions
  readonly happen: (context: ScenarioContext) => Promise<void>
  readonly chains: readonly object[]
  /** Kind, phase and status of each payment, oldest period first. */
  readonly periods: readonly string[]
}

const courses: readonly Scenario[] = [
  {
    title: 'Scenario 3: a renewal that is charged 40 hours early',
    options: { chargesEarlyHours: 40 },
    happen: ({ pass }) => pass(33 * dayMs),
    chains: [{ status: 'ACTIVE', will_renew: true }],
    periods: ['INITIAL NORMAL COMPLETED', 'RENEWAL NORMAL COMPLETED'],
  },
  {
    title: 'Scenario 5: a renewal that is paid during the hold',
    options: { graceDays: 3 },
    happen: async ({ emulator, atStore, pass }) => {
      await act(emulator, atStore.id, 'decline-payments')
      await pass(50 * dayMs)
      await act(emulator, atStore.id, 'accept-payments')
      await pass(2 * dayMs)
    },
    chains: [{ status: 'ACTIVE', will_renew: true }],
    periods: ['INITIAL NORMAL COMPLETED', 'RECOVERY NORMAL COMPLETED'],
  },
  {
    title: 'Scenario 6: a hold that runs out',
    options: { graceDays: 3, holdDays: 20 },
    happen: async ({ emulator, atStore, pass }) => {
      await act(emulator, atStore.id, 'decline-payments')
      await pass(70 * dayMs)
    },
    chains: [{ status: 'EXPIRED', will_renew: false, cancel_reason: 'BILLING' }],
    periods: ['INITIAL NORMAL COMPLETED'],
  },
  {
    title: 'A subscription that the customer cancels',
    options: {},
    happen: async ({ emulator, atStore, pass }) => {
      await act(emulator, atStore.id, 'cancel')
      await pass(33 * dayMs)
    },
    chains: [{ status: 'EXPIRED', will_renew: false, cancel_reason: 'USER' }],
    periods: ['INITIAL NORMAL COMPLETED'],
  },
  {
    title: 'Scenario 24: a monthly coin pack, which is consumed once for each period',
    options: { itemId: 'monthly_coins' },
    happen: ({ pass }) => pass(62 * dayMs),
    chains: [{ status: 'ACTIVE', will_renew: true }],
    periods: ['INITIAL NORMAL PAID', 'RENEWAL NORMAL PAID', 'RENEWAL NORMAL PAID'],
  },
]

const cases = courses.flatMap((course) => deliveries.map((delivery) => ({ ...course, delivery })))

test.for(cases)(
  '$title ends the same when its notifications are treated as $delivery',
  async (
    { options, happen, chains, periods, delivery },
    { server, admin, services, sql, notifications, emulator, faults, sold: _ },
  ) => {
    await admin.mutate('updateAppKey', { acknowledgeOn: 'PAID' })
    const buyer = await createBuyer(server)
    const { purchase, atStore } = await subscribe(buyer, options)
    const verified = await verify(buyer, atStore, purchase.id)
    expect(verified).toMatchObject({ problem: null, purchase: { id: purchase.id } })
    await notifications.waitForIdle()
    if (delivery !== 'DELIVER') {
      await faults.inject({
        store: 'GOOGLE_PLAY',
        endpoint: 'notification',
        notification: { effect: delivery },
      })
    }
    const pass = (ms: number) => passTime({ notifications, services }, ms)
    await happen({ emulator, atStore, pass })
    await pass(7 * hourMs)
    await expectEnd({ sql, buyer }, { chains, periods })
  },
)

async function expectEnd(
  { sql, buyer }: { readonly sql: Sql; readonly buyer: Buyer },
  { chains, periods }: Pick<Scenario, 'chains' | 'periods'>,
): Promise<void> {
  const recorded = await readChains(sql, buyer)
  expect(recorded).toMatchObject(chains)
  const payments = await readPeriods(sql, recorded[0]?.id ?? '')
  const found = payments.map((each) => `${each.period_kind} ${each.period_phase} ${each.status}`)
  expect(found).toEqual(periods)
}

test('a subscription is shown with its lines, payments and events, to its user and to servers', async ({
  subscriber,
  admin,
  notifications,
}) => {
  const { purchase, atStore } = await subscribe(subscriber)
  const { payment } = await verify(subscriber, atStore, purchase.id)
  await notifications.waitForIdle()
  const fields = `id status willRenew accessUntil item { itemId } user { userId } isStale
    lines { storeProductId givesAccess } payments { nodes { status periodKind periodStartsAt periodEndsAt } }
    events { type reason } purchase { id payment { id } subscription { id } }`
  const own = await subscriber.client.query(
    'query ($id: ID!) { payment(id: $id) { user { subscriptions { id } } } }',
    { id: payment?.id ?? '' },
  )
  const [listed] = own.payment?.user.subscriptions ?? []
  // A list of up to 100 subscriptions with all of this would cost more than one operation may.
  const { subscription: shown } = await subscriber.client.query(
    `query ($id: ID!) { subscription(id: $id) { ${fields} } }`,
    { id: listed?.id ?? '' },
  )
  expect(shown).toMatchObject({
    status: 'ACTIVE',
    willRenew: true,
    item: { itemId: 'vip' },
    user: { userId: subscriber.userId },
    isStale: false,
    lines: [{ givesAccess: true }],
    payments: { nodes: [{ status: 'COMPLETED', periodKind: 'INITIAL' }] },
    purchase: { id: purchase.id, subscription: { id: shown?.id } },
  })
  expect(shown?.events).toContainEqual({ type: 'SUBSCRIPTION_STARTED', reason: 'NEW' })
  const { subscription } = await admin.query('query ($id: ID!) { subscription(id: $id) { id } }', {
    id: shown?.id,
  })
  expect(subscription).toEqual({ id: shown?.id })
  // The first reading finds that the purchase is acknowledged; the second finds nothing new.
  await admin.mutate('refreshSubscription', { subscriptionId: shown?.id ?? '' })
  const refreshed = await admin.mutate('refreshSubscription', { subscriptionId: shown?.id ?? '' })
  expect(refreshed).toMatchObject({ problem: null, changed: false, subscription: { status: 'ACTIVE' } })
})

test('a receipt of another user, of a replaced token, of an ended subscription and of a one-time item are refused', async ({
  server,
  admin,
  subscriber,
  sql,
  notifications,
  emulator,
}) => {
  const other = await createBuyer(server)
  const { purchase, atStore } = await subscribe(subscriber)
  await verify(subscriber, atStore, purchase.id)
  await notifications.waitForIdle()
  expect(await verify(other, atStore)).toMatchObject({ problem: { code: 'RECEIPT_USER_MISMATCH' } })
  const upgraded = await act(emulator, atStore.id, 'change-plan', {
    productId: 'com.example.arcade.vip_gold',
    basePlanId: 'monthly',
    amount: '19.99',
    mode: 'CHARGE_FULL_PRICE',
  })
  expect(await verify(subscriber, upgraded)).toMatchObject({ problem: null })
  await notifications.waitForIdle()
  expect(await verify(subscriber, atStore)).toMatchObject({ problem: { code: 'RECEIPT_INVALID' } })
  const chains = await readChains(sql, subscriber)
  expect(chains.filter(({ status }) => status === 'ACTIVE')).toHaveLength(1)
  await act(emulator, upgraded.id, 'revoke')
  await notifications.waitForIdle()
  expect(await verify(subscriber, upgraded)).toMatchObject({ problem: { code: 'RECEIPT_INVALID' } })
  const storeProducts = [{ store: 'GOOGLE_PLAY' as const, productId: 'com.example.arcade.single' }]
  await admin.mutate('upsertItem', { itemId: 'single', name: 'single', type: 'CONSUMABLE', storeProducts })
  const single = (await control(emulator, 'POST', '/control/subscriptions', {
    store: 'GOOGLE_PLAY',
    productId: 'com.example.arcade.single',
  })) as StoreSubscription
  expect(await verify(subscriber, single)).toMatchObject({ problem: { code: 'RECEIPT_ITEM_MISMATCH' } })
})

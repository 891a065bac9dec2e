import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startEmulator } from '../../src/index.ts'
import type { Emulator } from '../../src/index.ts'
import { act, advanceTo, createSubscription, dayMs, getSubscription } from './subscription-client.ts'
import type { SubscriptionView } from './subscription-client.ts'

const gold = { productId: 'com.example.arcade.gold', amount: '4.99', period: 'P1M' }

let emulator: Emulator

beforeAll(async () => {
  emulator = await startEmulator()
})
beforeEach(() => emulator.reset())
afterAll(() => emulator.close())

const stores = ['GOOGLE_PLAY', 'APP_STORE', 'ONE_STORE'] as const
type Store = (typeof stores)[number]

async function subscribe(store: Store): Promise<SubscriptionView> {
  const created = await createSubscription(emulator, {
    store,
    amount: '9.99',
    graceDays: 7,
    chargesEarlyHours: 0,
  })
  if (store !== 'APP_STORE') await act(emulator, created, 'acknowledge')
  return created
}

/** A change to a cheaper plan that waits for the renewal. */
async function planChange(store: Store): Promise<SubscriptionView> {
  const created = await subscribe(store)
  if (store === 'APP_STORE')
    return act(emulator, created, 'change-in-group', { ...gold, change: 'DOWNGRADE' })
  const changed = await act(emulator, created, 'change-plan', { ...gold, mode: 'DEFERRED' })
  return act(emulator, changed, 'acknowledge')
}

const lastItems = ({ periods }: SubscriptionView) => periods.at(-1)?.items
const paidForGold = [expect.objectContaining({ productId: gold.productId, priceMicros: '4990000' })]
const hasGold = { state: 'ACTIVE', pendingChange: null, lines: [{ productId: gold.productId }] }

test.each(
  stores.flatMap((store) => [
    { store, state: 'IN_GRACE', days: 2 },
    { store, state: 'ON_HOLD', days: 9 },
  ]),
)(
  'at $store a renewal that is paid $days days late, in the state $state, is of the plan that waited for it alone',
  async ({ store, state, days }) => {
    const subscription = await planChange(store)
    await act(emulator, subscription, 'decline-payments')
    await advanceTo(emulator, (subscription.paidUntil ?? 0) + days * dayMs)
    expect(await getSubscription(emulator, subscription)).toMatchObject({ state })
    const recovered = await act(emulator, subscription, 'accept-payments')
    expect(recovered).toMatchObject(hasGold)
    expect(lastItems(recovered)).toEqual(paidForGold)
    await advanceTo(emulator, recovered.paidUntil)
    expect(lastItems(await getSubscription(emulator, recovered))).toEqual(paidForGold)
  },
)

test.each(['GOOGLE_PLAY', 'ONE_STORE'] as const)(
  'at %s the period after a pause is of the plan that waited for it alone',
  async (store) => {
    const subscription = await planChange(store)
    await act(emulator, subscription, 'pause', { months: 1 })
    await advanceTo(emulator, (subscription.paidUntil ?? 0) + dayMs)
    expect(await getSubscription(emulator, subscription)).toMatchObject({ state: 'PAUSED' })
    const resumed = await act(emulator, subscription, 'resume')
    expect(resumed).toMatchObject(hasGold)
    expect(lastItems(resumed)).toEqual(paidForGold)
  },
)

test.each(['GOOGLE_PLAY', 'ONE_STORE'] as const)(
  'at %s a pause ends in the end of the subscription if the customer has not accepted the price of the next period',
  async (store) => {
    const subscription = await subscribe(store)
    await act(emulator, subscription, 'change-price', { amount: '19.99', mode: 'OPT_IN' })
    await act(emulator, subscription, 'pause', { months: 1 })
    await advanceTo(emulator, (subscription.paidUntil ?? 0) + dayMs)
    const resumed = await act(emulator, subscription, 'resume')
    expect(resumed).toMatchObject({ state: 'EXPIRED', endReason: 'PRICE', periods: [{ kind: 'INITIAL' }] })
  },
)

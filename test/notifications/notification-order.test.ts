import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { payAtStore, requestPurchase, consumeInput } from '../support/buyer.ts'
import { updateStorePurchase, getStorePurchase, type StorePurchase } from '../support/emulator-control.ts'
import { expectConsistentHistory, readPaymentRecord } from './payment-record.ts'
import {
  listEmulatorNotifications,
  disableNotifications,
  resendNotification,
} from './emulator-notifications.ts'
import {
  openNotificationFixture,
  notifyingStores,
  type NotifyingStore,
  type NotificationFixture,
} from './notification-fixture.ts'

vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 })

let fixture: NotificationFixture
beforeAll(async () => {
  fixture = await openNotificationFixture()
  // What the stores say gets through when the story says so, and only then.
  for (const store of notifyingStores) await disableNotifications(fixture.server.emulator, store)
})
afterAll(() => fixture.close())

/** One thing that happens: at the store, on the way, in the app, or in the game. What cannot happen just then does not. */
type Step =
  | { readonly action: 'waitForIdle' | 'verify' | 'consume' | 'complete' }
  | { readonly action: 'completePending' | 'cancelPending' | 'refund' | 'partialRefund' | 'reverseRefund' }
  | { readonly action: 'deliver'; readonly which: number; readonly copies: number }

type Sequence = {
  readonly quantity: number
  readonly outcome: 'PAID' | 'PENDING'
  readonly steps: readonly Step[]
  /** In which order all messages are delivered at the end. */
  readonly order: readonly number[]
}

type StoreView = {
  readonly state: 'PENDING' | 'PAID' | 'CANCELED' | 'REFUNDED'
  readonly refunded: boolean
  readonly refundedQuantity: number
  readonly refund: { readonly percentage: number } | null
}

/** A refund is only reversed where the store tells of it. */
const changes: Readonly<Record<NotifyingStore, readonly Exclude<Step['action'], 'deliver'>[]>> = {
  APP_STORE: ['refund', 'partialRefund', 'reverseRefund'],
  GOOGLE_PLAY: ['completePending', 'completePending', 'cancelPending', 'refund', 'partialRefund'],
  ONE_STORE: ['refund'],
}

function arbitrarySequence(store: NotifyingStore): fc.Arbitrary<Sequence> {
  const happen = fc.constantFrom(...changes[store]).map((each): Step => ({ action: each }))
  const call = fc
    .constantFrom('verify', 'consume', 'complete', 'waitForIdle')
    .map((each): Step => ({ action: each }))
  const deliver = fc.record({
    action: fc.constant('deliver' as const),
    which: fc.nat({ max: 5 }),
    copies: fc.integer({ min: 1, max: 3 }),
  })
  return fc.record({
    quantity: store === 'GOOGLE_PLAY' ? fc.constantFrom(1, 3, 3) : fc.constant(1),
    outcome: fc.constantFrom('PAID', 'PAID', store === 'GOOGLE_PLAY' ? 'PENDING' : 'PAID'),
    steps: fc.array(fc.oneof(happen, call, deliver), { minLength: 2, maxLength: 10 }),
    order: fc.array(fc.nat({ max: 9 }), { minLength: 8, maxLength: 8 }),
  })
}

type PurchaseUnderTest = {
  readonly store: NotifyingStore
  readonly purchaseId: string
  readonly bought: StorePurchase
}

async function readStoreView({ bought }: PurchaseUnderTest): Promise<StoreView> {
  return (await getStorePurchase(fixture.server.emulator, bought.id)) as StoreView
}

async function runStep(told: PurchaseUnderTest, step: Step): Promise<unknown> {
  switch (step.action) {
    case 'waitForIdle':
      return fixture.waitForIdle()
    case 'verify':
      return verify(told)
    case 'consume':
    case 'complete':
      return deliverItem(told, step.action)
    case 'deliver':
      return redeliver(told, step)
    default:
      return changeSale(told, step.action)
  }
}

/** Refused or not. */
async function verify({ purchaseId, bought }: PurchaseUnderTest): Promise<void> {
  const receipt = await currentReceipt(bought)
  if (receipt !== null) await fixture.buyer.client.mutate('verifyPurchase', { purchaseId, receipt })
}

async function currentReceipt({ id }: StorePurchase): Promise<StorePurchase['receipt'] | null> {
  return (await getStorePurchase(fixture.server.emulator, id))['receipt'] as StorePurchase['receipt'] | null
}

async function deliverItem({ purchaseId }: PurchaseUnderTest, how: 'consume' | 'complete'): Promise<void> {
  const { payment } = await fixture.findPurchase(purchaseId)
  if (payment == null) return
  if (how === 'consume') await fixture.admin.mutate('consumePayment', consumeInput(payment))
  else await fixture.admin.mutate('completePayment', { paymentId: payment.id })
}

async function redeliver(
  { bought }: PurchaseUnderTest,
  { which, copies }: Extract<Step, { action: 'deliver' }>,
): Promise<void> {
  const messages = await listEmulatorNotifications(fixture.server.emulator, bought.id)
  const message = messages[which % Math.max(1, messages.length)]
  for (let copy = 0; message !== undefined && copy < copies; copy += 1) {
    await resendNotification(fixture.server.emulator, message.id)
  }
}

async function changeSale(
  told: PurchaseUnderTest,
  change: (typeof changes)[NotifyingStore][number],
): Promise<void> {
  const { emulator } = fixture.server
  const { id } = told.bought
  const { state, refund } = await readStoreView(told)
  if (change === 'completePending' && state === 'PENDING') await updateStorePurchase(emulator, id, 'complete')
  if (change === 'cancelPending' && state === 'PENDING') await updateStorePurchase(emulator, id, 'cancel')
  if (change === 'refund' && state === 'PAID') await updateStorePurchase(emulator, id, 'refund')
  if (change === 'partialRefund' && state === 'PAID') {
    const part =
      told.store === 'GOOGLE_PLAY' ? { quantity: 1 } : { percentage: (refund?.percentage ?? 0) + 25 }
    await updateStorePurchase(emulator, id, 'refund', part)
  }
  if (change === 'reverseRefund' && refund !== null) await updateStorePurchase(emulator, id, 'reverse-refund')
}

/** The record says what the store says, and how it came to. */
async function expectMatchesStore(purchase: PurchaseUnderTest): Promise<void> {
  const view = await readStoreView(purchase)
  const record = await readPaymentRecord(fixture.sql, purchase.purchaseId)
  if (record === null) {
    const { status } = await fixture.findPurchase(purchase.purchaseId)
    // ONE store has one word for what was never paid and what was taken back before we heard of it.
    if (view.state === 'REFUNDED') expect([purchase.store, status]).toEqual(['ONE_STORE', 'CANCELED'])
    else if (view.state === 'PENDING') expect(['REQUESTED', 'PENDING']).toContain(status)
    else expect([view.state, status]).toEqual(['CANCELED', 'CANCELED'])
    return
  }
  expectConsistentHistory(record)
  const { status, refunded_quantity, refunded_micros, price_micros } = record.payment
  expect({ refunded: status === 'REFUNDED', quantity: refunded_quantity }).toEqual({
    refunded: view.refunded,
    quantity: view.refundedQuantity,
  })
  if (purchase.store !== 'APP_STORE') return
  const micros = view.refund === null ? null : (Number(price_micros) * view.refund.percentage) / 100
  expect(refunded_micros).toBe(micros === null ? null : String(micros))
}

async function runSequence(
  store: NotifyingStore,
  { quantity, outcome, steps, order }: Sequence,
): Promise<void> {
  const purchase = await requestPurchase(fixture.buyer, store)
  const bought = await payAtStore(fixture.server, purchase, { quantity, outcome })
  const told = { store, purchaseId: purchase.id, bought }
  for (const step of steps) await runStep(told, step)
  const messages = await listEmulatorNotifications(fixture.server.emulator, bought.id)
  const shuffled = messages.map((message, index) => ({ message, place: order[index] ?? 0 }))
  for (const { message } of shuffled.toSorted((a, b) => a.place - b.place)) {
    await resendNotification(fixture.server.emulator, message.id)
  }
  await fixture.waitForIdle()
  await expectMatchesStore(told)
}

describe.each(notifyingStores)('%s', (store) => {
  it('whatever happens there, in whatever order and however often it is told, the record ends up saying the same', async () => {
    await fc.assert(
      fc.asyncProperty(arbitrarySequence(store), (story) => runSequence(store, story)),
      { numRuns: 12, interruptAfterTimeLimit: 60_000 },
    )
  })
})

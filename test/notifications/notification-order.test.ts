import fc from 'fast-check'
import type { Emulator } from '@coinslot/store-emulator'
import { payAtStore, requestPurchase, toConsumeInput, type Buyer } from '../support/purchase-client.ts'
import { updateStorePurchase, getStorePurchase, type StorePurchase } from '../support/emulator-control.ts'
import type { ApiClient } from '../support/api.ts'
import { bindFaults } from '../support/faults.ts'
import { expectConsistentHistory, readPaymentRecord } from './payment-record.ts'
import { listEmulatorNotifications, resendNotification } from './emulator-notifications.ts'
import {
  notifyingStores,
  type NotifyingStore,
  describe,
  expect,
  notificationTest as test,
  vi,
  type NotificationHelpers,
  type NotificationFixtures,
} from './notification-fixture.ts'

vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 })

test.beforeAll(async ({ emulator }) => {
  // Notifications are delivered only by the steps of a sequence.
  const faults = bindFaults(emulator)
  for (const store of notifyingStores) await faults.disableNotifications(store)
})

/** One action at the store, in delivery, in the app or in the game. An action that is impossible at that time is skipped. */
type Step =
  | { readonly action: 'waitForIdle' | 'verify' | 'consume' | 'complete' }
  | { readonly action: 'completePending' | 'cancelPending' | 'refund' | 'partialRefund' | 'reverseRefund' }
  | { readonly action: 'deliver'; readonly which: number; readonly copies: number }

type Sequence = {
  readonly quantity: number
  readonly outcome: 'PAID' | 'PENDING'
  readonly steps: readonly Step[]
  /** The order in which all notifications are delivered at the end. */
  readonly order: readonly number[]
}

type StoreView = {
  readonly state: 'PENDING' | 'PAID' | 'CANCELED' | 'REFUNDED'
  readonly refunded: boolean
  readonly refundedQuantity: number
  readonly refund: { readonly percentage: number } | null
}

/** A refund is reversed only at the store that notifies of it. */
const changes: Readonly<Record<NotifyingStore, readonly Exclude<Step['action'], 'deliver'>[]>> = {
  APP_STORE: ['refund', 'partialRefund', 'reverseRefund'],
  GOOGLE_PLAY: ['completePending', 'completePending', 'cancelPending', 'refund', 'partialRefund'],
  ONE_STORE: ['refund'],
}

function arbitrarySequence(store: NotifyingStore): fc.Arbitrary<Sequence> {
  const change = fc.constantFrom(...changes[store]).map((each): Step => ({ action: each }))
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
    steps: fc.array(fc.oneof(change, call, deliver), { minLength: 2, maxLength: 10 }),
    order: fc.array(fc.nat({ max: 9 }), { minLength: 8, maxLength: 8 }),
  })
}

type PurchaseUnderTest = {
  readonly store: NotifyingStore
  readonly purchaseId: string
  readonly storePurchase: StorePurchase
}

async function readStoreView(emulator: Emulator, { storePurchase }: PurchaseUnderTest): Promise<StoreView> {
  return (await getStorePurchase(emulator, storePurchase.id)) as StoreView
}

async function runStep(
  {
    emulator,
    admin,
    buyer,
    notifications,
  }: Pick<NotificationFixtures, 'emulator' | 'admin' | 'buyer' | 'notifications'>,
  purchase: PurchaseUnderTest,
  step: Step,
): Promise<unknown> {
  switch (step.action) {
    case 'waitForIdle':
      return notifications.waitForIdle()
    case 'verify':
      return verify(emulator, buyer, purchase)
    case 'consume':
    case 'complete':
      return deliverItem(admin, notifications, purchase, step.action)
    case 'deliver':
      return redeliver(emulator, purchase, step)
    default:
      return changeSale(emulator, purchase, step.action)
  }
}

/** Verifies the receipt, whether or not it is accepted. */
async function verify(
  emulator: Emulator,
  buyer: Buyer,
  { purchaseId, storePurchase }: PurchaseUnderTest,
): Promise<void> {
  const receipt = await currentReceipt(emulator, storePurchase)
  if (receipt !== null) await buyer.client.mutate('verifyPurchase', { purchaseId, receipt })
}

async function currentReceipt(
  emulator: Emulator,
  { id }: StorePurchase,
): Promise<StorePurchase['receipt'] | null> {
  return (await getStorePurchase(emulator, id))['receipt'] as StorePurchase['receipt'] | null
}

async function deliverItem(
  admin: ApiClient,
  notifications: NotificationHelpers,
  { purchaseId }: PurchaseUnderTest,
  action: 'consume' | 'complete',
): Promise<void> {
  const { payment } = await notifications.findPurchase(purchaseId)
  if (payment == null) return
  if (action === 'consume') await admin.mutate('consumePayment', toConsumeInput(payment))
  else await admin.mutate('completePayment', { paymentId: payment.id })
}

async function redeliver(
  emulator: Emulator,
  { storePurchase }: PurchaseUnderTest,
  { which, copies }: Extract<Step, { action: 'deliver' }>,
): Promise<void> {
  const messages = await listEmulatorNotifications(emulator, storePurchase.id)
  const message = messages[which % Math.max(1, messages.length)]
  for (let copy = 0; message !== undefined && copy < copies; copy += 1) {
    await resendNotification(emulator, message.id)
  }
}

async function changeSale(
  emulator: Emulator,
  purchase: PurchaseUnderTest,
  change: (typeof changes)[NotifyingStore][number],
): Promise<void> {
  const { id } = purchase.storePurchase
  const { state, refund } = await readStoreView(emulator, purchase)
  if (change === 'completePending' && state === 'PENDING') await updateStorePurchase(emulator, id, 'complete')
  if (change === 'cancelPending' && state === 'PENDING') await updateStorePurchase(emulator, id, 'cancel')
  if (change === 'refund' && state === 'PAID') await updateStorePurchase(emulator, id, 'refund')
  if (change === 'partialRefund' && state === 'PAID') {
    const amount =
      purchase.store === 'GOOGLE_PLAY' ? { quantity: 1 } : { percentage: (refund?.percentage ?? 0) + 25 }
    await updateStorePurchase(emulator, id, 'refund', amount)
  }
  if (change === 'reverseRefund' && refund !== null) await updateStorePurchase(emulator, id, 'reverse-refund')
}

/** The record matches the store, and its history is consistent. */
async function expectMatchesStore(
  { emulator, sql, notifications }: Pick<NotificationFixtures, 'emulator' | 'sql' | 'notifications'>,
  purchase: PurchaseUnderTest,
): Promise<void> {
  const view = await readStoreView(emulator, purchase)
  const record = await readPaymentRecord(sql, purchase.purchaseId)
  if (record === null) {
    const { status } = await notifications.findPurchase(purchase.purchaseId)
    // ONE store has one state for purchases that were never paid and for those refunded before they were verified.
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
  {
    server,
    emulator,
    admin,
    buyer,
    sql,
    notifications,
  }: Pick<NotificationFixtures, 'server' | 'emulator' | 'admin' | 'buyer' | 'sql' | 'notifications'>,
  store: NotifyingStore,
  { quantity, outcome, steps, order }: Sequence,
): Promise<void> {
  const purchase = await requestPurchase(buyer, { store })
  const storePurchase = await payAtStore(server, purchase, { quantity, outcome })
  const sold = { store, purchaseId: purchase.id, storePurchase }
  for (const step of steps) await runStep({ emulator, admin, buyer, notifications }, sold, step)
  const messages = await listEmulatorNotifications(emulator, storePurchase.id)
  const shuffled = messages.map((message, index) => ({ message, rank: order[index] ?? 0 }))
  for (const { message } of shuffled.toSorted((a, b) => a.rank - b.rank)) {
    await resendNotification(emulator, message.id)
  }
  await notifications.waitForIdle()
  await expectMatchesStore({ emulator, sql, notifications }, sold)
}

describe.each(notifyingStores)('%s', (store) => {
  test('the record matches the store after any changes, in whatever order and however often they are notified', async ({
    server,
    emulator,
    admin,
    buyer,
    sql,
    notifications,
  }) => {
    await fc.assert(
      fc.asyncProperty(arbitrarySequence(store), (sequence) =>
        runSequence({ server, emulator, admin, buyer, sql, notifications }, store, sequence),
      ),
      { numRuns: 12, interruptAfterTimeLimit: 60_000 },
    )
  })
})

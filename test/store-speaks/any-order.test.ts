import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { pay, reserve, consumeInput } from '../support/buyer.ts'
import { changeAtStore, storeView, type Bought } from '../support/emulator-control.ts'
import { expectOneStory, readRecord } from './payment-record.ts'
import { listMessages, muteStore, resend } from './store-messages.ts'
import { openStoryDesk, pushingStores, type PushingStore, type StoryDesk } from './story-desk.ts'

vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 })

let desk: StoryDesk
beforeAll(async () => {
  desk = await openStoryDesk()
  // What the stores say gets through when the story says so, and only then.
  for (const store of pushingStores) await muteStore(desk.at.emulator, store)
})
afterAll(() => desk.close())

/** One thing that happens: at the store, on the way, in the app, or in the game. What cannot happen just then does not. */
type Step =
  | { readonly do: 'settleDown' | 'verify' | 'consume' | 'complete' }
  | { readonly do: 'payUp' | 'giveUp' | 'refund' | 'refundPart' | 'reverse' }
  | { readonly do: 'deliver'; readonly which: number; readonly copies: number }

type Story = {
  readonly quantity: number
  readonly outcome: 'PAID' | 'PENDING'
  readonly steps: readonly Step[]
  /** In which order all messages are delivered at the end. */
  readonly order: readonly number[]
}

type View = {
  readonly state: 'PENDING' | 'PAID' | 'CANCELED' | 'REFUNDED'
  readonly refunded: boolean
  readonly refundedQuantity: number
  readonly refund: { readonly percentage: number } | null
}

/** A refund is only reversed where the store tells of it. */
const changes: Readonly<Record<PushingStore, readonly Exclude<Step['do'], 'deliver'>[]>> = {
  APP_STORE: ['refund', 'refundPart', 'reverse'],
  GOOGLE_PLAY: ['payUp', 'payUp', 'giveUp', 'refund', 'refundPart'],
  ONE_STORE: ['refund'],
}

function storyAt(store: PushingStore): fc.Arbitrary<Story> {
  const happen = fc.constantFrom(...changes[store]).map((each): Step => ({ do: each }))
  const call = fc
    .constantFrom('verify', 'consume', 'complete', 'settleDown')
    .map((each): Step => ({ do: each }))
  const deliver = fc.record({
    do: fc.constant('deliver' as const),
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

type Told = { readonly store: PushingStore; readonly purchaseId: string; readonly bought: Bought }

async function viewOf({ bought }: Told): Promise<View> {
  return (await storeView(desk.at.emulator, bought.id)) as View
}

async function take(told: Told, step: Step): Promise<unknown> {
  switch (step.do) {
    case 'settleDown':
      return desk.settleDown()
    case 'verify':
      return verify(told)
    case 'consume':
    case 'complete':
      return deliverItem(told, step.do)
    case 'deliver':
      return redeliver(told, step)
    default:
      return changeSale(told, step.do)
  }
}

/** Refused or not. */
async function verify({ purchaseId, bought }: Told): Promise<void> {
  const receipt = await currentReceipt(bought)
  if (receipt !== null) await desk.buyer.api.mutate('verifyPurchase', { purchaseId, receipt })
}

async function currentReceipt({ id }: Bought): Promise<Bought['receipt'] | null> {
  return (await storeView(desk.at.emulator, id))['receipt'] as Bought['receipt'] | null
}

async function deliverItem({ purchaseId }: Told, how: 'consume' | 'complete'): Promise<void> {
  const { payment } = await desk.findPurchase(purchaseId)
  if (payment == null) return
  if (how === 'consume') await desk.server.mutate('consumePayment', consumeInput(payment))
  else await desk.server.mutate('completePayment', { paymentId: payment.id })
}

async function redeliver(
  { bought }: Told,
  { which, copies }: Extract<Step, { do: 'deliver' }>,
): Promise<void> {
  const messages = await listMessages(desk.at.emulator, bought.id)
  const message = messages[which % Math.max(1, messages.length)]
  for (let copy = 0; message !== undefined && copy < copies; copy += 1) {
    await resend(desk.at.emulator, message.id)
  }
}

async function changeSale(told: Told, change: (typeof changes)[PushingStore][number]): Promise<void> {
  const { emulator } = desk.at
  const { id } = told.bought
  const { state, refund } = await viewOf(told)
  if (change === 'payUp' && state === 'PENDING') await changeAtStore(emulator, id, 'complete')
  if (change === 'giveUp' && state === 'PENDING') await changeAtStore(emulator, id, 'cancel')
  if (change === 'refund' && state === 'PAID') await changeAtStore(emulator, id, 'refund')
  if (change === 'refundPart' && state === 'PAID') {
    const part =
      told.store === 'GOOGLE_PLAY' ? { quantity: 1 } : { percentage: (refund?.percentage ?? 0) + 25 }
    await changeAtStore(emulator, id, 'refund', part)
  }
  if (change === 'reverse' && refund !== null) await changeAtStore(emulator, id, 'reverse-refund')
}

/** The record says what the store says, and how it came to. */
async function expectSame(told: Told): Promise<void> {
  const view = await viewOf(told)
  const record = await readRecord(desk.sql, told.purchaseId)
  if (record === null) {
    const { status } = await desk.findPurchase(told.purchaseId)
    // ONE store has one word for what was never paid and what was taken back before we heard of it.
    if (view.state === 'REFUNDED') expect([told.store, status]).toEqual(['ONE_STORE', 'CANCELED'])
    else if (view.state === 'PENDING') expect(['REQUESTED', 'PENDING']).toContain(status)
    else expect([view.state, status]).toEqual(['CANCELED', 'CANCELED'])
    return
  }
  expectOneStory(record)
  const { status, refunded_quantity, refunded_micros, price_micros } = record.payment
  expect({ refunded: status === 'REFUNDED', quantity: refunded_quantity }).toEqual({
    refunded: view.refunded,
    quantity: view.refundedQuantity,
  })
  if (told.store !== 'APP_STORE') return
  const micros = view.refund === null ? null : (Number(price_micros) * view.refund.percentage) / 100
  expect(refunded_micros).toBe(micros === null ? null : String(micros))
}

async function tell(store: PushingStore, { quantity, outcome, steps, order }: Story): Promise<void> {
  const purchase = await reserve(desk.buyer, store)
  const bought = await pay(desk.at, purchase, { quantity, outcome })
  const told = { store, purchaseId: purchase.id, bought }
  for (const step of steps) await take(told, step)
  const messages = await listMessages(desk.at.emulator, bought.id)
  const shuffled = messages.map((message, index) => ({ message, place: order[index] ?? 0 }))
  for (const { message } of shuffled.toSorted((a, b) => a.place - b.place)) {
    await resend(desk.at.emulator, message.id)
  }
  await desk.settleDown()
  await expectSame(told)
}

describe.each(pushingStores)('%s', (store) => {
  it('whatever happens there, in whatever order and however often it is told, the record ends up saying the same', async () => {
    await fc.assert(
      fc.asyncProperty(storyAt(store), (story) => tell(store, story)),
      { numRuns: 12, interruptAfterTimeLimit: 60_000 },
    )
  })
})

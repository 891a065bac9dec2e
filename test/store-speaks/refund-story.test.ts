import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { pay, reserve } from '../support/buyer.ts'
import { changeAtStore, mendStores, type EmulatedStore } from '../support/emulator-control.ts'
import { openStoryDesk, type StoryDesk } from './story-desk.ts'
import { listMessages, muteStore, resend } from './store-messages.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

let desk: StoryDesk
beforeAll(async () => {
  desk = await openStoryDesk()
})
afterEach(() => mendStores(desk.at.emulator))
afterAll(() => desk.close())

type Change = 'refund' | 'reverse-refund'

/** A purchase whose whole story happens while nothing gets through. */
async function tellNobody(store: EmulatedStore, changes: readonly Change[]) {
  await muteStore(desk.at.emulator, store)
  const purchase = await reserve(desk.buyer, store)
  const bought = await pay(desk.at, purchase)
  for (const change of changes) await changeAtStore(desk.at.emulator, bought.id, change)
  await mendStores(desk.at.emulator)
  const messages = await listMessages(desk.at.emulator, bought.id)
  return { purchase, messages }
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]]
  return items.flatMap((item, index) =>
    permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]),
  )
}

const threeMessages = permutations([0, 1, 2])

describe.each([
  ['APP_STORE', ['refund', 'reverse-refund'], 'PAID'],
  ['GOOGLE_PLAY', ['refund'], 'REFUNDED'],
] as const)('%s', (store, changes, expected) => {
  const orders = changes.length === 2 ? threeMessages : permutations([0, 1])
  it.each(orders)(
    `its messages in the order %i %i %i, each five times, end in ${expected}`,
    async (...order) => {
      const { purchase, messages } = await tellNobody(store, changes)
      expect(messages).toHaveLength(changes.length + 1)
      for (const index of order) {
        for (let copy = 0; copy < 5; copy += 1) await resend(desk.at.emulator, messages[index]?.id ?? '')
      }
      await desk.settleDown()
      const { payment } = await desk.findPurchase(purchase.id)
      expect(payment?.status).toBe(expected)
      const events = await desk.eventsOf(payment?.id ?? '')
      expect(events.filter((type) => type === 'PAYMENT_PAID')).toHaveLength(1)
      expect(new Set(events).size).toBe(events.length)
    },
  )
})

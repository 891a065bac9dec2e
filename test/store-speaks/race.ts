import { expect } from 'vitest'
import { mendStores, spoilStore } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import type { InboxDesk } from './inbox-desk.ts'
import type { Letter } from './postbox.ts'
import type { PushingStore } from './story-desk.ts'

const lookUps = {
  APP_STORE: 'getTransactionInfo',
  GOOGLE_PLAY: 'purchases.productsv2.getproductpurchasev2',
  ONE_STORE: 'getPurchaseDetails',
} as const

const starts = ['AT_ONCE', 'ANSWERED', 'BEGUN', 'READ'] as const
type Start = (typeof starts)[number]

/**
 * Lets somebody act while the server works on a message of a store: as it comes in, when it was answered, when its job has
 * begun, or when the store has been read; and the store answers each question sooner or later than the others.
 */
export async function race<T>(
  desk: InboxDesk,
  index: number,
  { store, letter }: { readonly store: PushingStore; readonly letter: Letter },
  act: () => Promise<T>,
): Promise<T> {
  const { emulator } = desk.story.at
  const endpoint = lookUps[store]
  for (let calls = 0; calls < 2; calls += 1) {
    await spoilStore(emulator, { store, endpoint, times: 1, delayMs: Math.floor(Math.random() * 15) })
  }
  const reached = await watchProgress(desk)
  const start = starts[index % starts.length] ?? 'AT_ONCE'
  const isActFirst = start === 'AT_ONCE' && Math.random() < 0.5
  const acting = isActFirst ? act() : null
  const delivering = deliver(desk, letter)
  if (start !== 'AT_ONCE') await delivering
  if (start === 'BEGUN' || start === 'READ') await reached(start)
  const [result] = await Promise.all([acting ?? act(), delivering])
  await mendStores(emulator)
  return result
}

async function deliver(desk: InboxDesk, letter: Letter): Promise<void> {
  expect((await desk.deliver(letter)).status).toBeLessThan(300)
}

/** Waits until the job of a message that comes from now on has got there. */
async function watchProgress({ story: { sql } }: InboxDesk): Promise<(goal: Start) => Promise<void>> {
  const read = async () => {
    const [row] = await sql<{ begun: number; read: number }[]>`
      select (select coalesce(sum(attempts), 0)::int from notifications) as begun,
             (select coalesce(sum(applied), 0)::int from sales) as read`
    return row ?? { begun: 0, read: 0 }
  }
  const before = await read()
  return async (goal) => {
    const isReached = async () => {
      const now = await read()
      expect(goal === 'BEGUN' ? now.begun - before.begun : now.read - before.read).toBeGreaterThan(0)
    }
    await eventually(isReached, { intervalMs: 1, timeoutMs: 30_000 })
  }
}

import { expect } from 'vitest'
import { clearFaults, injectFault } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import type { InboxFixture } from './inbox-fixture.ts'
import type { CapturedRequest } from './captured-notifications.ts'
import type { NotifyingStore } from './notification-fixture.ts'

const lookupEndpoints = {
  APP_STORE: 'getTransactionInfo',
  GOOGLE_PLAY: 'purchases.productsv2.getproductpurchasev2',
  ONE_STORE: 'getPurchaseDetails',
} as const

const raceStages = ['IMMEDIATELY', 'RESPONDED', 'JOB_STARTED', 'STORE_READ'] as const
type RaceStage = (typeof raceStages)[number]

/**
 * Lets somebody act while the server works on a message of a store: as it comes in, when it was answered, when its job has
 * begun, or when the store has been read; and the store answers each question sooner or later than the others.
 */
export async function raceNotification<T>(
  fixture: InboxFixture,
  index: number,
  {
    store,
    notification: notification,
  }: { readonly store: NotifyingStore; readonly notification: CapturedRequest },
  act: () => Promise<T>,
): Promise<T> {
  const { emulator } = fixture.notifications.server
  const endpoint = lookupEndpoints[store]
  for (let calls = 0; calls < 2; calls += 1) {
    await injectFault(emulator, { store, endpoint, times: 1, delayMs: Math.floor(Math.random() * 15) })
  }
  const waitForStage = await trackProgress(fixture)
  const stage = raceStages[index % raceStages.length] ?? 'IMMEDIATELY'
  const isActFirst = stage === 'IMMEDIATELY' && Math.random() < 0.5
  const action = isActFirst ? act() : null
  const delivering = expectDelivered(fixture, notification)
  if (stage !== 'IMMEDIATELY') await delivering
  if (stage === 'JOB_STARTED' || stage === 'STORE_READ') await waitForStage(stage)
  const [result] = await Promise.all([action ?? act(), delivering])
  await clearFaults(emulator)
  return result
}

async function expectDelivered(fixture: InboxFixture, notification: CapturedRequest): Promise<void> {
  expect((await fixture.post(notification)).status).toBeLessThan(300)
}

/** Waits until the job of a message that comes from now on has got there. */
async function trackProgress({
  notifications: { sql },
}: InboxFixture): Promise<(stage: RaceStage) => Promise<void>> {
  const read = async () => {
    const [row] = await sql<{ begun: number; read: number }[]>`
      select (select coalesce(sum(attempts), 0)::int from notifications) as begun,
             (select coalesce(sum(applied), 0)::int from sales) as read`
    return row ?? { begun: 0, read: 0 }
  }
  const before = await read()
  return async (stage) => {
    const isReached = async () => {
      const now = await read()
      expect(stage === 'JOB_STARTED' ? now.begun - before.begun : now.read - before.read).toBeGreaterThan(0)
    }
    await eventually(isReached, { intervalMs: 1, timeoutMs: 30_000 })
  }
}

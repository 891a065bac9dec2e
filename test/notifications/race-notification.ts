import { randomInt } from 'node:crypto'
import type { Sql } from 'postgres'
import { expect } from 'vitest'
import { clearFaults, injectFault } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import type { Inbox, InboxFixtures } from './inbox-fixture.ts'
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
 * Runs `act` while the server processes a notification: when it is posted, when it was acknowledged, when its job has started,
 * or when the store has been read. Each response of the store has a random delay.
 */
export async function raceNotification<T>(
  { emulator, inbox, sql }: Pick<InboxFixtures, 'emulator' | 'inbox' | 'sql'>,
  index: number,
  { store, notification }: { readonly store: NotifyingStore; readonly notification: CapturedRequest },
  act: () => Promise<T>,
): Promise<T> {
  const endpoint = lookupEndpoints[store]
  for (let calls = 0; calls < 2; calls += 1) {
    await injectFault(emulator, { store, endpoint, times: 1, delayMs: randomInt(15) })
  }
  const waitForStage = await trackProgress(sql)
  const stage = raceStages[index % raceStages.length] ?? 'IMMEDIATELY'
  const isActFirst = stage === 'IMMEDIATELY' && Math.random() < 0.5
  const action = isActFirst ? act() : null
  const delivering = expectDelivered(inbox, notification)
  if (stage !== 'IMMEDIATELY') await delivering
  if (stage === 'JOB_STARTED' || stage === 'STORE_READ') await waitForStage(stage)
  const [result] = await Promise.all([action ?? act(), delivering])
  await clearFaults(emulator)
  return result
}

async function expectDelivered(inbox: Inbox, notification: CapturedRequest): Promise<void> {
  expect((await inbox.post(notification)).status).toBeLessThan(300)
}

/** The result waits until the job of a notification posted from now on has reached the stage. */
async function trackProgress(sql: Sql): Promise<(stage: RaceStage) => Promise<void>> {
  const read = async () => {
    const [row] = await sql<{ begun: number; read: number }[]>`
      select (select coalesce(sum(attempts), 0)::int from notifications) as begun,
             (select coalesce(sum(applied_version), 0)::int from sales) as read`
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
